package dev.mcpfly.api.emulator;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A machine that runs nothing: it listens nowhere and ends only when it is stopped. */
final class IdleProcess implements EmulatedProcess {
  private final CompletableFuture<Integer> exit = new CompletableFuture<>();

  @Override
  public Optional<InetSocketAddress> address(int internalPort) {
    return Optional.empty();
  }

  @Override
  public CompletableFuture<Integer> exit() {
    return exit;
  }

  @Override
  public void stop(String signal, Duration timeout) {
    exit.complete(0);
  }

  @Override
  public void signal(String signal) {
    switch (signal) {
      case "SIGTERM", "SIGINT", "SIGQUIT" -> exit.complete(0);
      case "SIGKILL" -> exit.complete(137);
      default -> {}
    }
  }

  @Override
  public EmulatedProcess.ExecOutput exec(
      List<String> command, @Nullable String stdin, Duration timeout) {
    String reason = "the emulator's machines run nothing; set a MachineRuntime";
    return new EmulatedProcess.ExecOutput(127, "", command.get(0) + ": " + reason + "\n");
  }

  @Override
  public List<EmulatedProcess.ProcessInfo> processes() {
    return List.of();
  }
}
