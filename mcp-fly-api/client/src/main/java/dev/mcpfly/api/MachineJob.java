package dev.mcpfly.api;

import dev.mcpfly.api.model.JobResult;
import dev.mcpfly.api.model.LogEntry;
import dev.mcpfly.api.model.Machine;
import dev.mcpfly.api.model.MachineConfig;
import dev.mcpfly.api.model.MachineState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A single run of a job: a machine that is created, runs to completion and is destroyed. */
final class MachineJob {
  private static final System.Logger LOG = System.getLogger("dev.mcpfly.api");
  private static final Duration LAST_WAIT = Duration.ofMinutes(1);
  private static final int MOST_LINES = 1000;
  private static final int MOST_PAGES = 50;

  private final CallEngine engine;
  private final String app;
  private final Machines machines;
  private final Duration timeout;

  MachineJob(CallEngine engine, String app, Duration timeout) {
    this.engine = engine;
    this.app = app;
    this.machines = new Machines(engine, app);
    this.timeout = Rules.positive("timeout", timeout);
  }

  JobResult run(Consumer<Machines.Create> settings) {
    Machine created = machines.create(request -> asked(request, settings));
    boolean ended = false;
    try {
      Machine machine = awaitEnd(created.id());
      JobResult result = new JobResult(machine, exitCode(machine), logs(created.id()));
      ended = true;
      return result;
    } finally {
      destroy(created.id(), ended);
    }
  }

  /** A job runs once, and its machine stays until its exit code has been read. */
  private static void asked(Machines.Create request, Consumer<Machines.Create> settings) {
    settings.accept(request);
    MachineConfig config = request.config();
    if (config != null) {
      if (config.autoDestroy()) {
        throw new InvalidRequestException(
            "config.auto_destroy",
            true,
            "must be false for a job, which destroys its machine itself");
      }
      request.config(c -> c.restart(MachineConfig.RestartPolicy.NO));
    }
  }

  private Machine awaitEnd(String id) {
    return machines.await(
        id,
        wait ->
            wait.state(MachineState.STOPPED, MachineState.FAILED, MachineState.DESTROYED)
                .timeout(timeout));
  }

  private int exitCode(Machine machine) {
    Optional<Machine.Event.Exit> exit =
        machine
            .lastExit()
            .or(
                () ->
                    Absence.find(() -> machines.events(machine.id())).stream()
                        .flatMap(List::stream)
                        .flatMap(event -> event.exit().stream())
                        .findFirst());
    return exit.map(Machine.Event.Exit::exitCode)
        .orElseThrow(
            () ->
                new MachineStartException(
                    "The job on machine "
                        + machine.id()
                        + " of "
                        + app
                        + " ended without an exit code: the machine is "
                        + machine.state()
                        + "; see the app's log.",
                    Classifier.context(
                        new OperationCall(FlyOperation.MACHINES_SHOW, app, machine.id()),
                        0,
                        null,
                        false),
                    machine));
  }

  /** Reads the log as far as the service has it; an unreadable log does not fail the job. */
  private List<LogEntry> logs(String id) {
    List<LogEntry> lines = new ArrayList<>();
    Logs logs = new Logs(engine, app);
    String token = "";
    try {
      for (int i = 0; i < MOST_PAGES && lines.size() < MOST_LINES; i++) {
        String from = token;
        LogEntry.Page page = logs.page(query -> query.machine(id).from(from));
        lines.addAll(page.entries());
        String next = page.nextToken().orElse(null);
        if (page.entries().isEmpty() || next == null || Objects.equals(next, token)) {
          break;
        }
        token = next;
      }
    } catch (CallInterruptedException e) {
      throw e;
    } catch (FlyException e) {
      LOG.log(System.Logger.Level.DEBUG, "The log of the job on " + id + " could not be read.", e);
    }
    return lines.size() > MOST_LINES ? lines.subList(0, MOST_LINES) : lines;
  }

  /** Waits until the machine is gone, so the next job can use its volume. */
  private void awaitDestroyed(String id) {
    try {
      machines.await(id, MachineState.DESTROYED, LAST_WAIT);
    } catch (WaitTimeoutException e) {
      LOG.log(System.Logger.Level.DEBUG, "The job's machine " + id + " still exists.", e);
    }
  }

  /** Destroys the machine, also when this thread has been interrupted. */
  private void destroy(String id, boolean ended) {
    boolean interrupted = Thread.interrupted();
    @Nullable FlyException failure = null;
    try {
      machines.delete(id, true);
      if (ended) {
        awaitDestroyed(id);
      }
    } catch (FlyException e) {
      failure = e;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (failure != null && ended) {
      throw failure;
    } else if (failure != null) {
      LOG.log(
          System.Logger.Level.WARNING,
          "The job's machine " + id + " could not be destroyed.",
          failure);
    }
  }
}
