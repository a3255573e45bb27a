package dev.mcpfly.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** Against a program named flyctl that forwards a port as the real one does. */
@Timeout(60)
@Isolated("looks at all processes that the tests have started")
class FlyProxyTunnelTest {
  @TempDir Path bin;
  private HttpServer server;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] path = exchange.getRequestURI().getPath().getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, path.length);
          exchange.getResponseBody().write(path);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private Tunnel tunnel(String name, String script) throws IOException {
    ProgramFiles.write(bin.resolve(name), "#!/bin/sh\n" + script + "\n");
    return FlyProxyTunnel.onPath(Map.of("PATH", bin + ":/usr/bin:/bin"));
  }

  private String forwarder() {
    return "echo \"$@\" > '%s'\n'%s' -cp '%s' %s \"$2\" %d"
        .formatted(
            bin.resolve("args"),
            Path.of(System.getProperty("java.home"), "bin", "java"),
            Path.of(
                PortForwardMain.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .getPath()),
            PortForwardMain.class.getName(),
            server.getAddress().getPort());
  }

  /** The programs that this test started: other tests of this JVM may have started others. */
  private ProcessHandle[] started() {
    return ProcessHandle.current()
        .descendants()
        .filter(
            process ->
                process.info().commandLine().orElse("").matches(".*(PortForwardMain|sleep 30).*"))
        .toArray(ProcessHandle[]::new);
  }

  @Test
  void forwardsALoopbackPortAndEndsTheProgramWithAllItsChildren() throws Exception {
    URI there;
    ProcessHandle[] tree;
    try (Tunnel.Opened way =
        tunnel("flyctl", forwarder()).open(URI.create("http://notes.flycast/mcp"))) {
      there = way.uri();
      assertThat(there.getHost()).isEqualTo("127.0.0.1");
      assertThat(there.getPath()).isEqualTo("/mcp");
      assertThat(new String(there.toURL().openStream().readAllBytes(), StandardCharsets.UTF_8))
          .isEqualTo("/mcp");
      assertThat(bin.resolve("args"))
          .hasContent("proxy %d:80 notes.flycast --app notes".formatted(there.getPort()));
      tree = started();
      assertThat(tree).isNotEmpty();
    }
    for (ProcessHandle process : tree) {
      process.onExit().get();
    }
    assertThatThrownBy(() -> new Socket(there.getHost(), there.getPort()).close())
        .isInstanceOf(IOException.class);
  }

  @Test
  void usesThePortOfAnInternalAddressAndTheProgramFly() throws Exception {
    try (Tunnel.Opened way =
        tunnel("fly", forwarder()).open(URI.create("http://notes.internal:8080/"))) {
      assertThat(bin.resolve("args"))
          .hasContent("proxy %d:8080 notes.internal --app notes".formatted(way.uri().getPort()));
    }
  }

  @Test
  void reportsWhyTheProgramEnded() throws IOException {
    Tunnel tunnel = tunnel("flyctl", "echo 'Error: no access token available'; exit 1");
    assertThatThrownBy(() -> tunnel.open(URI.create("http://notes.flycast/")))
        .isInstanceOf(LaunchException.class)
        .hasMessageContaining("exit code 1")
        .hasMessageContaining("no access token available");
  }

  @Test
  void reportsThatFlyctlIsMissing() {
    Tunnel tunnel = FlyProxyTunnel.onPath(Map.of("PATH", bin.toString()));
    assertThatThrownBy(() -> tunnel.open(URI.create("http://notes.flycast/")))
        .isInstanceOf(LaunchException.class)
        .hasMessageContaining("install flyctl");
  }

  @Test
  void endsTheProgramWhenItsThreadIsInterrupted() throws Exception {
    Tunnel tunnel = tunnel("flyctl", "exec sleep 30");
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> tunnel.open(URI.create("http://notes.flycast/")))
        .isInstanceOf(InterruptedException.class);
    for (ProcessHandle process : started()) {
      process.onExit().get();
    }
  }
}
