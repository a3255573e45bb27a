package dev.mcpfly.launch.local;

import dev.mcpfly.api.emulator.MachineProcess;
import dev.mcpfly.api.emulator.MachineSpec;
import dev.mcpfly.transport.Relay;
import dev.mcpfly.transport.RelayException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A machine of the wrapper image: a stdio server behind a relay. When the server ends by itself, so
 * does the machine, with the same exit code, so that the machine's restart policy applies.
 */
final class WrappedServer extends LocalProcess {
  /** The port on which the wrapper image listens. */
  private static final int WRAPPER_PORT = 8080;

  private static final Duration POLL = Duration.ofMillis(100);
  private static final int STOPPED = 0;

  private final Relay relay;
  private final ScheduledExecutorService watch =
      Executors.newSingleThreadScheduledExecutor(
          body -> {
            Thread thread = new Thread(body, "local-machine-watch");
            thread.setDaemon(true);
            return thread;
          });

  private WrappedServer(MachineSpec spec, CallerEnvironment caller, GuestPaths paths, Relay relay) {
    super(spec, caller, paths);
    this.relay = relay;
  }

  static MachineProcess start(MachineSpec spec, CallerEnvironment caller) throws IOException {
    List<String> words = new ArrayList<>(spec.cmd());
    if (words.isEmpty()) {
      spec.log().accept("the machine has no init.cmd: the wrapper has no server to run");
      return new EndedProcess(COMMAND_NOT_FOUND);
    }
    if (caller.find(words.get(0)).isEmpty()) {
      return EndedProcess.commandNotFound(spec, words.get(0));
    }
    GuestPaths paths = GuestPaths.create(spec.files(), spec.mounts());
    try {
      Relay.Builder builder =
          Relay.stdio(words.stream().map(paths::translate).toList())
              .port(0)
              .inheritEnvironment(false)
              .environment(variables(spec, caller, paths))
              .workingDirectory(paths.root())
              .logger(spec.log())
              .stderr(spec.log());
      authorize(builder, spec.secrets());
      WrappedServer server = new WrappedServer(spec, caller, paths, builder.start());
      server.watch();
      return server;
    } catch (RelayException e) {
      paths.close();
      spec.log().accept(String.valueOf(e.getMessage()));
      return new EndedProcess(COMMAND_NOT_FOUND);
    }
  }

  /** As the wrapper does: a token goes before a user. */
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
            () -> relay.lastExit().ifPresent(ended -> end(ended.code())),
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
    return internalPort == WRAPPER_PORT && !exit.isDone()
        ? Optional.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), relay.port()))
        : Optional.empty();
  }

  /** The relay closes the server's input, waits, terminates and kills, in its own measure. */
  @Override
  public void stop(String signal, Duration timeout) {
    end(STOPPED);
  }

  @Override
  Stream<ProcessHandle> mainProcess() {
    return Stream.empty();
  }
}
