package dev.mcpfly.api;

import dev.mcpfly.api.json.JsonObject;
import dev.mcpfly.api.model.Machine;
import dev.mcpfly.api.model.MachineState;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A wait for a machine. The API waits a minute at most, so a wait is a chain of requests, with a
 * look at the machine in between: a machine that can no longer reach the state ends the wait early.
 */
final class MachineWaits {
  private static final Duration FIRST_STRETCH = Duration.ofSeconds(5);
  private static final Duration STRETCH = Duration.ofSeconds(15);
  private static final Duration UNTIL_VISIBLE = Duration.ofSeconds(10);
  private static final Duration UNTIL_SURE = Duration.ofMinutes(2);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration ON_THE_WAY = Duration.ofSeconds(30);

  private final CallEngine engine;
  private final String app;
  private final String id;
  private final Machines.WaitSettings settings;
  private final Machines machines;
  private final Instant start;
  private final Instant deadline;
  private final String awaited;
  private @Nullable String version;
  private @Nullable Machine lastSeen;
  private boolean seen;

  MachineWaits(CallEngine engine, String app, String id, Machines.WaitSettings settings) {
    this.engine = engine;
    this.app = app;
    this.id = id;
    this.settings = settings;
    this.machines = new Machines(engine, app);
    this.start = engine.now();
    this.deadline = start.plus(settings.timeout());
    this.version = settings.version();
    this.awaited =
        settings.states().stream().map(MachineState::value).collect(Collectors.joining(" or "));
  }

  /** Waits, and reads the machine only where the API does not say that the state is reached. */
  void reach() {
    run(false);
  }

  Machine run() {
    return run(true);
  }

  private Machine run(boolean read) {
    Duration stretch = FIRST_STRETCH;
    ConnectionException disconnected = null;
    while (true) {
      Duration left = Duration.between(engine.now(), deadline);
      if (left.isZero() || left.isNegative()) {
        throw timedOut(awaited, disconnected);
      }
      try {
        if (waitFor(left.compareTo(stretch) < 0 ? left : stretch)) {
          return read ? machines.get(id) : new Machine(JsonObject.of("id", id));
        }
        Machine machine = look(awaited);
        if (reached(machine)) {
          return machine;
        }
      } catch (NotFoundException e) {
        // A machine that was just created is not known everywhere at once: that it cannot be found
        // says something only once it has been seen.
        if (seen || engine.machines.isDeleted(app, id)) {
          if (settings.states().contains(MachineState.DESTROYED)) {
            return gone();
          }
          throw e;
        }
        Duration patience = engine.machines.isCreated(app, id) ? UNTIL_SURE : UNTIL_VISIBLE;
        if (engine.now().isAfter(start.plus(patience))) {
          throw e;
        }
        pause();
      } catch (ConnectionException e) {
        disconnected = e;
        pause();
      }
      stretch = STRETCH;
    }
  }

  Machine untilHealthy() {
    Machine machine = run();
    while (true) {
      boolean none =
          machine
              .config()
              .map(
                  config ->
                      config.checks().isEmpty()
                          && config.services().stream().allMatch(s -> s.checks().isEmpty()))
              .orElse(true);
      if ((none && machine.checks().isEmpty()) || machine.isHealthy()) {
        return machine;
      }
      if (!engine.now().plus(PAUSE).isBefore(deadline)) {
        throw timedOut("passing health checks", null);
      }
      pause();
      machine = look("passing health checks");
    }
  }

  /** Lets the server wait for a while; returns true if it reports that the state is reached. */
  private boolean waitFor(Duration stretch) {
    long seconds = Math.max(1, Math.min(60, stretch.plusMillis(999).toSeconds()));
    OperationCall call =
        new OperationCall(FlyOperation.MACHINES_WAIT, app, id)
            .query("timeout", seconds)
            .query("version", version)
            .query("from_event_id", settings.fromEvent())
            .attemptTimeout(Duration.ofSeconds(seconds).plus(ON_THE_WAY))
            .callTimeout(Duration.ofSeconds(seconds).plus(ON_THE_WAY.multipliedBy(2)))
            .timeoutIsAnAnswer();
    for (MachineState state : settings.states()) {
      call.query("state", state);
    }
    try {
      engine.send(call);
      seen = true;
      return true;
    } catch (NotFoundException | ApiException.Forbidden | ApiException.Unauthorized e) {
      throw e;
    } catch (ApiException e) {
      if (e.status().orElse(0) == 408) {
        seen = true;
        return false;
      }
      if (String.valueOf(e.getMessage()).contains("currently replaced")) {
        version = machines.get(id).version().orElse(null);
        pause();
        return false;
      }
      throw e;
    }
  }

  private Machine look(String what) {
    Machine machine = machines.get(id);
    lastSeen = machine;
    seen = true;
    engine.emit(
        new FlyEvent.Waiting(
            app, id, what, machine.state(), Duration.between(start, engine.now())));
    if (!reached(machine) && isOutOfReach(machine)) {
      throw failed(machine);
    }
    return machine;
  }

  private boolean reached(Machine machine) {
    if (settings.version() != null
        && version != null
        && !machine.version().equals(Optional.of(version))) {
      return false;
    }
    return settings.states().contains(machine.state())
        || (settings.states().contains(MachineState.SETTLED)
            && machine.state().isKnown()
            && !machine.state().isTransient());
  }

  private boolean isOutOfReach(Machine machine) {
    MachineState state = machine.state();
    if (state.equals(MachineState.DESTROYED) || state.equals(MachineState.DESTROYING)) {
      return !settings.states().contains(MachineState.DESTROYED);
    }
    if (!settings.states().contains(MachineState.STARTED)) {
      return false;
    }
    if (state.equals(MachineState.FAILED) || state.equals(MachineState.LAUNCH_FAILED)) {
      return true;
    }
    return state.equals(MachineState.STOPPED) && endedByItself(machine);
  }

  /** Returns whether the latest event is that the process ended and will not be restarted. */
  private static boolean endedByItself(Machine machine) {
    for (Machine.Event event : machine.events()) {
      Optional<Machine.Event.Exit> exit = event.exit();
      if (exit.isPresent()) {
        return !exit.get().requestedStop() && !exit.get().restarting();
      }
      if (event.type().equals("start") || event.type().equals("launch")) {
        return false;
      }
    }
    return false;
  }

  private Machine gone() {
    JsonObject known = lastSeen == null ? JsonObject.of("id", id) : lastSeen.json();
    return new Machine(known.with("state", MachineState.DESTROYED.value()));
  }

  private void pause() {
    engine.sleep(PAUSE, new OperationCall(FlyOperation.MACHINES_WAIT, app, id), false);
  }

  private MachineStartException failed(Machine machine) {
    StringBuilder text =
        new StringBuilder("Machine ")
            .append(id)
            .append(" of ")
            .append(app)
            .append(" cannot become ")
            .append(awaited)
            .append(" any more: it is ")
            .append(machine.state());
    machine
        .lastExit()
        .ifPresent(
            exit ->
                text.append(", its process ended with exit code ")
                    .append(exit.exitCode())
                    .append(exit.oomKilled() ? " for lack of memory" : ""));
    return new MachineStartException(
        text.append("; see the app's log.").toString(), failure(), machine);
  }

  private WaitTimeoutException timedOut(String what, @Nullable ConnectionException cause) {
    Machine seen = lastSeen;
    Failure failure = failure();
    return new WaitTimeoutException(
        "Machine "
            + id
            + " of "
            + app
            + " did not become "
            + what
            + " within "
            + settings.timeout()
            + (seen == null ? "." : "; it was last seen " + seen.state() + "."),
        cause == null ? failure : failure.withCause(cause),
        what,
        seen == null ? null : seen.state(),
        settings.timeout());
  }

  private Failure failure() {
    return Classifier.context(
        new OperationCall(FlyOperation.MACHINES_WAIT, app, id), 0, null, false);
  }
}
