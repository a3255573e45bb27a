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
  private final Place place;
  private final Model model;
  private final List<Volume> free;
  private final Set<String> known;

  /**
   * Where the machines are created.
   *
   * @param appExists whether the app was there before, so that what is made in it must be undone
   */
  record Place(FlyClient fly, String app, String server, boolean appExists) {}

  /**
   * What each machine is like.
   *
   * @param config the configuration with a volume
   * @param volume the volume, if each has one
   * @param secretsChange whether the machines need the secrets that the same run sets
   * @param what what runs, for a person
   */
  record Model(
      Function<Optional<String>, MachineConfig> config,
      Optional<VolumeOrder> volume,
      boolean secretsChange,
      String what,
      Masking masking) {}

  /**
   * The volume of each machine.
   *
   * @param name its name
   * @param settings describes it for a region
   */
  record VolumeOrder(String name, BiConsumer<String, Volumes.Create> settings) {}

  /**
   * Orders machines.
   *
   * @param volumes that the app has
   * @param known the ids of the machines that are there
   */
  MachineOrder(Place place, Model model, List<Volume> volumes, List<String> known) {
    this.place = place;
    this.model = model;
    this.free = new ArrayList<>(volumes);
    this.known = new HashSet<>(known);
  }

  /** Orders machines for a launch. */
  static MachineOrder of(Blueprint blueprint) {
    Findings found = blueprint.found();
    return new MachineOrder(
        new Place(found.fly(), blueprint.app(), blueprint.server(), found.app().exists()),
        new Model(
            volumeId -> DesiredMachine.complete(blueprint, volumeId),
            blueprint.asked().machine().volumes().stream()
                .findFirst()
                .map(wanted -> volume(blueprint, wanted)),
            blueprint.design().secrets().changed(),
            blueprint.design().source().describe(),
            blueprint.masking()),
        found.volumes(),
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

  FlyClient fly() {
    return place.fly();
  }

  String app() {
    return place.app();
  }

  String server() {
    return place.server();
  }

  /** Returns whether the app was there before, so that what is made in it must be undone. */
  boolean appExists() {
    return place.appExists();
  }

  boolean hasVolume() {
    return model.volume().isPresent();
  }

  /** Returns what runs, for a person. */
  String what() {
    return model.what();
  }

  Masking masking() {
    return model.masking();
  }

  /** Returns whether a machine was there before. */
  boolean knows(String machineId) {
    return known.contains(machineId);
  }

  /** Takes a volume that no machine has; empty if there is none in the region. */
  Optional<String> claimVolume(String region) {
    Optional<Volume> claimed =
        model.volume().stream()
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
    return model
        .volume()
        .map(
            wanted ->
                fly().requests().createVolume(app(), v -> wanted.settings().accept(region, v)));
  }

  /** Prepares one machine. */
  FlyRequest<Machine> newMachine(String region, Optional<String> volumeId) {
    return fly()
        .requests()
        .createMachine(
            app(),
            r -> {
              r.region(region).leaseTtl(CreateMachine.LEASE).config(model.config().apply(volumeId));
              if (model.secretsChange()) {
                r.set("min_secrets_version", FlyRequest.placeholder(RunState.SECRETS_VERSION));
              }
            });
  }
}
