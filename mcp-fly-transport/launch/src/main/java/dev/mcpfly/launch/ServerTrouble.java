package dev.mcpfly.launch;

import dev.mcpfly.api.FlyException;
import dev.mcpfly.api.model.LogEntry;
import dev.mcpfly.api.model.Machine;
import dev.mcpfly.api.model.MachineEvent;
import dev.mcpfly.api.model.MachineState;
import dev.mcpfly.image.SetupLines;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;

/** Finds out what a server that does not work has to say for itself. */
final class ServerTrouble {
  private static final int LINES = 8;
  private static final int LINE_LENGTH = 300;

  private ServerTrouble() {}

  /** Appends the last lines that the machine logged, with secrets masked. */
  static String explain(Draft draft, String problem) {
    List<String> lines = lastLines(draft);
    return lines.isEmpty()
        ? problem
        : problem + " Its last lines were:\n  " + String.join("\n  ", lines) + "\n";
  }

  /** Describes how the machine ended, if it has ended by itself. */
  static Optional<String> ended(Draft draft, String machineId) {
    Machine machine = draft.appHandle().machines().get(machineId);
    MachineState state = machine.state();
    boolean down =
        state.equals(MachineState.STOPPED)
            || state.equals(MachineState.FAILED)
            || state.equals(MachineState.DESTROYED);
    Optional<String> setup = failedSetup(draft, machineId);
    if (setup.isPresent()) {
      return setup;
    }
    Optional<MachineEvent.Exit> exit = machine.lastExit().filter(event -> !event.requestedStop());
    if (exit.isEmpty() || !(down || machine.isCrashLooping())) {
      return state.equals(MachineState.FAILED)
          ? Optional.of("The machine %s has failed.".formatted(machineId))
          : Optional.empty();
    }
    String code =
        exit.get().oomKilled()
            ? "it ran out of memory; choose a larger size"
            : "exit code " + exit.get().exitCode();
    return Optional.of(
        "The server \"%s\" ended at once (%s).".formatted(draft.source.describe(), code));
  }

  /** Behind flyctl's wrapper the machine goes on when a setup line has failed: its log tells. */
  private static Optional<String> failedSetup(Draft draft, String machineId) {
    if (draft.asked.setup.isEmpty()) {
      return Optional.empty();
    }
    for (LogEntry entry : draft.appHandle().logs().page(q -> q.machine(machineId)).entries()) {
      Matcher failure = SetupLines.FAILURE.matcher(entry.message());
      boolean news = entry.timestamp().filter(draft.earlierLog::isBefore).isPresent();
      if (news && failure.find()) {
        return Optional.of(
            "Setup line %s of %s failed with status %s, so the server was not started."
                .formatted(failure.group(1), failure.group(2), failure.group(3)));
      }
    }
    return Optional.empty();
  }

  private static List<String> lastLines(Draft draft) {
    try {
      List<LogEntry> entries = draft.appHandle().logs().page().entries();
      Masking masking = draft.masking();
      return entries.subList(Math.max(0, entries.size() - LINES), entries.size()).stream()
          .map(entry -> masking.mask(entry.message()))
          .map(line -> line.length() > LINE_LENGTH ? line.substring(0, LINE_LENGTH) + "..." : line)
          .toList();
    } catch (FlyException e) {
      return List.of(); // the problem itself is the news, not that the logs cannot be read
    }
  }
}
