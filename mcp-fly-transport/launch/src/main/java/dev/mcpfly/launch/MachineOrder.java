package dev.mcpfly.launch;

import dev.mcpfly.api.FlyClient;
import dev.mcpfly.api.FlyRequest;
import dev.mcpfly.api.Volumes;
import dev.mcpfly.api.model.Machine;
import dev.mcpfly.api.model.MachineConfig;
import dev.mcpfly.api.model.Volume;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What all machines of a deployment that are created in one run have in common. Hands out the
 * volumes that no machine has, each of them once.
 */
final class MachineOrder {
  private final FlyClient fly;
  private final String app;
  private final String server;
  private final boolean appExists;
  private final Function<Optional<String>, MachineConfig> config;
  private final Optional<VolumeOrder> volume;
  private final List<Volume> free;
  private final boolean secretsChange;
  private final String what;
  private final Masking masking;
  private final Set<String> known;

  /**
   * The volume of each machine.
   *
   * @param name its name
   * @param settings describes it for a region
   */
  record VolumeOrder(String name, BiConsumer<String, Volumes.Create> settings) {}

  private MachineOrder(
      FlyClient fly,
      String app,
      String server,
      boolean appExists,
      Function<Optional<String>, MachineConfig> config,
      Optional<VolumeOrder> volume,
      List<Volume> volumes,
      boolean secretsChange,
      String what,
      Masking masking,
      List<String> known) {
    this.fly = fly;
    this.app = app;
    this.server = server;
    this.appExists = appExists;
    this.config = config;
    this.volume = volume;
    this.free = new ArrayList<>(volumes);
    this.secretsChange = secretsChange;
    this.what = what;
    this.masking = masking;
    this.known = new HashSet<>(known);
  }

  /** Orders machines for a launch. */
  static MachineOrder of(Blueprint blueprint) {
    Findings found = blueprint.found();
    return new MachineOrder(
        found.fly(),
        blueprint.app(),
        blueprint.server(),
        found.app().exists(),
        volumeId -> DesiredMachine.complete(blueprint, volumeId),
        blueprint.asked().machine().volumes().stream()
            .findFirst()
            .map(wanted -> volume(blueprint, wanted)),
        found.volumes(),
        blueprint.design().secrets().changed(),
        blueprint.design().source().describe(),
        blueprint.masking(),
        found.machines().stream().map(Findings.Earlier::id).toList());
  }

  private static VolumeOrder volume(Blueprint blueprint, ServerVolume wanted) {
    return new VolumeOrder(
        wanted.name(),
        (region, v) ->
            v.name(wanted.name())
                .region(region)
                .sizeGb(wanted.sizeGb())
                .encrypted(true)
                .snapshotRetention(wanted.snapshotRetentionDays())
                .autoBackup(wanted.scheduledSnapshots())
                // The placer keeps room for the machine that will mount it.
                .compute(guest -> DesiredMachine.guest(blueprint.asked().machine(), guest))
                .computeImage(blueprint.image()));
  }

  /**
   * Orders machines like one that is there.
   *
   * @param config of the new machines, with the volume
   * @param volumes that the app has
   */
  static MachineOrder like(
      FlyClient fly,
      String app,
      String server,
      Function<Optional<String>, MachineConfig> config,
      Optional<VolumeOrder> volume,
      List<Volume> volumes,
      boolean secretsChange,
      List<Machine> machines) {
    return new MachineOrder(
        fly,
        app,
        server,
        true,
        config,
        volume,
        volumes,
        secretsChange,
        server,
        Masking.NOTHING,
        machines.stream().map(Machine::id).toList());
  }

  FlyClient fly() {
    return fly;
  }

  String app() {
    return app;
  }

  String server() {
    return server;
  }

  /** Returns whether the app was there before, so that what is made in it must be undone. */
  boolean appExists() {
    return appExists;
  }

  boolean hasVolume() {
    return volume.isPresent();
  }

  /** Returns what runs, for a person. */
  String what() {
    return what;
  }

  Masking masking() {
    return masking;
  }

  /** Returns whether a machine was there before. */
  boolean knows(String machineId) {
    return known.contains(machineId);
  }

  /** Takes a volume that no machine has; empty if there is none in the region. */
  Optional<String> claimVolume(String region) {
    Optional<Volume> claimed =
        volume.stream()
            .flatMap(wanted -> free(free, wanted.name()))
            .filter(there -> there.region().equals(region))
            .findFirst();
    claimed.ifPresent(free::remove);
    return claimed.map(Volume::id);
  }

  /** Returns the volumes of a name that no machine has. */
  static Stream<Volume> free(List<Volume> volumes, String name) {
    return volumes.stream()
        .filter(there -> there.name().equals(name))
        .filter(there -> there.attachedMachineId().isEmpty())
        .filter(there -> !there.state().isBeingDestroyed());
  }

  /** Prepares the volume of one machine; empty if it has none. */
  Optional<FlyRequest<Volume>> newVolume(String region) {
    return volume.map(
        wanted -> fly.requests().createVolume(app, v -> wanted.settings().accept(region, v)));
  }

  /** Prepares one machine. */
  FlyRequest<Machine> newMachine(String region, Optional<String> volumeId) {
    return fly.requests()
        .createMachine(
            app,
            r -> {
              r.region(region).leaseTtl(CreateMachine.LEASE).config(config.apply(volumeId));
              if (secretsChange) {
                r.set("min_secrets_version", FlyRequest.placeholder(RunState.SECRETS_VERSION));
              }
            });
  }
}
