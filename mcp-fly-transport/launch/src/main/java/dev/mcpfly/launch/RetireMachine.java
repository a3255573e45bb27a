package dev.mcpfly.launch;

import dev.mcpfly.api.FlyApp;
import dev.mcpfly.api.FlyClient;
import dev.mcpfly.api.FlyRequest;
import dev.mcpfly.api.MachineLease;
import dev.mcpfly.api.model.Machine;
import dev.mcpfly.api.model.MachineConfig;
import dev.mcpfly.launch.LaunchPlan.Step.Kind;
import dev.mcpfly.launch.LaunchPlan.Step.PlannedCall;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Removes one of several machines: no new requests come to it, the calls that run end ({@link
 * DrainBySignal}), then it is deleted. Its volume stays, and is mounted again when the deployment
 * grows.
 */
final class RetireMachine implements Change {
  /** The longest that a machine takes to stop, and some time for the API to notice. */
  private static final Duration STOP_TIMEOUT = Duration.ofMinutes(6);

  private final FlyClient fly;
  private final FlyApp app;
  private final Machine machine;
  private final boolean drains;
  private final FlyRequest<MachineLease> lease;
  private final FlyRequest<Boolean> cordon;
  private final FlyRequest<Boolean> stop;
  private final Optional<DrainBySignal> signal;
  private final FlyRequest<Boolean> release;
  private final FlyRequest<Boolean> delete;

  RetireMachine(FlyClient fly, String app, Machine machine, String server) {
    this.fly = fly;
    this.app = fly.app(app);
    this.machine = machine;
    this.drains = MachineStarts.isAwake(machine.state());
    String id = machine.id();
    this.lease =
        fly.requests().takeLease(app, id, l -> l.description("mcp-fly scaling of " + server));
    this.cordon = fly.requests().cordonMachine(app, id);
    this.stop = fly.requests().stopMachine(app, id);
    this.signal = DrainBySignal.of(fly, app, machine);
    this.release =
        fly.requests().releaseLease(app, id, FlyRequest.placeholder(RunState.LEASE_NONCE));
    this.delete = fly.requests().deleteMachine(app, id);
  }

  @Override
  public LaunchPlan.Step describe() {
    List<FlyRequest<?>> requests = new ArrayList<>();
    if (drains) {
      FlyRequest<?> end = signal.<FlyRequest<?>>map(DrainBySignal::request).orElse(stop);
      requests.addAll(List.of(lease, cordon, end, release));
    }
    requests.add(delete);
    List<String> volumes =
        machine.config().stream()
            .flatMap(config -> config.mounts().stream())
            .map(MachineConfig.Mount::volume)
            .toList();
    return new LaunchPlan.Step(
        Kind.DESTROY,
        "%s the machine %s in %s"
            .formatted(drains ? "drain and delete" : "delete", machine.id(), machine.region()),
        PlannedCall.of(Masking.NOTHING, requests),
        "",
        volumes.isEmpty()
            ? List.of()
            : List.of("its volume %s stays".formatted(String.join(", ", volumes))));
  }

  @Override
  public String run(RunState state, Progress progress, UndoLog undo) throws InterruptedException {
    String id = machine.id();
    boolean[] deleting = {false};
    undo.add(() -> takeBack(state, deleting[0]));
    if (drains) {
      try (MachineLease held = lease.send()) {
        Machine before = app.machines().get(held.machine());
        state.send(cordon);
        progress.report("the machine " + id + " ends the calls that run");
        if (signal.isEmpty() || !signal.get().run(state, undo)) {
          state.send(stop);
          MachineStarts.awaitEnd(app, before, STOP_TIMEOUT);
        }
      }
    }
    deleting[0] = true;
    if (state.send(delete)) {
      SharedApps.awaitGone(app, id);
    }
    state.deleted(id);
    if (drains) {
      MachineStarts.betweenTurns(fly);
    }
    return "deleted the machine " + id;
  }

  private @Nullable String takeBack(RunState state, boolean deleting) {
    if (deleting
        && app.machines().find(machine.id()).filter(m -> !SharedApps.isGoing(m)).isEmpty()) {
      throw new CannotUndoException("the machine " + machine.id() + " has been deleted");
    }
    if (!drains) {
      return null;
    }
    if (!machine.cordoned()) {
      app.machines().uncordon(machine.id());
    }
    state.restorePolicy();
    MachineStarts.bring(app, machine.id(), MachineStarts.restOf(machine));
    return "the machine " + machine.id() + " takes requests again";
  }
}
