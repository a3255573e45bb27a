package dev.mcpfly.launch.local;

import dev.mcpfly.api.emulator.EmulatedProcess;
import dev.mcpfly.api.emulator.MachineRuntime;
import dev.mcpfly.api.emulator.MachineSpec;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** A machine whose server speaks HTTP itself. */
final class HttpServerProcess extends LocalProcess {
  private final Process process;
  private final int port;

  private HttpServerProcess(
      MachineSpec spec, CallerEnvironment caller, GuestPaths paths, Process process, int port) {
    super(spec, caller, paths);
    this.process = process;
    this.port = port;
  }

  static EmulatedProcess start(
      MachineSpec spec, LocalMachines.ServerCommand command, CallerEnvironment caller)
      throws IOException {
    return start(spec, command, caller, Map.of());
  }

  /**
   * Starts a server.
   *
   * @param further variables
   */
  static EmulatedProcess start(
      MachineSpec spec,
      LocalMachines.ServerCommand command,
      CallerEnvironment caller,
      Map<String, String> further)
      throws IOException {
    GuestPaths paths = GuestPaths.create(spec.files(), spec.mounts());
    try {
      int port = MachineRuntime.freePort();
      List<String> words = command.of(spec, port).stream().map(paths::translate).toList();
      if (caller.find(words.get(0)).isEmpty()) {
        paths.close();
        return EndedProcess.commandNotFound(spec, words.get(0));
      }
      ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
      builder.directory(paths.root().toFile());
      Map<String, String> variables = builder.environment();
      variables.clear();
      variables.putAll(variables(spec, caller, paths));
      further.forEach((name, value) -> variables.put(name, paths.translate(value)));
      variables.put("PORT", String.valueOf(port));
      Process process = builder.start();
      HttpServerProcess server = new HttpServerProcess(spec, caller, paths, process, port);
      server.watch();
      return server;
    } catch (IOException | RuntimeException e) {
      paths.close();
      throw e;
    }
  }

  private void watch() {
    Thread hook = new Thread(this::kill, "local-machine-exit");
    try {
      Runtime.getRuntime().addShutdownHook(hook);
    } catch (IllegalStateException e) {
      kill(); // the JVM is going down, and would not wait for it
    }
    Thread reader =
        new Thread(
            () -> {
              try (BufferedReader lines = process.inputReader()) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                  spec.log().accept(line);
                }
              } catch (IOException e) {
                // The process was ended.
              }
            },
            "local-machine-" + spec.machineId());
    reader.setDaemon(true);
    reader.start();
    var unused =
        process
            .onExit()
            .thenAccept(
                ended -> {
                  closePaths();
                  try {
                    Runtime.getRuntime().removeShutdownHook(hook);
                  } catch (IllegalStateException e) {
                    // The JVM is going down.
                  }
                  exit.complete(ended.exitValue());
                });
  }

  @Override
  public Optional<InetSocketAddress> address(int internalPort) {
    return process.isAlive()
        ? Optional.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
        : Optional.empty();
  }

  @Override
  public void stop(String signal, Duration timeout) {
    signal(signal);
    try {
      exit.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      kill();
      exit.join();
    } catch (InterruptedException e) {
      kill();
      Thread.currentThread().interrupt();
    }
  }

  private void kill() {
    List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
    all.add(process.toHandle());
    Signals.kill(all);
  }

  private void closePaths() {
    try {
      paths.close();
    } catch (IOException e) {
      spec.log().accept("some files of the machine could not be deleted: " + e.getMessage());
    }
  }

  @Override
  Stream<ProcessHandle> mainProcess() {
    return process.isAlive() ? Stream.of(process.toHandle()) : Stream.empty();
  }
}
