package dev.mcpfly.launch;

import dev.mcpfly.api.FlyApp;
import dev.mcpfly.api.FlyClient;
import dev.mcpfly.api.model.AppSecret;
import dev.mcpfly.api.model.Machine;
import dev.mcpfly.api.model.MachineConfig;
import dev.mcpfly.api.model.MachineState;
import dev.mcpfly.config.ClientConfig;
import dev.mcpfly.launch.DeploymentRecord.Scope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Plans the later changes of a deployment. Reads what is there, and changes nothing. */
final class DeploymentChanges {
  private static final Duration START_TIMEOUT = Duration.ofMinutes(5);

  private final FlyClient fly;
  private final String app;
  private final String machineId;
  private final DeploymentRecord record;
  private final DeploymentClients clients;

  DeploymentChanges(
      FlyClient fly,
      String app,
      String machineId,
      DeploymentRecord record,
      DeploymentClients clients) {
    this.fly = fly;
    this.app = app;
    this.machineId = machineId;
    this.record = record;
    this.clients = clients;
  }

  private void requireMachine() {
    if (record.scope() == Scope.REMOTE) {
      throw new LaunchException(
          "%s runs at its publisher's, so only the clients that know it can be changed."
              .formatted(record.server()),
          null);
    }
  }

  List<Change> restart() {
    requireMachine();
    return List.of(new RestartMachine(fly, app, machineId), awaitStart(Masking.NOTHING));
  }

  private AwaitStart awaitStart(Masking masking) {
    FlyApp handle = fly.app(app);
    return AwaitStart.after(
        fly,
        app,
        START_TIMEOUT,
        machine -> ServerTrouble.of(handle, machine, record.server(), masking));
  }

  /**
   * Plans an update.
   *
   * @throws LaunchException if it cannot be done with this deployment
   */
  List<Change> update(DeploymentUpdate update) {
    requireMachine();
    FlyApp handle = fly.app(app);
    Machine machine = handle.machines().get(machineId);
    DeploymentRecord now =
        machine.config().flatMap(config -> DeploymentRecord.read(config.metadata())).orElse(record);
    RegistryUpdate registry = update.registry;
    if (registry != null) {
      registry.resolve(fly, update, now, machine.config().map(MachineConfig::env).orElse(Map.of()));
    }
    update.check(now);
    Map<String, @Nullable String> variables = update.variables(now);
    List<Change> changes = new ArrayList<>();
    if (registry != null) {
      changes.addAll(registry.first(app, now));
    }
    Masking masking = Masking.of(variables);
    if (!variables.isEmpty()) {
      Set<String> there =
          handle.secrets().list().stream().map(AppSecret::name).collect(Collectors.toSet());
      Authorization former = update.authorization() == null ? null : clients.authorizationIfKnown();
      changes.add(
          SetSecrets.changing(
              fly,
              app,
              named(now, variables),
              there,
              former == null ? Map.of() : formerCredentials(now, former, variables.keySet())));
    }
    changes.add(
        new ChangeMachine(
            fly,
            app,
            machine,
            there -> updated(update, variables, there),
            !variables.isEmpty(),
            new ChangeMachine.Options(
                "update the machine " + machineId,
                "mcp-fly update of " + record.server(),
                MachineState.STARTED,
                START_TIMEOUT,
                masking)));
    changes.add(awaitStart(masking));
    Authorization next = update.authorization();
    if (next != null) {
      changes.addAll(clients.write(clients.configs(), next));
    }
    return changes;
  }

  private MachineConfig updated(
      DeploymentUpdate update, Map<String, @Nullable String> variables, MachineConfig there) {
    DeploymentRecord now = DeploymentRecord.read(there.metadata()).orElse(record);
    return new UpdatedConfig(update, variables, now, there).get();
  }

  /** The server's variables by the names that the app has for them. */
  private static Map<String, @Nullable String> named(
      DeploymentRecord record, Map<String, @Nullable String> variables) {
    Map<String, @Nullable String> named = new LinkedHashMap<>();
    variables.forEach((variable, value) -> named.put(record.secretName(variable), value));
    return named;
  }

  /** What is known of the former values: the credentials that clients have. */
  private static Map<String, @Nullable String> formerCredentials(
      DeploymentRecord record, Authorization former, Set<String> changed) {
    Map<String, @Nullable String> known = new LinkedHashMap<>();
    DeploymentUpdate.credentials(record, former)
        .forEach(
            (variable, value) -> {
              if (changed.contains(variable)) {
                known.put(record.secretName(variable), value);
              }
            });
    return known;
  }

  List<Change> addClient(ClientConfig config) {
    return clients.write(List.of(config), clients.authorization());
  }

  List<Change> removeClient(ClientConfig config) {
    return clients.remove(List.of(config));
  }

  /** Plans to take everything away; what is gone already is left out. */
  List<Change> destroy() {
    List<Change> changes = new ArrayList<>(takeDown());
    changes.addAll(clients.remove(clients.configs()));
    return changes;
  }

  private List<Change> takeDown() {
    if (record.scope() == Scope.REMOTE || !Apps.exists(fly, app)) {
      return List.of();
    }
    if (record.scope() == Scope.APP) {
      return List.of(new DeleteApp(fly, app));
    }
    Optional<Machine> machine =
        fly.app(app).machines().find(machineId).filter(there -> !SharedApps.isGoing(there));
    if (machine.isEmpty()) {
      return List.of();
    }
    return record.scope() == Scope.MACHINE
        ? List.of(new DeleteMachine(fly, app, machine.get(), isLast()))
        : takeOut(machine.get());
  }

  private boolean isLast() {
    return fly.app(app).machines().list().stream()
        .allMatch(there -> there.id().equals(machineId) || SharedApps.isGoing(there));
  }

  /** Takes the server out of a machine of others. */
  private List<Change> takeOut(Machine machine) {
    Optional<DeploymentRecord> there =
        machine
            .config()
            .flatMap(config -> DeploymentRecord.read(config.metadata()))
            .filter(found -> found.server().equals(record.server()));
    if (there.isEmpty()) {
      return List.of(); // it has been taken out already
    }
    List<Change> changes = new ArrayList<>();
    changes.add(
        new ChangeMachine(
            fly,
            app,
            machine,
            config ->
                DeploymentRecord.read(config.metadata())
                    .filter(found -> found.server().equals(record.server()))
                    .map(found -> HostMachine.without(found, config))
                    .orElse(config),
            false,
            new ChangeMachine.Options(
                "take the container %s out of the machine %s"
                    .formatted(there.get().containerName(), machineId),
                "mcp-fly removal of " + record.server(),
                MachineStarts.restOf(machine),
                START_TIMEOUT,
                Masking.NOTHING)));
    Map<String, @Nullable String> secrets = new LinkedHashMap<>();
    there.get().secretNames().forEach(name -> secrets.put(name, null));
    if (!secrets.isEmpty()) {
      changes.add(SetSecrets.changing(fly, app, secrets, secrets.keySet(), Map.of()));
    }
    return changes;
  }
}
