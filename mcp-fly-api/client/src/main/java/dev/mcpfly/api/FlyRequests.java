package dev.mcpfly.api;

import dev.mcpfly.api.json.JsonObject;
import dev.mcpfly.api.model.App;
import dev.mcpfly.api.model.Certificate;
import dev.mcpfly.api.model.IpAssignment;
import dev.mcpfly.api.model.Machine;
import dev.mcpfly.api.model.NetworkPolicy;
import dev.mcpfly.api.model.Signal;
import dev.mcpfly.api.model.Volume;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Prepares requests that can be shown before they are sent. Each request is checked in the same way
 * as by the method of its operation, and nothing is sent until {@link FlyRequest#send()}. Every
 * string may be a {@linkplain FlyRequest#placeholder placeholder}. Thread-safe.
 */
public final class FlyRequests {
  private final CallEngine engine;

  FlyRequests(CallEngine engine) {
    this.engine = engine;
  }

  /** Prepares {@link Apps#create(String, Consumer)}. */
  public FlyRequest<App> createApp(String name, Consumer<Apps.Create> settings) {
    Apps apps = new Apps(engine);
    return new FlyRequest<>(
        FlyOperation.APPS_CREATE,
        List.of(),
        Map.of("wait", "true"),
        Apps.body(name, settings),
        request -> apps.create(name, request.json()));
  }

  /**
   * Prepares the creation of an app whose name was found free a moment ago: one call, where {@link
   * #createApp} looks before and after. Other servers of the API may not know the app for some
   * seconds; a call to it then fails with {@link NotFoundException} or {@link
   * ApiException.Unauthorized} and may be repeated.
   */
  public FlyRequest<App> createFreeApp(String name, Consumer<Apps.Create> settings) {
    Apps apps = new Apps(engine);
    return new FlyRequest<>(
        FlyOperation.APPS_CREATE,
        List.of(),
        Map.of("wait", "true"),
        Apps.body(name, settings),
        request -> apps.createFree(name, request.json()));
  }

  /** Prepares {@link Apps#delete(String)}; the answer is false if there was no such app. */
  public FlyRequest<Boolean> deleteApp(String name) {
    Apps apps = new Apps(engine);
    return new FlyRequest<>(
        FlyOperation.APPS_DELETE,
        List.of(name),
        Map.of("force", "true"),
        null,
        request -> apps.delete(request.variable(0)));
  }

  /** Prepares {@link IpAssignments#create(IpAssignment.Type)}. */
  public FlyRequest<IpAssignment> assignIp(String app, IpAssignment.Type type) {
    return new FlyRequest<>(
        FlyOperation.IP_ASSIGNMENTS_CREATE,
        List.of(app),
        Map.of(),
        JsonObject.of("type", type.value()),
        request -> new IpAssignments(engine, request.variable(0)).create(type));
  }

  /**
   * Prepares the assignment of an address to an app that has none of its kind: one call, where
   * {@link #assignIp} lists the addresses first, to know the new one if the reply is lost.
   */
  public FlyRequest<IpAssignment> assignFirstIp(String app, IpAssignment.Type type) {
    return new FlyRequest<>(
        FlyOperation.IP_ASSIGNMENTS_CREATE,
        List.of(app),
        Map.of(),
        JsonObject.of("type", type.value()),
        request -> new IpAssignments(engine, request.variable(0)).createFirst(type));
  }

  /** Prepares {@link Certificates#requestAcme(String)}. */
  public FlyRequest<Certificate> requestCertificate(String app, String hostname) {
    return new FlyRequest<>(
        FlyOperation.CERTIFICATES_ACME_CREATE,
        List.of(app),
        Map.of(),
        JsonObject.of("hostname", hostname),
        request -> new Certificates(engine, request.variable(0)).requestAcme(hostname));
  }

  /** Prepares {@link Secrets#update(Map)}; a null value removes the secret. */
  public FlyRequest<App.SecretsChange> updateSecrets(
      String app, Map<String, @Nullable String> values) {
    return new FlyRequest<>(
        FlyOperation.SECRETS_UPDATE,
        List.of(app),
        Map.of(),
        JsonObject.of("values", JsonObject.of(new LinkedHashMap<>(values))),
        request -> new FlyApp(engine, request.variable(0)).secrets().update(values));
  }

  /** Prepares {@link Volumes#create(Consumer)}. */
  public FlyRequest<Volume> createVolume(String app, Consumer<Volumes.Create> settings) {
    Volumes.Create volume = new Volumes.Create();
    settings.accept(volume);
    return new FlyRequest<>(
        FlyOperation.VOLUMES_CREATE,
        List.of(app),
        Map.of(),
        volume.build(),
        request -> new Volumes(engine, request.variable(0)).create(request.json()));
  }

  /** Prepares {@link Volumes#delete(String)}; the answer is false if there was no such volume. */
  public FlyRequest<Boolean> deleteVolume(String app, String id) {
    return new FlyRequest<>(
        FlyOperation.VOLUMES_DELETE,
        List.of(app, id),
        Map.of(),
        null,
        request -> new Volumes(engine, request.variable(0)).delete(request.variable(1)));
  }

  /**
   * Prepares {@link Machines#create(Consumer)}. The metadata entry by which a machine is found
   * again if the reply is lost is the placeholder {@code create_request_id}, which is filled in
   * when the request is sent.
   */
  public FlyRequest<Machine> createMachine(String app, Consumer<Machines.Create> settings) {
    Machines.Create machine = new Machines.Create();
    settings.accept(machine);
    return new FlyRequest<>(
        FlyOperation.MACHINES_CREATE,
        List.of(app),
        Map.of(),
        machine.build(FlyRequest.placeholder(MachineWrites.REQUEST_ID)),
        request -> new MachineWrites(engine, request.variable(0)).create(request));
  }

  /**
   * Prepares {@link Machines#update(String, Consumer)} of a machine as it was read. The request
   * names the version that was read, so it fails with a {@link VersionConflictException} if the
   * machine has changed since.
   *
   * @param current the machine as it was read
   */
  public FlyRequest<Machine> updateMachine(
      String app, Machine current, Consumer<Machines.Update> changes) {
    Machines.Update update = new Machines.Update(current);
    changes.accept(update);
    return new FlyRequest<>(
        FlyOperation.MACHINES_UPDATE,
        List.of(app, current.id()),
        Map.of(),
        update.build(),
        request -> new MachineWrites(engine, request.variable(0)).update(current, request.json()));
  }

  /** Prepares {@link Machines#start(String)}. */
  public FlyRequest<Machine.StartResult> startMachine(String app, String id) {
    return new FlyRequest<>(
        FlyOperation.MACHINES_START,
        List.of(app, id),
        Map.of(),
        null,
        request -> new Machines(engine, request.variable(0)).start(request.variable(1)));
  }

  /** Prepares {@link Machines#stop(String)}; the answer is always true. */
  public FlyRequest<Boolean> stopMachine(String app, String id) {
    return new FlyRequest<>(
        FlyOperation.MACHINES_STOP,
        List.of(app, id),
        Map.of(),
        JsonObject.empty(),
        request -> {
          new Machines(engine, request.variable(0)).stop(request.variable(1));
          return true;
        });
  }

  /** Prepares {@link Machines#signal(String, Signal)}; the answer is always true. */
  public FlyRequest<Boolean> signalMachine(String app, String id, Signal signal) {
    return new FlyRequest<>(
        FlyOperation.MACHINES_SIGNAL,
        List.of(app, id),
        Map.of(),
        Machines.signalBody(signal),
        request -> {
          new Machines(engine, request.variable(0)).signal(request.variable(1), signal);
          return true;
        });
  }

  /** Prepares {@link Machines#restart(String)}; the answer is always true. */
  public FlyRequest<Boolean> restartMachine(String app, String id) {
    return new FlyRequest<>(
        FlyOperation.MACHINES_RESTART,
        List.of(app, id),
        Map.of(),
        null,
        request -> {
          new Machines(engine, request.variable(0)).restart(request.variable(1));
          return true;
        });
  }

  /**
   * Prepares {@link Machines#delete(String, boolean)}, by force; the answer is false if there was
   * no such machine.
   */
  public FlyRequest<Boolean> deleteMachine(String app, String id) {
    return new FlyRequest<>(
        FlyOperation.MACHINES_DELETE,
        List.of(app, id),
        Map.of("force", "true"),
        null,
        request -> new Machines(engine, request.variable(0)).delete(request.variable(1), true));
  }

  /** Prepares {@link Machines#cordon(String)}; the answer is always true. */
  public FlyRequest<Boolean> cordonMachine(String app, String id) {
    return new FlyRequest<>(
        FlyOperation.MACHINES_CORDON,
        List.of(app, id),
        Map.of(),
        null,
        request -> {
          new Machines(engine, request.variable(0)).cordon(request.variable(1));
          return true;
        });
  }

  /** Prepares {@link Machines#uncordon(String)}; the answer is always true. */
  public FlyRequest<Boolean> uncordonMachine(String app, String id) {
    return new FlyRequest<>(
        FlyOperation.MACHINES_UNCORDON,
        List.of(app, id),
        Map.of(),
        null,
        request -> {
          new Machines(engine, request.variable(0)).uncordon(request.variable(1));
          return true;
        });
  }

  /** Prepares {@link NetworkPolicies#put(String, Consumer)}. */
  public FlyRequest<NetworkPolicy> putNetworkPolicy(
      String app, String name, Consumer<NetworkPolicies.PolicyRequest> settings) {
    return new FlyRequest<>(
        FlyOperation.NETWORK_POLICIES_PUT,
        List.of(app),
        Map.of(),
        NetworkPolicies.body(name, settings),
        request -> new NetworkPolicies(engine, request.variable(0)).put(name, request.json()));
  }

  /**
   * Prepares {@link NetworkPolicies#delete(String)}; the answer is false if there was no such
   * policy.
   */
  public FlyRequest<Boolean> deleteNetworkPolicy(String app, String id) {
    return new FlyRequest<>(
        FlyOperation.NETWORK_POLICIES_DELETE,
        List.of(app, id),
        Map.of(),
        null,
        request -> new NetworkPolicies(engine, request.variable(0)).delete(request.variable(1)));
  }

  /** Prepares {@link Machines#lease(String, Consumer)}; its description ends in a unique id. */
  public FlyRequest<MachineLease> takeLease(
      String app, String id, Consumer<MachineLease.Options> settings) {
    MachineLease.Options chosen = new MachineLease.Options();
    settings.accept(chosen);
    return MachineLease.request(engine, app, id, chosen);
  }

  /**
   * Prepares the release of a lease whose nonce is known. It is not an error if the lease is over
   * already.
   */
  public FlyRequest<Boolean> releaseLease(String app, String id, String nonce) {
    return new FlyRequest<>(
        FlyOperation.MACHINES_RELEASE_LEASE,
        List.of(app, id, nonce),
        Map.of(),
        null,
        request ->
            MachineLease.release(
                engine, request.variable(0), request.variable(1), request.variable(2)));
  }
}
