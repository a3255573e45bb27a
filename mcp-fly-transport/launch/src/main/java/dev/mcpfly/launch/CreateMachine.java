package dev.mcpfly.launch;

import dev.mcpfly.api.FlyApp;
import dev.mcpfly.api.FlyRequest;
import dev.mcpfly.api.InsufficientCapacityException;
import dev.mcpfly.api.model.Machine;
import dev.mcpfly.api.model.Volume;
import dev.mcpfly.launch.LaunchPlan.Step.Kind;
import dev.mcpfly.launch.LaunchPlan.Step.PlannedCall;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Creates the machine, and its volume first where it has one: both must be in one region, so the
 * next region in the order of preference is tried for both when one of them finds no room.
 */
final class CreateMachine implements Change {
  /** As long as flyctl holds a new machine for itself. */
  static final Duration LEASE = Duration.ofMinutes(5);

  private static final String REQUEST_ID = "create_request_id";

  private final MachineOrder order;
  private final Slot slot;
  private final FlyApp app;
  private final List<Placement> placements;

  /** The requests for one region. */
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

  /**
   * Prepares a machine.
   *
   * @param order what it has in common with others
   * @param slot which one it is
   * @param regions in the order in which they are tried
   */
  CreateMachine(MachineOrder order, Slot slot, List<String> regions) {
    this.order = order;
    this.slot = slot;
    this.app = order.fly().app(order.app());
    this.placements = regions.stream().map(this::placement).toList();
  }

  private Placement placement(String region) {
    Optional<String> free = order.claimVolume(region);
    Optional<FlyRequest<Volume>> made =
        free.isPresent() ? Optional.empty() : order.newVolume(region);
    Optional<String> mounted =
        made.isPresent() ? Optional.of(FlyRequest.placeholder(slot.volume())) : free;
    return new Placement(region, free, made, order.newMachine(region, mounted));
  }

  @Override
  public LaunchPlan.Step describe() {
    List<String> regions = placements.stream().map(Placement::region).toList();
    String volume = order.hasVolume() ? " and its volume" : "";
    return new LaunchPlan.Step(
        Kind.MACHINE,
        "create %s%s in %s (%s)"
            .formatted(slot.described(), volume, String.join(", else ", regions), order.what()),
        PlannedCall.of(order.masking(), placements.get(0).requests()));
  }

  @Override
  public String run(RunState state, Progress progress, UndoLog undo) throws InterruptedException {
    // By it the machine is found again, whatever becomes of the answer.
    String requestId = UUID.randomUUID().toString();
    state.learn(REQUEST_ID, requestId);
    boolean appExisted = order.appExists();
    Iterator<Placement> regions = placements.iterator();
    while (true) {
      Placement placement = regions.next();
      MadeVolume made = new MadeVolume(app);
      try {
        placement.freeVolume().ifPresent(id -> state.learn(slot.volume(), id));
        if (placement.volume().isPresent()) {
          made.is(state.send(placement.volume().get()).id());
          state.learn(slot.volume(), made.id());
          if (appExisted) {
            undo.add(made);
          }
        }
        if (appExisted) {
          // Registered first: a call whose answer is lost may have made it all the same.
          undo.add(() -> deleteMachines(requestId));
        }
        Machine machine = state.send(placement.machine());
        state.learn(slot.machine(), machine.id());
        state.created(machine);
        machine.nonce().ifPresent(nonce -> state.learn(slot.lease(), nonce));
        refuseAnotherLaunch(state.created());
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

  /** Fails if another launch of the server created its first machine earlier. */
  private void refuseAnotherLaunch(List<Machine> mine) {
    Set<String> ids = mine.stream().map(Machine::id).collect(Collectors.toSet());
    Optional<Machine> other =
        AppSurvey.of(app.machines().list(), order.server()).stream()
            .map(Findings.Earlier::machine)
            .filter(machine -> !ids.contains(machine.id()) && !order.knows(machine.id()))
            .filter(machine -> !SharedApps.isGoing(machine))
            .filter(machine -> isOlder(machine, mine.get(0)))
            .findFirst();
    if (other.isPresent()) {
      throw new LaunchException(
          "Another launch of \"%s\" is under way: it has created the machine %s in the app %s. Wait until it has finished, and launch again."
              .formatted(order.server(), other.get().id(), order.app()),
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

  /** Deletes a volume, once. */
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
