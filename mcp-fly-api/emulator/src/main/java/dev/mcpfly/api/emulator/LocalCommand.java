package dev.mcpfly.api.emulator;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A machine's command as a process on this computer, with its own folder. */
final class LocalCommand implements EmulatedProcess {
  private static final int LONGEST_LINE = 64 * 1024;
  private static final int LARGEST_OUTPUT = 1 << 20;

  private final Map<String, String> environment;
  private final Path folder;
  private final Map<Integer, Integer> ports;
  private final Process process;
  private final CompletableFuture<Integer> exit = new CompletableFuture<>();

  LocalCommand(
      List<String> command,
      Map<String, String> environment,
      Path folder,
      Map<Integer, Integer> ports,
      Consumer<String> log)
      throws IOException {
    this.environment = environment;
    this.folder = folder;
    this.ports = ports;
    process = builder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    daemon("fly-emulator-output", () -> lines(process.getInputStream(), log));
    daemon("fly-emulator-exit", this::awaitExit);
  }

  private ProcessBuilder builder(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().putAll(environment);
    return builder;
  }

  private static Thread daemon(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private void awaitExit() {
    int code = 1;
    try {
      code = process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    delete(folder);
    exit.complete(code);
  }

  private static void lines(InputStream output, Consumer<String> log) {
    try (InputStream in = new BufferedInputStream(output)) {
      byte[] line = new byte[LONGEST_LINE];
      int length = 0;
      for (int next = in.read(); next >= 0; next = in.read()) {
        if (next != '\n') {
          line[length++] = (byte) next;
        }
        if (next == '\n' || length == LONGEST_LINE) {
          log.accept(new String(line, 0, length, StandardCharsets.UTF_8));
          length = 0;
        }
      }
      if (length > 0) {
        log.accept(new String(line, 0, length, StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      // the process is gone, and its output with it
    }
  }

  @Override
  public Optional<InetSocketAddress> address(int internalPort) {
    Integer port = ports.get(internalPort);
    return port == null || !process.isAlive()
        ? Optional.empty()
        : Optional.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
  }

  @Override
  public CompletableFuture<Integer> exit() {
    return exit;
  }

  @Override
  public void stop(String signal, Duration timeout) {
    List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
    signal(signal);
    try {
      if (!process.waitFor(Math.max(0, timeout.toMillis()), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        process.waitFor();
      }
      all.forEach(ProcessHandle::destroyForcibly);
      exit.get(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
      // killed: there is nothing more to do
    }
  }

  @Override
  public void signal(String signal) {
    switch (signal) {
      case "SIGKILL" -> process.destroyForcibly();
      case "SIGTERM" -> process.destroy();
      default -> kill(signal);
    }
  }

  @Override
  public void suspend() {
    kill("SIGSTOP");
  }

  @Override
  public void resume() {
    kill("SIGCONT");
  }

  /** Java sends few signals itself; where there is no kill, the process is asked to end. */
  private void kill(String signal) {
    try {
      Process kill =
          new ProcessBuilder(
                  "kill", "-s", signal.replaceFirst("^SIG", ""), String.valueOf(process.pid()))
              .redirectErrorStream(true)
              .start();
      kill.getInputStream().readAllBytes();
      kill.waitFor();
    } catch (IOException e) {
      if (!signal.equals("SIGSTOP") && !signal.equals("SIGCONT")) {
        process.destroy();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public EmulatedProcess.ExecOutput exec(
      List<String> command, @Nullable String stdin, Duration timeout) throws IOException {
    Process run = builder(command).start();
    byte[][] outputs = new byte[2][];
    Thread out = daemon("fly-emulator-exec", () -> outputs[0] = read(run.getInputStream()));
    Thread err = daemon("fly-emulator-exec", () -> outputs[1] = read(run.getErrorStream()));
    try (OutputStream in = run.getOutputStream()) {
      if (stdin != null) {
        in.write(stdin.getBytes(StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      // it does not read, which is its own affair
    }
    try {
      if (!run.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IOException("the command did not end within " + timeout);
      }
      out.join();
      err.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      run.descendants().forEach(ProcessHandle::destroyForcibly);
      run.destroyForcibly();
    }
    return new EmulatedProcess.ExecOutput(run.exitValue(), text(outputs[0]), text(outputs[1]));
  }

  private static String text(byte @Nullable [] bytes) {
    return bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);
  }

  private static byte[] read(InputStream in) {
    try {
      byte[] bytes = in.readNBytes(LARGEST_OUTPUT);
      in.transferTo(OutputStream.nullOutputStream());
      return bytes;
    } catch (IOException e) {
      return new byte[0];
    }
  }

  @Override
  public List<EmulatedProcess.ProcessInfo> processes() {
    List<EmulatedProcess.ProcessInfo> found = new ArrayList<>();
    Stream.concat(Stream.of(process.toHandle()), process.descendants())
        .forEach(
            handle ->
                found.add(
                    new EmulatedProcess.ProcessInfo(
                        handle.pid(),
                        handle.info().command().orElse(""),
                        folder.toString(),
                        handle.info().totalCpuDuration().orElse(Duration.ZERO),
                        0,
                        found.isEmpty() ? listening() : List.of())));
    return found;
  }

  private List<InetSocketAddress> listening() {
    List<InetSocketAddress> sockets = new ArrayList<>();
    ports.forEach(
        (internal, port) -> {
          try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            sockets.add(InetSocketAddress.createUnresolved("0.0.0.0", internal));
          } catch (IOException e) {
            // nothing listens there
          }
        });
    return sockets;
  }

  static void delete(Path folder) {
    try {
      Folders.delete(folder);
    } catch (IOException e) {
      // a temporary folder: the system cleans up in the end
    }
  }
}
