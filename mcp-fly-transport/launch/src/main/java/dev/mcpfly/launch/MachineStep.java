package dev.mcpfly.launch;

import dev.mcpfly.api.InsufficientCapacityException;
import dev.mcpfly.api.model.Machine;
import dev.mcpfly.api.model.MachineConfig;
import dev.mcpfly.api.model.Volume;
import dev.mcpfly.launch.LaunchStep.Kind;
import dev.mcpfly.launch.LaunchStep.PlannedCall;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Creates the machine, and its volume first where it has one: both must be in one region, so the
 * next region in the order of preference is tried for both when one of them finds no room.
 */
final class MachineStep implements Step {
  /** As long as flyctl holds a new machine for itself. */
  static final Duration LEASE = Duration.ofMinutes(5);

  private final Draft draft;

  MachineStep(Draft draft) {
    this.draft = draft;
  }

  @Override
  public LaunchStep describe() {
    List<PlannedCall> calls = new ArrayList<>();
    String app = "/v1/apps/" + draft.app;
    for (ServerVolume volume : draft.asked.volumes) {
      calls.add(
          new PlannedCall(
              "POST",
              app + "/volumes",
              "{\"name\":\"%s\",\"region\":\"%s\",\"size_gb\":%d}"
                  .formatted(volume.name(), draft.region, volume.sizeGb())));
    }
    MachineConfig config = DesiredMachine.complete(draft, draft.config());
    calls.add(
        new PlannedCall(
            "POST",
            app + "/machines",
            "{\"region\":\"%s\",\"lease_ttl\":%d,\"config\":%s}"
                .formatted(draft.region, LEASE.toSeconds(), config.json().toJson())));
    String where = draft.region.isEmpty() ? "" : " in " + String.join(", else ", draft.regions);
    String volume = draft.asked.volumes.isEmpty() ? "" : " and its volume";
    return new LaunchStep(
        Kind.MACHINE,
        "create the machine%s%s (%s)".formatted(volume, where, draft.source.describe()),
        calls,
        "");
  }

  @Override
  public String run(Progress progress, UndoLog undo) throws InterruptedException {
    Iterator<String> regions = draft.regions.iterator();
    while (true) {
      draft.region = regions.next();
      try {
        placeVolume(undo);
        Machine machine = create(undo);
        return "created the machine %s in %s".formatted(machine.id(), machine.region());
      } catch (InsufficientCapacityException e) {
        dropVolume();
        if (!regions.hasNext()) {
          throw e;
        }
        progress.report("no room in " + draft.region + "; trying the next region");
      }
    }
  }

  private void placeVolume(UndoLog undo) {
    for (ServerVolume volume : draft.asked.volumes) {
      Optional<Volume> free =
          draft.appHandle().volumes().list().stream()
              .filter(there -> there.name().equals(volume.name()))
              .filter(there -> there.region().equals(draft.region))
              .filter(there -> there.attachedMachineId().isEmpty())
              .filter(there -> !there.state().isBeingDestroyed())
              .findFirst();
      if (free.isPresent()) {
        draft.volumeId = free.get().id();
        continue;
      }
      Volume made =
          draft
              .appHandle()
              .volumes()
              .create(
                  v ->
                      v.name(volume.name())
                          .region(draft.region)
                          .sizeGb(volume.sizeGb())
                          .encrypted(true)
                          .snapshotRetention(volume.snapshotRetentionDays())
                          .autoBackup(volume.scheduledSnapshots())
                          // The placer keeps room for the machine that will mount it.
                          .compute(guest -> DesiredMachine.guest(draft.asked, guest))
                          .computeImage(draft.image));
      draft.volumeId = made.id();
      madeVolume = made.id();
      if (draft.appExists) {
        undo.add(() -> dropVolume() ? "deleted the volume " + made.id() : null);
      }
    }
  }

  private String madeVolume = "";

  private boolean dropVolume() {
    if (madeVolume.isEmpty()) {
      return false;
    }
    draft.appHandle().volumes().delete(madeVolume);
    madeVolume = "";
    draft.volumeId = null;
    return true;
  }

  private Machine create(UndoLog undo) {
    if (draft.appExists) {
      // Registered first: a call whose answer is lost may have made the machine all the same.
      undo.add(this::deleteMachines);
    }
    MachineConfig config = DesiredMachine.complete(draft, draft.config());
    Machine machine =
        draft
            .appHandle()
            .machines()
            .create(
                r -> {
                  r.region(draft.region).leaseTtl(LEASE).config(config);
                  if (draft.secretsVersion != null) {
                    r.minSecretsVersion(draft.secretsVersion);
                  }
                });
    draft.machineId = machine.id();
    draft.machineVersion = machine.version().orElse(null);
    draft.leaseNonce = machine.nonce().orElse(null);
    return machine;
  }

  private @Nullable String deleteMachines() {
    List<Machine> made =
        draft.appHandle().machines().list().stream()
            .filter(
                machine ->
                    machine
                        .config()
                        .flatMap(config -> DeploymentRecord.read(config.metadata()))
                        .filter(record -> record.server().equals(draft.server))
                        .isPresent())
            .toList();
    made.forEach(machine -> SharedApps.deleteAndAwait(draft.appHandle(), machine.id()));
    return made.isEmpty() ? null : "deleted the machine " + made.get(0).id();
  }
}
