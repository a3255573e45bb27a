package dev.mcpfly.launch;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Lets flyctl's userland WireGuard forward a loopback port to a private address. */
final class FlyProxyTunnel implements Tunnel {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(50);
  private static final int HTTP_PORT = 80;

  private final Map<String, String> environment;

  private FlyProxyTunnel(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  static FlyProxyTunnel onPath(Map<String, String> environment) {
    return new FlyProxyTunnel(environment);
  }

  @Override
  public Opened open(URI server) throws InterruptedException {
    Path program =
        Programs.find(environment, "flyctl", "fly")
            .orElseThrow(
                () ->
                    new LaunchException(
                        "Neither flyctl nor fly is on the PATH, so %s cannot be reached; install flyctl, or use WireGuard and Tunnel.existing()."
                            .formatted(server),
                        null));
    int remotePort = server.getPort() < 0 ? HTTP_PORT : server.getPort();
    String host = server.getHost();
    String app = host.substring(0, host.lastIndexOf('.'));
    try {
      int port = freePort();
      ProcessBuilder builder =
          new ProcessBuilder(
              List.of(program.toString(), "proxy", port + ":" + remotePort, host, "--app", app));
      builder.environment().clear();
      builder.environment().putAll(environment);
      StartedProgram proxy = StartedProgram.start(builder, line -> {});
      try {
        await(proxy, port, server);
        return new Running(proxy, local(server, port));
      } catch (InterruptedException | RuntimeException e) {
        proxy.close();
        throw e;
      }
    } catch (IOException e) {
      throw new LaunchException(
          "%s could not be started to reach %s (%s).".formatted(program, server, e.getMessage()),
          e);
    }
  }

  private static void await(StartedProgram proxy, int port, URI server)
      throws InterruptedException {
    long deadline = System.nanoTime() + TIMEOUT.toNanos();
    while (!listens(port)) {
      if (!proxy.isRunning()) {
        throw new LaunchException(
            "fly proxy to %s ended with exit code %d: %s"
                .formatted(server, proxy.exitCode(), String.join(" ", proxy.lastLines())),
            null);
      }
      if (System.nanoTime() > deadline) {
        throw new LaunchException(
            "fly proxy to %s did not listen within %d s: %s"
                .formatted(server, TIMEOUT.toSeconds(), String.join(" ", proxy.lastLines())),
            null);
      }
      Thread.sleep(POLL.toMillis());
    }
  }

  private static boolean listens(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static URI local(URI server, int port) {
    String path = server.getRawPath() == null ? "/" : server.getRawPath();
    return URI.create("http://127.0.0.1:" + port + (path.isEmpty() ? "/" : path));
  }

  /** A proxy that runs. */
  private record Running(StartedProgram proxy, URI uri) implements Opened {
    @Override
    public void close() {
      proxy.close();
    }
  }

  @Override
  public String toString() {
    return "fly proxy";
  }
}
