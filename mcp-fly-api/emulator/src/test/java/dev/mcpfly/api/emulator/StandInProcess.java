package dev.mcpfly.api.emulator;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** A machine or container that listens where a test says, until it is stopped. */
public class StandInProcess implements EmulatedProcess {
  private final IntFunction<Optional<InetSocketAddress>> addresses;
  private final CompletableFuture<Integer> exit = new CompletableFuture<>();

  protected StandInProcess(IntFunction<Optional<InetSocketAddress>> addresses) {
    this.addresses = addresses;
  }

  public static EmulatedProcess at(IntFunction<Optional<InetSocketAddress>> addresses) {
    return new StandInProcess(addresses);
  }

  public static EmulatedProcess silent() {
    return new StandInProcess(port -> Optional.empty());
  }

  @Override
  public Optional<InetSocketAddress> address(int internalPort) {
    return addresses.apply(internalPort);
  }

  @Override
  public final CompletableFuture<Integer> exit() {
    return exit;
  }

  @Override
  public void stop(String signal, Duration timeout) {
    exit.complete(0);
  }

  @Override
  public void signal(String signal) {}

  @Override
  public EmulatedProcess.ExecOutput exec(
      List<String> command, @Nullable String stdin, Duration timeout) {
    return new EmulatedProcess.ExecOutput(0, "", "");
  }

  @Override
  public List<EmulatedProcess.ProcessInfo> processes() {
    return List.of();
  }
}
