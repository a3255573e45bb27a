package dev.mcpfly.launch;

import dev.mcpfly.api.FlyApp;
import dev.mcpfly.api.FlyRequest;
import dev.mcpfly.api.FlyRequests;
import dev.mcpfly.api.InsufficientCapacityException;
import dev.mcpfly.api.model.Machine;
import dev.mcpfly.api.model.Volume;
import dev.mcpfly.launch.LaunchStep.Kind;
import dev.mcpfly.launch.LaunchStep.PlannedCall;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Creates the machine, and its volume first where it has one: both must be in one region, so the
 * next region in the order of preference is tried for both when one of them finds no room.
 */
final class CreateMachine implements Change {
  /** As long as flyctl holds a new machine for itself. */
  static final Duration LEASE = Duration.ofMinutes(5);

  private static final String REQUEST_ID = "create_request_id";

  private final Blueprint blueprint;
  private final FlyApp app;
  private final List<Placement> placements;

  /** What is sent for one region. */
  private record Placement(
      String region,
      Optional<String> freeVolume,
      Optional<FlyRequest<Volume>> volume,
      FlyRequest<Machine> machine) {
    List<FlyRequest<?>> requests() {
      List<FlyRequest<?>> requests = new ArrayList<>();
      volume.ifPresent(requests::add);
      requests.add(machine);
      return requests;
    }
  }

  CreateMachine(Blueprint blueprint) {
    this.blueprint = blueprint;
    this.app = blueprint.found().handle();
    this.placements = blueprint.found().ground().regions().stream().map(this::placement).toList();
  }

  private Placement placement(String region) {
    FlyRequests requests = blueprint.found().fly().requests();
    List<ServerVolume> volumes = blueprint.asked().machine().volumes();
    Optional<String> free = volumes.stream().findFirst().flatMap(v -> freeVolume(v, region));
    Optional<FlyRequest<Volume>> made =
        free.isPresent()
            ? Optional.empty()
            : volumes.stream().findFirst().map(volume -> volumeIn(volume, region, requests));
    Optional<String> mounted =
        made.isPresent() ? Optional.of(FlyRequest.placeholder(RunState.VOLUME)) : free;
    FlyRequest<Machine> machine =
        requests.createMachine(
            blueprint.app(),
            r -> {
              r.region(region).leaseTtl(LEASE).config(DesiredMachine.complete(blueprint, mounted));
              if (blueprint.design().secrets().changed()) {
                r.set("min_secrets_version", FlyRequest.placeholder(RunState.SECRETS_VERSION));
              }
            });
    return new Placement(region, free, made, machine);
  }

  private Optional<String> freeVolume(ServerVolume wanted, String region) {
    return blueprint.found().volumes().stream()
        .filter(there -> there.name().equals(wanted.name()))
        .filter(there -> there.region().equals(region))
        .filter(there -> there.attachedMachineId().isEmpty())
        .filter(there -> !there.state().isBeingDestroyed())
        .map(Volume::id)
        .findFirst();
  }

  private FlyRequest<Volume> volumeIn(ServerVolume volume, String region, FlyRequests requests) {
    return requests.createVolume(
        blueprint.app(),
        v ->
            v.name(volume.name())
                .region(region)
                .sizeGb(volume.sizeGb())
                .encrypted(true)
                .snapshotRetention(volume.snapshotRetentionDays())
                .autoBackup(volume.scheduledSnapshots())
                // The placer keeps room for the machine that will mount it.
                .compute(guest -> DesiredMachine.guest(blueprint.asked().machine(), guest))
                .computeImage(blueprint.image()));
  }

  @Override
  public LaunchStep describe() {
    List<String> regions = placements.stream().map(Placement::region).toList();
    String volume = blueprint.asked().machine().volumes().isEmpty() ? "" : " and its volume";
    return new LaunchStep(
        Kind.MACHINE,
        "create the machine%s in %s (%s)"
            .formatted(
                volume, String.join(", else ", regions), blueprint.design().source().describe()),
        PlannedCall.of(blueprint.masking(), placements.get(0).requests()));
  }

  @Override
  public String run(RunState state, Progress progress, UndoLog undo) throws InterruptedException {
    // By it the machine is found again, whatever becomes of the answer.
    String requestId = UUID.randomUUID().toString();
    state.learn(REQUEST_ID, requestId);
    boolean appExisted = blueprint.found().app().exists();
    Iterator<Placement> regions = placements.iterator();
    while (true) {
      Placement placement = regions.next();
      MadeVolume made = new MadeVolume(app);
      try {
        placement.freeVolume().ifPresent(id -> state.learn(RunState.VOLUME, id));
        if (placement.volume().isPresent()) {
          made.is(state.send(placement.volume().get()).id());
          state.learn(RunState.VOLUME, made.id());
          if (appExisted) {
            undo.add(made);
          }
        }
        if (appExisted) {
          // Registered first: a call whose answer is lost may have made it all the same.
          undo.add(() -> deleteMachines(requestId));
        }
        Machine machine = state.send(placement.machine());
        state.learn(RunState.MACHINE, machine.id());
        machine.nonce().ifPresent(nonce -> state.learn(RunState.LEASE_NONCE, nonce));
        refuseAnotherLaunch(machine);
        return "created the machine %s in %s".formatted(machine.id(), machine.region());
      } catch (InsufficientCapacityException e) {
        made.run();
        if (!regions.hasNext()) {
          throw e;
        }
        progress.report("no room in " + placement.region() + "; trying the next region");
      }
    }
  }

  /**
   * Of two launches of one server that create a machine at once, the one whose machine came first
   * goes on.
   */
  private void refuseAnotherLaunch(Machine mine) {
    Optional<Machine> other =
        AppSurvey.of(app.machines().list(), blueprint.server()).stream()
            .map(Findings.Earlier::machine)
            .filter(machine -> !machine.id().equals(mine.id()) && !SharedApps.isGoing(machine))
            .filter(machine -> isOlder(machine, mine))
            .findFirst();
    if (other.isPresent()) {
      throw new LaunchException(
          "Another launch of \"%s\" is under way: it has created the machine %s in the app %s. Wait until it has finished, and launch again."
              .formatted(blueprint.server(), other.get().id(), blueprint.app()),
          null);
    }
  }

  private static boolean isOlder(Machine machine, Machine than) {
    int order = createdAt(machine).compareTo(createdAt(than));
    return order < 0 || (order == 0 && machine.id().compareTo(than.id()) < 0);
  }

  private static Instant createdAt(Machine machine) {
    return machine.createdAt().orElse(Instant.EPOCH);
  }

  /** A volume that goes again, once. */
  private static final class MadeVolume implements Undo {
    private final FlyApp app;
    private String id = "";

    MadeVolume(FlyApp app) {
      this.app = app;
    }

    void is(String madeId) {
      id = madeId;
    }

    String id() {
      return id;
    }

    @Override
    public @Nullable String run() {
      if (id.isEmpty()) {
        return null;
      }
      String gone = id;
      app.volumes().delete(gone);
      id = "";
      return "deleted the volume " + gone;
    }
  }

  /** Deletes what this very run has created, and nothing of another launch. */
  private @Nullable String deleteMachines(String requestId) {
    List<Machine> made =
        app.machines().list().stream()
            .filter(
                machine ->
                    machine
                        .config()
                        .filter(config -> requestId.equals(config.metadata().get(REQUEST_ID)))
                        .isPresent())
            .toList();
    made.forEach(machine -> SharedApps.deleteAndAwait(app, machine.id()));
    return made.isEmpty() ? null : "deleted the machine " + made.get(0).id();
  }
}
