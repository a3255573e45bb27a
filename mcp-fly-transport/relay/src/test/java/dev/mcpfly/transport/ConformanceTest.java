package dev.mcpfly.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The official conformance suite as a client of a fixture, once directly and once behind the relay.
 * Needs Node and npm; runs in the Maven profile {@code conformance}.
 */
@EnabledIfSystemProperty(named = "mcp.conformance", matches = "true")
class ConformanceTest {
  private static final String FIXTURE = ConformanceSuite.fixture("fixture.mjs");
  private static final Pattern LINE = Pattern.compile("✓ ([a-z0-9-]+): \\d+ passed, 0 failed");

  @BeforeAll
  static void install() throws Exception {
    ConformanceSuite.install();
  }

  private static Set<String> passed(String label, int port, String requirements) throws Exception {
    String output =
        ConformanceSuite.run(
            label + "-" + requirements,
            Map.of(),
            "server",
            "--url",
            "http://localhost:" + port + "/mcp",
            "--requirements",
            requirements);
    Set<String> names = new TreeSet<>();
    Matcher matcher = LINE.matcher(output);
    while (matcher.find()) {
      names.add(matcher.group(1));
    }
    return names;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static Set<String> direct(String requirements) throws Exception {
    int port = freePort();
    Process front = new ProcessBuilder("node", FIXTURE, "--http", "" + port).inheritIO().start();
    try {
      for (int i = 0; i < 100; i++) {
        try {
          new HttpPeer(java.net.URI.create("http://127.0.0.1:" + port + "/mcp")).send("PUT");
          break;
        } catch (IOException e) {
          Thread.sleep(100);
        }
      }
      return passed("direct", port, requirements);
    } finally {
      front.destroyForcibly();
    }
  }

  private static Set<String> relayed(String label, String requirements, String legacy)
      throws Exception {
    try (Relay relay =
        Relay.stdio("node", FIXTURE).environment("FIXTURE_LEGACY", legacy).port(0).start()) {
      return passed(label, relay.port(), requirements);
    }
  }

  @Test
  void passesEveryScenarioOfTheRevisionWithSessions() throws Exception {
    Set<String> direct = direct("2025-11-25");
    assertThat(direct).hasSizeGreaterThanOrEqualTo(30);
    assertThat(relayed("relay", "2025-11-25", "0")).containsAll(direct);
  }

  @Test
  void passesEveryScenarioOfTheStatelessRevision() throws Exception {
    Set<String> direct = direct("2026-07-28");
    assertThat(direct).hasSizeGreaterThanOrEqualTo(37);
    assertThat(relayed("relay", "2026-07-28", "0")).containsAll(direct);
  }

  /** The suite's server cuts the stream of a call itself; here, what is between does. */
  @Test
  void resumesACallWhoseStreamIsCutWithoutAWarning() throws Exception {
    for (boolean shared : List.of(false, true)) {
      Relay.Builder builder =
          Relay.stdio("node", FIXTURE).environment("FIXTURE_LEGACY", "0").port(0);
      try (Relay relay = (shared ? builder.childPolicy(ChildPolicy.shared()) : builder).start();
          StreamCutter cutter = new StreamCutter(relay.port(), "test_reconnection")) {
        String output =
            ConformanceSuite.run(
                "resumed-" + shared,
                Map.of(),
                "server",
                "--url",
                "http://localhost:" + cutter.port() + "/mcp",
                "--scenario",
                "server-sse-polling",
                "--verbose");
        assertThat(cutter.cuts()).isPositive();
        assertThat(output)
            .contains("Successfully received tool response after reconnection")
            .contains("Passed: 3/3, 0 failed, 0 warnings");
      }
    }
  }

  @Test
  void servesStatelessClientsInFrontOfAServerWithSessions() throws Exception {
    // What the suite asks of tools that only a stateless server can have is not in here.
    assertThat(relayed("translated", "2026-07-28", "1"))
        .contains(
            "completion-complete",
            "tools-list",
            "tools-call-simple-text",
            "tools-call-error",
            "tools-call-with-progress",
            "resources-read-text",
            "prompts-get-with-args",
            "dns-rebinding-protection",
            "caching",
            "http-header-validation");
  }
}
