package dev.mcpfly.launch.local;

import dev.mcpfly.api.emulator.EmulatedProcess;
import dev.mcpfly.api.emulator.MachineSpec;
import dev.mcpfly.image.internal.setup.SetupLines;
import dev.mcpfly.transport.Relay;
import dev.mcpfly.transport.RelayException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A machine of the wrapper image: a stdio server behind a relay. When the server ends on its own,
 * so does the machine, with the same exit code, so that the machine's restart policy applies.
 */
final class WrappedServer extends LocalProcess {
  /** The port on which the wrapper image listens. */
  private static final int WRAPPER_PORT = 8080;

  private static final Duration POLL = Duration.ofMillis(100);
  private static final int STOPPED = 0;
  private static final int WRONG_ARGUMENTS = 2;

  private static final Pattern STARTED = Pattern.compile("\\bchild (\\d+) started");

  private final Relay relay;
  private final int port;
  private final Set<Long> children;
  private final ScheduledExecutorService watch =
      Executors.newSingleThreadScheduledExecutor(
          body -> {
            Thread thread = new Thread(body, "local-machine-watch");
            thread.setDaemon(true);
            return thread;
          });

  private WrappedServer(
      MachineSpec spec,
      CallerEnvironment caller,
      GuestPaths paths,
      Relay relay,
      int port,
      Set<Long> children) {
    super(spec, caller, paths);
    this.relay = relay;
    this.port = port;
    this.children = children;
  }

  /**
   * Starts a server.
   *
   * @param words its command
   * @param port where the machine serves it
   */
  static EmulatedProcess start(
      MachineSpec spec, List<String> words, int port, CallerEnvironment caller) throws IOException {
    if (words.isEmpty()) {
      spec.log().accept("the machine has no init.cmd: the wrapper has no server to run");
      return new EndedProcess(COMMAND_NOT_FOUND);
    }
    if (caller.find(words.get(0)).isEmpty()) {
      return EndedProcess.commandNotFound(spec, words.get(0));
    }
    GuestPaths paths = GuestPaths.create(spec.files(), spec.mounts());
    Set<Long> children = ConcurrentHashMap.newKeySet();
    try {
      List<String> real = words.stream().map(paths::translate).toList();
      if (words.size() > 2 && words.get(1).equals(SetupLines.PLACE)) {
        // Here each session has its own process, and setup lines run once for all.
        int status = setUp(real.subList(0, 2), spec, caller, paths);
        if (status != 0) {
          paths.close();
          return new EndedProcess(status);
        }
        real = real.subList(2, real.size());
      }
      Relay.Builder builder =
          Relay.stdio(real)
              .port(0)
              .inheritEnvironment(false)
              .environment(serversOwn(variables(spec, caller, paths)))
              .machineEnvironment(settings(spec))
              .workingDirectory(paths.root())
              .logger(line -> log(line, spec, children))
              .stderr(spec.log());
      authorize(builder, spec.secrets());
      WrappedServer server =
          new WrappedServer(spec, caller, paths, builder.start(), port, children);
      server.watch();
      return server;
    } catch (RelayException | IllegalArgumentException e) {
      paths.close();
      spec.log().accept(String.valueOf(e.getMessage()));
      return new EndedProcess(
          e instanceof IllegalArgumentException ? WRONG_ARGUMENTS : COMMAND_NOT_FOUND);
    } catch (IOException | RuntimeException e) {
      paths.close();
      throw e;
    }
  }

  /** Returns the settings; secrets take precedence over variables, as in a Machine. */
  private static Map<String, String> settings(MachineSpec spec) {
    Map<String, String> settings = new HashMap<>(spec.env());
    settings.putAll(spec.secrets());
    return settings;
  }

  /** Returns the variables without the relay's. */
  private static Map<String, String> serversOwn(Map<String, String> variables) {
    Map<String, String> own = new HashMap<>(variables);
    own.keySet().removeIf(name -> name.toUpperCase(Locale.ROOT).startsWith("MCP_FLY_"));
    return own;
  }

  private static int setUp(
      List<String> script, MachineSpec spec, CallerEnvironment caller, GuestPaths paths)
      throws IOException {
    List<String> words = new ArrayList<>(script);
    words.add("true");
    ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
    builder.directory(paths.root().toFile());
    builder.environment().clear();
    builder.environment().putAll(variables(spec, caller, paths));
    Process process = builder.start();
    Thread reader = new Thread(() -> copy(process, spec), "local-machine-setup");
    reader.setDaemon(true);
    reader.start();
    try {
      int status = process.waitFor();
      reader.join();
      return status;
    } catch (InterruptedException e) {
      List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
      all.add(process.toHandle());
      Signals.kill(all);
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while running setup lines", e);
    }
  }

  private static void copy(Process process, MachineSpec spec) {
    try (BufferedReader lines = process.inputReader()) {
      lines.lines().forEach(spec.log());
    } catch (IOException | UncheckedIOException e) {
      // The process was killed.
    }
  }

  /** Returns the port that the wrapper's own arguments name, before the two dashes. */
  static int port(List<String> entrypoint) {
    int port = entrypoint.indexOf("--port");
    return port < 0 ? WRAPPER_PORT : Integer.parseInt(entrypoint.get(port + 1));
  }

  /** Reads the server's processes from the relay's log lines. */
  private static void log(String line, MachineSpec spec, Set<Long> children) {
    Matcher started = STARTED.matcher(line);
    if (started.find()) {
      children.add(Long.parseLong(started.group(1)));
    }
    spec.log().accept(line);
  }

  /** Sets credentials; a token takes precedence over a user, as in the wrapper. */
  private static void authorize(Relay.Builder builder, Map<String, String> secrets) {
    String token = secrets.getOrDefault("FLY_MCP_BEARER_TOKEN", "");
    String user = secrets.getOrDefault("FLY_MCP_USER", "");
    if (!token.isEmpty()) {
      builder.bearerToken(token);
    } else if (!user.isEmpty()) {
      builder.basic(user, secrets.getOrDefault("FLY_MCP_PASSWORD", ""));
    }
  }

  private void watch() {
    var unused =
        watch.scheduleWithFixedDelay(
            () -> {
              if (relay.isClosed()) {
                end(STOPPED);
              } else {
                relay.lastExit().ifPresent(ended -> end(ended.code()));
              }
            },
            POLL.toMillis(),
            POLL.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  private void end(int code) {
    watch.shutdown();
    relay.close();
    try {
      paths.close();
    } catch (IOException e) {
      spec.log().accept("some files of the machine could not be deleted: " + e.getMessage());
    }
    exit.complete(code);
  }

  @Override
  public Optional<InetSocketAddress> address(int internalPort) {
    return internalPort == port && !exit.isDone()
        ? Optional.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), relay.port()))
        : Optional.empty();
  }

  /**
   * Lets the relay end its calls and servers in its own measure; what is left after the time is
   * killed.
   */
  @Override
  public void stop(String signal, Duration timeout) {
    boolean now = signal.equals("SIGKILL") || timeout.isZero();
    if (now) {
      kill();
    }
    CompletableFuture<Void> late =
        CompletableFuture.runAsync(
            this::kill,
            CompletableFuture.delayedExecutor(timeout.toMillis(), TimeUnit.MILLISECONDS));
    end(STOPPED);
    late.cancel(false);
  }

  private void kill() {
    Signals.kill(
        mainProcess()
            .flatMap(server -> Stream.concat(server.descendants(), Stream.of(server)))
            .toList());
  }

  @Override
  Stream<ProcessHandle> mainProcess() {
    return children.stream()
        .flatMap(pid -> ProcessHandle.of(pid).stream())
        .filter(ProcessHandle::isAlive);
  }
}
