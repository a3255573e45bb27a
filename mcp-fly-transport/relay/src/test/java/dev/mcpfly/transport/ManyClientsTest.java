package dev.mcpfly.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The TypeScript SDK from npm, with its default settings, in more sessions than a relay used to
 * have places for. Needs Node and npm; runs in the Maven profile {@code conformance}.
 */
@EnabledIfSystemProperty(named = "mcp.conformance", matches = "true")
class ManyClientsTest {
  private static final NpmProject NPM = new NpmProject("sdk-clients");
  private static Path client;
  private static Path server;

  @BeforeAll
  static void install() throws Exception {
    NPM.install("@modelcontextprotocol/sdk@1.32.2");
    client = copy("many.mjs");
    server = copy("server.mjs");
  }

  private static Path copy(String name) throws Exception {
    Path copy = NPM.directory().resolve(name);
    Files.copy(
        Path.of("src", "test", "resources", "sdk", name),
        copy,
        StandardCopyOption.REPLACE_EXISTING);
    return copy;
  }

  private static String clients(String log, Relay relay, int sessions, int atOnce)
      throws Exception {
    return NPM.run(
        log, "node", client, relay.uri(), String.valueOf(sessions), String.valueOf(atOnce), "50");
  }

  @Test
  void noCallOf200SessionsFailsWithDefaultSettings() throws Exception {
    try (Relay relay = Relay.stdio("node", server.toString()).port(0).start()) {
      assertThat(clients("defaults", relay, 200, 100)).isEqualTo("answered 10000, failed 0\n");
    }
  }

  @Test
  void noCallFailsWhileSessionsWaitForCapacity() throws Exception {
    try (Relay relay =
        Relay.stdio("node", server.toString())
            .port(0)
            .limits(RelayLimits.ofDefaults().children(20))
            .start()) {
      assertThat(clients("places", relay, 200, 40)).isEqualTo("answered 10000, failed 0\n");
    }
  }

  @Test
  void noCallFailsWithOneServerForMoreSessionsThanAreKept() throws Exception {
    try (Relay relay =
        Relay.stdio("node", server.toString())
            .port(0)
            .childPolicy(ChildPolicy.shared())
            .limits(RelayLimits.ofDefaults().sessions(100))
            .start()) {
      assertThat(clients("shared", relay, 200, 50)).isEqualTo("answered 10000, failed 0\n");
    }
  }
}
