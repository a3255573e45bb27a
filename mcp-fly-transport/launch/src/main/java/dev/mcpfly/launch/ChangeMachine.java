package dev.mcpfly.launch;

import dev.mcpfly.api.FlyApp;
import dev.mcpfly.api.FlyClient;
import dev.mcpfly.api.FlyRequest;
import dev.mcpfly.api.LeaseHeldException;
import dev.mcpfly.api.MachineLease;
import dev.mcpfly.api.model.Machine;
import dev.mcpfly.api.model.MachineConfig;
import dev.mcpfly.api.model.MachineState;
import dev.mcpfly.launch.LaunchPlan.Step.Kind;
import dev.mcpfly.launch.LaunchPlan.Step.PlannedCall;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Changes a machine's configuration, under its lease. The request is made from the machine as the
 * survey read it; if the machine has changed since, the same change is made to what is there now,
 * so that nothing is lost.
 */
final class ChangeMachine implements Change {
  private final FlyClient fly;
  private final String appName;
  private final FlyApp app;
  private final Machine surveyed;
  private final UnaryOperator<MachineConfig> wanted;
  private final boolean secretsChange;
  private final Options options;
  private final FlyRequest<MachineLease> lease;
  private final FlyRequest<Machine> update;

  /**
   * The options of a change.
   *
   * @param description what it does, in one line for a person
   * @param holder what the lease's description says
   * @param target the state that the machine is left in
   * @param timeout for the machine to come to rest
   * @param masking of the request in a plan
   * @param rotation what is done around it
   */
  record Options(
      String description,
      String holder,
      MachineState target,
      Duration timeout,
      Masking masking,
      Rotation rotation) {}

  /**
   * Prepares the change.
   *
   * @param surveyed the machine as it was read
   * @param wanted makes the new configuration of one that is there
   * @param secretsChange whether the app's secrets are changed before, which it must see
   */
  ChangeMachine(
      FlyClient fly,
      String app,
      Machine surveyed,
      UnaryOperator<MachineConfig> wanted,
      boolean secretsChange,
      Options options) {
    this.fly = fly;
    this.appName = app;
    this.app = fly.app(app);
    this.surveyed = surveyed;
    this.wanted = wanted;
    this.secretsChange = secretsChange;
    this.options = options;
    this.lease = lease(Optional.empty());
    this.update = update(surveyed);
  }

  private FlyRequest<MachineLease> lease(Optional<Duration> patience) {
    return fly.requests()
        .takeLease(
            appName,
            surveyed.id(),
            l -> {
              l.description(options.holder());
              patience.ifPresent(l::waitFor);
            });
  }

  private FlyRequest<Machine> update(Machine from) {
    return fly.requests()
        .updateMachine(
            appName,
            from,
            r -> {
              r.config(wanted.apply(configOf(from)));
              if (secretsChange) {
                r.set("min_secrets_version", FlyRequest.placeholder(RunState.SECRETS_VERSION));
              }
            });
  }

  static MachineConfig configOf(Machine machine) {
    return machine
        .config()
        .orElseThrow(
            () ->
                new LaunchException(
                    "The configuration of the machine %s cannot be read now, as its host does not answer; try again."
                        .formatted(machine.id()),
                    null));
  }

  @Override
  public LaunchPlan.Step describe() {
    List<FlyRequest<?>> requests = new ArrayList<>(List.of(lease));
    requests.addAll(options.rotation().leaving());
    requests.add(update);
    boolean isAsleep = options.rotation().endsMachine() || !MachineStarts.isAwake(surveyed.state());
    if (isAsleep && options.target().equals(MachineState.STARTED)) {
      requests.add(fly.requests().startMachine(appName, surveyed.id()));
    }
    requests.addAll(options.rotation().joining());
    requests.add(
        fly.requests()
            .releaseLease(appName, surveyed.id(), FlyRequest.placeholder(RunState.LEASE_NONCE)));
    return new LaunchPlan.Step(
        Kind.MACHINE, options.description(), PlannedCall.of(options.masking(), requests));
  }

  @Override
  public String run(RunState state, Progress progress, UndoLog undo) throws InterruptedException {
    try (MachineLease held = hold(progress)) {
      Machine now = app.machines().get(held.machine());
      MachineConfig before = configOf(now);
      MachineState rest = MachineStarts.restOf(now);
      options.rotation().leave(state, undo);
      undo.add(() -> takeBack(state, before, rest));
      FlyRequest<Machine> request = now.version().equals(surveyed.version()) ? update : update(now);
      Machine updated = state.send(request);
      state.learn(RunState.MACHINE, now.id());
      MachineStarts.bring(app, updated.id(), options.target());
      options.rotation().join(state, progress);
    }
    return options.description().startsWith("update ")
        ? "updated the machine " + surveyed.id()
        : "changed the machine " + surveyed.id();
  }

  /** Acquires the lease, or waits until that of a killed launch has expired. */
  private MachineLease hold(Progress progress) {
    try {
      return lease.send();
    } catch (LeaseHeldException e) {
      progress.report(
          "another launch holds the machine %s; waiting for %s at most"
              .formatted(surveyed.id(), Texts.of(CreateMachine.LEASE)));
    }
    return lease(Optional.of(CreateMachine.LEASE.plusSeconds(5))).send();
  }

  private @Nullable String takeBack(RunState state, MachineConfig before, MachineState rest) {
    SecretsUndo secrets = state.secretsUndo();
    // The machine is to see the former secrets when it starts again.
    OptionalLong version = secrets == null ? OptionalLong.empty() : secrets.restore();
    state.restorePolicy();
    try (MachineLease held = app.machines().lease(surveyed.id())) {
      Machine updated =
          app.machines()
              .update(
                  held.machine(),
                  r -> {
                    r.config(before);
                    version.ifPresent(r::minSecretsVersion);
                  });
      MachineStarts.bring(app, updated.id(), rest);
    }
    if (rest.equals(MachineState.STARTED)) {
      app.machines().await(surveyed.id(), MachineState.STARTED, options.timeout());
    }
    return "brought the machine " + surveyed.id() + " back to its former configuration";
  }
}
