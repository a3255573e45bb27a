package dev.mcpfly.launch.local;

import dev.mcpfly.api.emulator.EmulatedProcess;
import dev.mcpfly.api.emulator.MachineSpec;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A machine whose program could not be started. */
record EndedProcess(int exitCode) implements EmulatedProcess {
  /** Returns the program is not on this computer: what a shell says, with its exit code. */
  static EndedProcess commandNotFound(MachineSpec spec, String program) {
    spec.log()
        .accept(
            "%s: command not found on this computer; install it, or put its folder on the PATH"
                .formatted(program));
    return new EndedProcess(LocalProcess.COMMAND_NOT_FOUND);
  }

  @Override
  public Optional<InetSocketAddress> address(int internalPort) {
    return Optional.empty();
  }

  @Override
  public CompletableFuture<Integer> exit() {
    return CompletableFuture.completedFuture(exitCode);
  }

  @Override
  public void stop(String signal, Duration timeout) {}

  @Override
  public void signal(String signal) {}

  @Override
  public EmulatedProcess.ExecOutput exec(
      List<String> command, @Nullable String stdin, Duration timeout) throws IOException {
    throw new IOException("The machine's program has ended.");
  }

  @Override
  public List<EmulatedProcess.ProcessInfo> processes() {
    return List.of();
  }
}
