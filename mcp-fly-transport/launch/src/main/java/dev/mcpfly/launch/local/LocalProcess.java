package dev.mcpfly.launch.local;

import dev.mcpfly.api.emulator.EmulatedProcess;
import dev.mcpfly.api.emulator.MachineSpec;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the machines have in common: variables, guest paths, exec and a list of processes. */
abstract class LocalProcess implements EmulatedProcess {
  static final int COMMAND_NOT_FOUND = 127;

  final MachineSpec spec;
  final CallerEnvironment caller;
  final GuestPaths paths;
  final CompletableFuture<Integer> exit = new CompletableFuture<>();

  LocalProcess(MachineSpec spec, CallerEnvironment caller, GuestPaths paths) {
    this.spec = spec;
    this.caller = caller;
    this.paths = paths;
  }

  /** Returns the machine's variables and secrets over the few of the caller's, with real paths. */
  final Map<String, String> variables() {
    return variables(spec, caller, paths);
  }

  static Map<String, String> variables(
      MachineSpec spec, CallerEnvironment caller, GuestPaths paths) {
    Map<String, String> variables = new LinkedHashMap<>(caller.variables());
    spec.env().forEach((name, value) -> variables.put(name, paths.translate(value)));
    spec.secrets()
        .forEach(
            (name, value) -> {
              if (!name.startsWith("FLY_MCP_")) { // for the wrapper, not for the server
                variables.put(name, value);
              }
            });
    return variables;
  }

  final List<String> translate(List<String> words) {
    return words.stream().map(paths::translate).toList();
  }

  /** Returns the pid of the main process, or empty when there is none. */
  abstract Stream<ProcessHandle> mainProcess();

  @Override
  public final CompletableFuture<Integer> exit() {
    return exit.copy();
  }

  @Override
  public EmulatedProcess.ExecOutput exec(
      List<String> command, @Nullable String stdin, Duration timeout) throws IOException {
    return LocalExec.run(translate(command), variables(), paths.root(), stdin, timeout);
  }

  @Override
  public List<EmulatedProcess.ProcessInfo> processes() {
    List<EmulatedProcess.ProcessInfo> processes = new ArrayList<>();
    mainProcess()
        .flatMap(main -> Stream.concat(Stream.of(main), main.descendants()))
        .forEach(
            handle ->
                processes.add(
                    // The program alone: arguments may be private.
                    EmulatedProcess.ProcessInfo.of(
                        handle.pid(), handle.info().command().orElse(""))));
    return processes;
  }

  @Override
  public void signal(String signal) {
    mainProcess().forEach(handle -> Signals.send(handle, signal));
  }
}
