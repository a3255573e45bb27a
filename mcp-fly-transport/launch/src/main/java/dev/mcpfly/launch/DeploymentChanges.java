package dev.mcpfly.launch;

import dev.mcpfly.api.FlyApp;
import dev.mcpfly.api.FlyClient;
import dev.mcpfly.api.model.App;
import dev.mcpfly.api.model.Machine;
import dev.mcpfly.api.model.MachineConfig;
import dev.mcpfly.api.model.MachineState;
import dev.mcpfly.config.ClientConfig;
import dev.mcpfly.launch.DeploymentRecord.Scope;
import dev.mcpfly.launch.Findings.Earlier;
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
  private final List<String> machineIds;
  private final DeploymentRecord record;
  private final Location location;
  private final DeploymentClients clients;

  /**
   * Prepares.
   *
   * @param machineIds the deployment's machines as they were last known, the oldest first
   */
  DeploymentChanges(
      FlyClient fly,
      String app,
      List<String> machineIds,
      DeploymentRecord record,
      Location location,
      DeploymentClients clients) {
    this.fly = fly;
    this.app = app;
    this.machineIds = List.copyOf(machineIds);
    this.record = record;
    this.location = location;
    this.clients = clients;
  }

  private void requireMachine() {
    if (record.scope() == Scope.REMOTE) {
      throw new LaunchException(
          "%s is hosted by its publisher, so only its entries in clients can be changed."
              .formatted(record.server()),
          null);
    }
  }

  private String machineId() {
    return machineIds.get(0);
  }

  /** Reads the deployment's machines, the oldest first: another program may have scaled it. */
  private List<Earlier> machines() {
    if (record.scope() != Scope.APP) {
      return List.of(of(fly.app(app).machines().get(machineId())));
    }
    List<Earlier> found = AppSurvey.of(fly.app(app).machines().list(), record.server());
    // One that flyctl has made keeps no record.
    return found.isEmpty() ? List.of(of(fly.app(app).machines().get(machineId()))) : found;
  }

  private Earlier of(Machine machine) {
    return new Earlier(
        machine,
        machine
            .config()
            .flatMap(config -> DeploymentRecord.read(config.metadata()))
            .orElse(record));
  }

  /** Reads the ids of the machines that are there now. */
  List<String> ids() {
    return machines().stream().map(Earlier::id).toList();
  }

  private DeploymentTurns turns(@Nullable Authorization credentials, Masking masking) {
    return new DeploymentTurns(fly, app, record, location, credentials, masking, START_TIMEOUT);
  }

  List<Change> restart() {
    requireMachine();
    List<Earlier> machines = machines();
    if (machines.size() == 1) {
      return List.of(
          new RestartMachine(fly, app, machines.get(0).id(), Rotation.NONE),
          awaitStart(Masking.NOTHING));
    }
    DeploymentTurns turns = turns(clients.authorizationIfKnown(), Masking.NOTHING);
    List<Change> changes = new ArrayList<>(turns.way());
    for (Earlier there : machines) {
      changes.add(new RestartMachine(fly, app, there.id(), turns.of(there.machine())));
    }
    return changes;
  }

  /**
   * Another number of machines.
   *
   * @param before the ids of the machines that are there, the oldest first
   */
  record Scaled(List<String> before, List<Change> changes) {}

  /**
   * Plans another number of machines.
   *
   * @throws InvalidLaunchException if the deployment cannot have so many
   */
  Scaled scale(int number) {
    requireMachine();
    Scaling.checked(number);
    DeploymentTurns turns = turns(clients.authorizationIfKnown(), Masking.NOTHING);
    List<Earlier> machines = machines();
    return new Scaled(
        machines.stream().map(Earlier::id).toList(),
        new ScaleChanges(fly, app, record, machines, turns, START_TIMEOUT).to(number));
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
    List<Earlier> machines = machines();
    DeploymentRecord now = machines.get(0).record();
    RegistryUpdate registry = update.registry;
    if (registry != null) {
      Map<String, String> environment =
          machines.get(0).machine().config().map(MachineConfig::env).orElse(Map.of());
      registry.resolve(fly, update, now, environment);
    }
    update.check(now);
    if (record.scope() == Scope.MACHINE && update.leavesOthersBehind()) {
      requireTokenOfItsOwn();
    }
    Map<String, @Nullable String> variables = update.variables(now);
    List<Change> changes = new ArrayList<>();
    if (registry != null) {
      changes.addAll(registry.first(app, now));
    }
    Masking masking = Masking.of(variables);
    if (!variables.isEmpty()) {
      Set<String> there =
          handle.secrets().list().stream().map(App.Secret::name).collect(Collectors.toSet());
      Authorization former = update.authorization() == null ? null : clients.authorizationIfKnown();
      changes.add(
          SetSecrets.changing(
              fly,
              app,
              named(now, variables),
              there,
              former == null ? Map.of() : formerCredentials(now, former, variables.keySet())));
    }
    Authorization next = update.callers(clients.authorizationIfKnown());
    DeploymentTurns turns = turns(machines.size() == 1 ? null : callersAfter(update, now), masking);
    changes.addAll(turns.way());
    for (Earlier there : machines) {
      Rotation rotation = machines.size() == 1 ? Rotation.NONE : turns.of(there.machine());
      changes.add(
          new ChangeMachine(
              fly,
              app,
              there.machine(),
              config -> updated(update, variables, config),
              !variables.isEmpty(),
              new ChangeMachine.Options(
                  "update the machine " + there.id(),
                  "mcp-fly update of " + record.server(),
                  MachineState.STARTED,
                  START_TIMEOUT,
                  masking,
                  rotation)));
    }
    if (machines.size() == 1) {
      changes.add(awaitStart(masking));
    }
    if (next != null) {
      changes.addAll(clients.write(clients.configs(), next));
    }
    return changes;
  }

  /**
   * Refuses to change what the others in its app show, too: their clients would have the former.
   */
  private void requireTokenOfItsOwn() {
    int others = deploymentsWithItsToken().size() - 1;
    if (others > 0) {
      throw new LaunchException(
          "%s has its token in common with %s in the app %s; change all of them together, with McpFleet.rotateTokens(...)."
              .formatted(record.server(), Texts.count(others, "other deployment"), app),
          null);
    }
  }

  /** Returns the deployments that have this one's token, itself included, by their machines. */
  Map<String, String> deploymentsWithItsToken() {
    return SharedApps.members(fly.app(app).machines().list());
  }

  /** Returns what callers show after an update; null if that is not known here. */
  private @Nullable Authorization callersAfter(DeploymentUpdate update, DeploymentRecord now) {
    Authorization before = clients.authorizationIfKnown();
    Authorization next = update.callers(before);
    Authorization known = next == null ? before : next;
    SignInChange signIn = update.signIn;
    return known == null || signIn == null ? known : signIn.applied(now, known);
  }

  private MachineConfig updated(
      DeploymentUpdate update, Map<String, @Nullable String> variables, MachineConfig there) {
    DeploymentRecord now = DeploymentRecord.read(there.metadata()).orElse(record);
    return new UpdatedConfig(update, variables, now, there).get();
  }

  /** Returns the server's variables by the names that the app has for them. */
  private static Map<String, @Nullable String> named(
      DeploymentRecord record, Map<String, @Nullable String> variables) {
    Map<String, @Nullable String> named = new LinkedHashMap<>();
    variables.forEach((variable, value) -> named.put(record.secretName(variable), value));
    return named;
  }

  /** Returns what is known of the former values: the credentials that clients have. */
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
        fly.app(app).machines().find(machineId()).filter(there -> !SharedApps.isGoing(there));
    if (machine.isEmpty()) {
      return List.of();
    }
    return record.scope() == Scope.MACHINE
        ? List.of(new DeleteMachine(fly, app, machine.get(), isLast()))
        : takeOut(machine.get());
  }

  private boolean isLast() {
    return fly.app(app).machines().list().stream()
        .allMatch(there -> there.id().equals(machineId()) || SharedApps.isGoing(there));
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
                    .formatted(there.get().containerName(), machineId()),
                "mcp-fly removal of " + record.server(),
                MachineStarts.restOf(machine),
                START_TIMEOUT,
                Masking.NOTHING,
                Rotation.NONE)));
    Map<String, @Nullable String> secrets = new LinkedHashMap<>();
    there.get().secretNames().forEach(name -> secrets.put(name, null));
    if (!secrets.isEmpty()) {
      changes.add(SetSecrets.changing(fly, app, secrets, secrets.keySet(), Map.of()));
    }
    return changes;
  }
}
