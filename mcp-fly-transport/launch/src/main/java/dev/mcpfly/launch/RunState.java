package dev.mcpfly.launch;

import dev.mcpfly.api.FlyClient;
import dev.mcpfly.api.FlyRequest;
import dev.mcpfly.api.model.Machine;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The ids that the changes of one run learn and pass on. Used by one thread. */
final class RunState implements AutoCloseable {
  /** The machine's id. */
  static final String MACHINE = "machine_id";

  /** The id of the machine's volume. */
  static final String VOLUME = "volume_id";

  /** The version that the app's secrets have once they are set. */
  static final String SECRETS_VERSION = "secrets_version";

  /** What proves that this run holds the machine. */
  static final String LEASE_NONCE = "lease_nonce";

  private final Map<String, Object> values = new HashMap<>();
  private final List<Machine> created = new ArrayList<>();
  private final Set<String> deleted = new HashSet<>();
  private Tunnel.@Nullable Opened way;
  private @Nullable SecretsUndo secrets;
  private final NewApp newApp = new NewApp();
  private Runnable policyUndo = () -> {};

  /** Takes a value for the placeholder of that name. */
  void learn(String name, Object value) {
    values.put(name, value);
  }

  /** Returns a separate state for one of several runs that continue from here at once. */
  RunState forMember() {
    RunState member = new RunState();
    member.values.putAll(values);
    return member;
  }

  void forget(String name) {
    values.remove(name);
  }

  boolean knows(String name) {
    return values.containsKey(name);
  }

  /**
   * Returns a value.
   *
   * @throws IllegalStateException if no change has learned it
   */
  String text(String name) {
    Object value = values.get(name);
    if (value == null) {
      throw new IllegalStateException("No change has learned the " + name + " yet");
    }
    return value.toString();
  }

  /** Returns a value of a type. */
  <T> T value(String name, Class<T> type) {
    Object value = values.get(name);
    if (value == null) {
      throw new IllegalStateException("No change has learned the " + name + " yet");
    }
    return type.cast(value);
  }

  /** Sends a prepared request with what has been learned so far. */
  <T> T send(FlyRequest<T> request) {
    return newApp.patiently(request.with(values)::send);
  }

  /** Remembers that this run has just created the app, which the API may not know everywhere. */
  void appIsNew() {
    newApp.isThere();
  }

  /** Waits a little until a new app can be seen, and so be deleted. */
  void awaitApp(FlyClient fly, String name) throws InterruptedException {
    newApp.await(() -> Apps.exists(fly, name));
  }

  /** Keeps a machine that this run has created. */
  void created(Machine machine) {
    created.add(machine);
  }

  /** Returns the machines that this run has created, in that order. */
  List<Machine> created() {
    return List.copyOf(created);
  }

  /** Keeps the id of a machine that this run has deleted. */
  void deleted(String machineId) {
    deleted.add(machineId);
  }

  /** Returns the ids of a deployment's machines after this run, the oldest first. */
  List<String> idsAfter(List<String> before) {
    List<String> ids = new ArrayList<>(before);
    created.forEach(machine -> ids.add(machine.id()));
    ids.removeAll(deleted);
    return List.copyOf(ids);
  }

  /** Keeps how the secrets are brought back, which must come before the machine's restart. */
  void secretsUndo(SecretsUndo undo) {
    secrets = undo;
  }

  @Nullable SecretsUndo secretsUndo() {
    return secrets;
  }

  /** Keeps how the network policy is brought back, which machines see only when they start. */
  void policyUndo(Runnable undo) {
    policyUndo = undo;
  }

  /** Brings the network policy back now, so that a machine that starts again sees it. */
  void restorePolicy() {
    policyUndo.run();
  }

  /** Keeps the way to a private server open until the run ends. */
  void way(Tunnel.Opened opened) {
    way = opened;
  }

  Tunnel.@Nullable Opened way() {
    return way;
  }

  @Override
  public void close() {
    if (way != null) {
      way.close();
      way = null;
    }
  }
}
