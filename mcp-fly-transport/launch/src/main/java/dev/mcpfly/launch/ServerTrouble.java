package dev.mcpfly.launch;

import dev.mcpfly.api.FlyApp;
import dev.mcpfly.api.FlyException;
import dev.mcpfly.api.MachineStartException;
import dev.mcpfly.api.model.LogEntry;
import dev.mcpfly.api.model.Machine;
import dev.mcpfly.api.model.MachineState;
import dev.mcpfly.image.internal.setup.SetupLines;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;

/** Explains why a server failed. */
final class ServerTrouble {
  private final FlyApp app;
  private final String machineId;
  private final String server;
  private final boolean hasSetup;
  private final Instant earlierLog;
  private final Masking masking;

  private ServerTrouble(
      FlyApp app,
      String machineId,
      String server,
      boolean hasSetup,
      Instant earlierLog,
      Masking masking) {
    this.app = app;
    this.machineId = machineId;
    this.server = server;
    this.hasSetup = hasSetup;
    this.earlierLog = earlierLog;
    this.masking = masking;
  }

  static ServerTrouble of(Blueprint blueprint, String machineId) {
    return new ServerTrouble(
        blueprint.found().handle(),
        machineId,
        blueprint.design().source().describe(),
        !blueprint.asked().server().setup().isEmpty(),
        blueprint.found().earlierLog(),
        blueprint.masking());
  }

  /** Explains trouble after a change of a deployment, of which less is known. */
  static ServerTrouble of(FlyApp app, String machineId, String server, Masking masking) {
    return new ServerTrouble(app, machineId, server, false, Instant.MIN, masking);
  }

  /** Appends the last lines that the machine logged, with secrets masked. */
  String explain(String problem) {
    List<String> lines = lastLines();
    return lines.isEmpty()
        ? problem
        : problem + " Its log says:\n  " + String.join("\n  ", lines) + "\n";
  }

  /** Explains why a machine did not start; its setup may have failed before anyone saw it run. */
  String explainStart(MachineStartException failure) {
    Optional<String> setup;
    try {
      setup = failedSetup();
    } catch (FlyException e) {
      setup = Optional.empty(); // as in lastLines
    }
    return explain(setup.orElse("The machine did not start: " + failure.getMessage()));
  }

  /** Describes how the machine ended, if it has ended on its own. */
  Optional<String> ended() {
    Machine machine = app.machines().get(machineId);
    MachineState state = machine.state();
    boolean down =
        state.equals(MachineState.STOPPED)
            || state.equals(MachineState.FAILED)
            || state.equals(MachineState.DESTROYED);
    Optional<String> setup = failedSetup();
    if (setup.isPresent()) {
      return setup;
    }
    Optional<Machine.Event.Exit> exit = machine.lastExit().filter(event -> !event.requestedStop());
    if (exit.isEmpty() || !(down || machine.isCrashLooping())) {
      return state.equals(MachineState.FAILED)
          ? Optional.of("The machine %s has failed.".formatted(machineId))
          : Optional.empty();
    }
    String code =
        exit.get().oomKilled()
            ? "it ran out of memory; choose a larger size"
            : "exit code " + exit.get().exitCode();
    return Optional.of("The server \"%s\" ended at once (%s).".formatted(server, code));
  }

  /**
   * Finds a failed setup line in the log: behind flyctl's wrapper, the machine runs on after it.
   */
  private Optional<String> failedSetup() {
    if (!hasSetup) {
      return Optional.empty();
    }
    for (LogEntry entry : app.logs().page(q -> q.machine(machineId)).entries()) {
      Matcher failure = SetupLines.FAILURE.matcher(entry.message());
      boolean news = entry.timestamp().filter(earlierLog::isBefore).isPresent();
      if (news && failure.find()) {
        return Optional.of(
            "Setup line %s of %s failed with status %s, so the server was not started."
                .formatted(failure.group(1), failure.group(2), failure.group(3)));
      }
    }
    return Optional.empty();
  }

  private List<String> lastLines() {
    try {
      List<String> lines =
          app.logs().page(q -> q.machine(machineId)).entries().stream()
              .map(LogEntry::message)
              .toList();
      return LogExcerpt.of(lines, masking);
    } catch (FlyException e) {
      return List.of(); // the problem itself is the news, not that the logs cannot be read
    }
  }
}
