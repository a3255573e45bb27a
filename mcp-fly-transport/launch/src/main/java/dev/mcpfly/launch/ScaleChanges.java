package dev.mcpfly.launch;

import dev.mcpfly.api.FlyClient;
import dev.mcpfly.api.MachineConfigBuilder;
import dev.mcpfly.api.Volumes;
import dev.mcpfly.api.json.JsonObject;
import dev.mcpfly.api.model.App;
import dev.mcpfly.api.model.Machine;
import dev.mcpfly.api.model.MachineConfig;
import dev.mcpfly.api.model.MachineState;
import dev.mcpfly.api.model.Volume;
import dev.mcpfly.launch.Findings.Earlier;
import dev.mcpfly.launch.MachineOrder.VolumeOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Plans a deployment with another number of machines. Reads what is there, and changes nothing. */
final class ScaleChanges {
  private final FlyClient fly;
  private final String app;
  private final DeploymentRecord record;
  private final List<Earlier> machines;
  private final DeploymentTurns turns;
  private final Duration startTimeout;

  /**
   * Prepares.
   *
   * @param machines that the deployment has, the oldest first
   * @param turns how each of them is asked
   */
  ScaleChanges(
      FlyClient fly,
      String app,
      DeploymentRecord record,
      List<Earlier> machines,
      DeploymentTurns turns,
      Duration startTimeout) {
    this.fly = fly;
    this.app = app;
    this.record = record;
    this.machines = machines;
    this.turns = turns;
    this.startTimeout = startTimeout;
  }

  /**
   * Plans.
   *
   * @throws InvalidLaunchException if the deployment cannot have so many machines
   */
  List<Change> to(int number) {
    if (machines.isEmpty()) {
      throw new LaunchException(
          "The app %s has no machine of \"%s\" any more, so there is nothing to scale; launch it again."
              .formatted(app, record.server()),
          null);
    }
    if (Scaling.checked(number) > 1) {
      Scaling.check(number, record);
    }
    if (number < machines.size()) {
      return shrink(number);
    }
    return number == machines.size() ? List.of() : grow(number);
  }

  private List<Change> shrink(int number) {
    List<Change> changes = new ArrayList<>();
    for (int i = machines.size() - 1; i >= number; i--) {
      changes.add(new RetireMachine(fly, app, machines.get(i).machine(), record.server()));
    }
    return changes;
  }

  private List<Change> grow(int number) {
    List<Change> changes = new ArrayList<>();
    Set<String> secrets =
        fly.app(app).secrets().list().stream().map(App.Secret::name).collect(Collectors.toSet());
    boolean lacksKey = !secrets.contains(SecretsDesign.STICKY_KEY);
    if (lacksKey) {
      Map<String, String> key = Map.of(SecretsDesign.STICKY_KEY, SecretsDesign.newStickyKey());
      changes.add(SetSecrets.changing(fly, app, key, secrets, Map.of()));
    }
    Machine model = machines.get(0).machine();
    List<Slot> slots = new ArrayList<>();
    for (int i = machines.size() + 1; i <= number; i++) {
      slots.add(new Slot(i));
    }
    MachineOrder order = order(model, lacksKey);
    List<List<String>> regions = regions(slots.size());
    for (int i = 0; i < slots.size(); i++) {
      changes.add(new CreateMachine(order, slots.get(i), regions.get(i)));
    }
    slots.forEach(
        slot -> changes.add(AwaitStart.created(fly, app, startTimeout, turns.trouble(), slot)));
    changes.addAll(turns.way());
    turns.door().ifPresent(door -> changes.add(AskServer.each(door, slots)));
    for (Earlier there : machines) {
      if (lacksKey || !several(configOf(there.machine())).equals(configOf(there.machine()))) {
        changes.add(update(there.machine(), lacksKey));
      }
    }
    return changes;
  }

  private static MachineConfig configOf(Machine machine) {
    return ChangeMachine.configOf(machine);
  }

  /**
   * Returns the configuration for several machines, without the mark, so that the next launch
   * compares it anew.
   */
  private MachineConfig several(MachineConfig single) {
    MachineConfig several = ManyMachines.ofSeveral(single, record.containerName());
    if (several.equals(single)) {
      return single;
    }
    DeploymentRecord there = DeploymentRecord.read(single.metadata()).orElse(record);
    return MachineConfigBuilder.change(
        several,
        c -> there.changed(there.authorization(), there.secretNames()).writeTo(several, c));
  }

  private ChangeMachine update(Machine machine, boolean lacksKey) {
    return new ChangeMachine(
        fly,
        app,
        machine,
        this::several,
        lacksKey,
        new ChangeMachine.Options(
            "update the machine " + machine.id(),
            "mcp-fly scaling of " + record.server(),
            MachineState.STARTED,
            startTimeout,
            Masking.NOTHING,
            turns.of(machine)));
  }

  private List<List<String>> regions(int more) {
    List<String> there = machines.stream().map(found -> found.machine().region()).toList();
    LinkedHashSet<String> regions = new LinkedHashSet<>(Regions.ofSeveral(List.of(), machines));
    return Regions.deal(List.copyOf(regions), there, more);
  }

  private MachineOrder order(Machine model, boolean lacksKey) {
    MachineConfig config = several(configOf(model));
    List<JsonObject> mounts = config.json().objects("mounts");
    List<Volume> volumes = mounts.isEmpty() ? List.of() : fly.app(app).volumes().list();
    return new MachineOrder(
        new MachineOrder.Place(fly, app, record.server(), true),
        new MachineOrder.Model(
            volumeId ->
                MachineConfigBuilder.change(
                    config,
                    c ->
                        volumeId.ifPresent(
                            id -> c.set("mounts", List.of(mounts.get(0).with("volume", id))))),
            mounts.isEmpty() ? Optional.empty() : volume(config, mounts.get(0), volumes),
            lacksKey,
            record.server(),
            Masking.NOTHING),
        volumes,
        machines.stream().map(Earlier::id).toList());
  }

  private Optional<VolumeOrder> volume(
      MachineConfig config, JsonObject mount, List<Volume> volumes) {
    Volume like =
        volumes.stream()
            .filter(volume -> volume.id().equals(mount.text("volume", "")))
            .findFirst()
            .orElseThrow(
                () ->
                    new LaunchException(
                        "The volume %s of the machine %s cannot be read, so none like it can be made; try again."
                            .formatted(mount.text("volume", ""), machines.get(0).id()),
                        null));
    return Optional.of(
        new VolumeOrder(like.name(), (region, v) -> describe(config, like, v.region(region))));
  }

  private static void describe(MachineConfig config, Volume like, Volumes.Create volume) {
    volume
        .name(like.name())
        .sizeGb(like.sizeGb())
        .encrypted(like.encrypted())
        .autoBackup(like.autoBackupEnabled());
    like.snapshotRetention().ifPresent(volume::snapshotRetention);
    JsonObject guest = config.json().object("guest");
    if (guest != null) {
      volume.set("compute", guest);
    }
    config.image().ifPresent(volume::computeImage);
  }
}
