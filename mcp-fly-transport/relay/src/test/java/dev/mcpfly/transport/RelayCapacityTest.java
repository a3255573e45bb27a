package dev.mcpfly.transport;

import static dev.mcpfly.transport.HttpPeer.call;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpfly.transport.HttpPeer.Answer;
import dev.mcpfly.transport.HttpPeer.Stream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Clients that come when all server processes and sessions are taken, as they never say goodbye.
 */
@Timeout(150)
class RelayCapacityTest {
  private static Relay relay(RelayLimits limits) {
    return Relay.stdio(StdioServerMain.command()).port(0).limits(limits).start();
  }

  @Test
  void givesANewClientTheServerOfTheSessionThatWasIdleLongest() throws Exception {
    try (Relay relay = relay(RelayLimits.ofDefaults().children(3))) {
      HttpPeer client = new HttpPeer(relay.uri());
      HttpPeer oldest = client.session();
      HttpPeer used = client.session();
      HttpPeer newer = client.session();
      assertThat(used.post(call("1", "echo", "{}")).status()).isEqualTo(200);
      HttpPeer late = client.session();
      assertThat(late.post(call("1", "echo", "{}")).status()).isEqualTo(200);
      Answer lost = oldest.post(call("1", "echo", "{}"));
      assertThat(lost.status()).isEqualTo(404);
      for (HttpPeer kept : List.of(used, newer)) {
        assertThat(kept.post(call("2", "echo", "{}")).status()).isEqualTo(200);
      }
    }
  }

  @Test
  void takesNoServerFromASessionWithACallOrAStream() throws Exception {
    try (Relay relay =
        relay(RelayLimits.ofDefaults().children(2).childWait(Duration.ofSeconds(4)))) {
      HttpPeer client = new HttpPeer(relay.uri());
      HttpPeer calls = client.session();
      HttpPeer listens = client.session();
      var held = calls.hold("1");
      Answer refused;
      try (Stream stream = listens.stream()) {
        assertThat(stream.status()).isEqualTo(200);
        refused = client.post(HttpPeer.initialize("2025-11-25"));
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.header("Retry-After")).isNotEmpty();
        assertThat(refused.body()).contains("All 2 servers");
      }
      client.session();
      assertThat(listens.post(call("1", "echo", "{}")).status()).isEqualTo(404);
      calls.release();
      assertThat(held.get(30, TimeUnit.SECONDS).text()).isEqualTo("released");
    }
  }

  @Test
  void servesMoreSharedSessionsThanItKeeps() throws Exception {
    try (Relay relay =
        Relay.stdio(StdioServerMain.command())
            .port(0)
            .childPolicy(ChildPolicy.shared())
            .limits(RelayLimits.ofDefaults().sessions(5))
            .start()) {
      HttpPeer client = new HttpPeer(relay.uri());
      List<HttpPeer> sessions = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        HttpPeer session = client.session();
        assertThat(session.post(call("1", "echo", "{}")).status()).isEqualTo(200);
        sessions.add(session);
      }
      assertThat(sessions.get(0).post(call("2", "echo", "{}")).status()).isEqualTo(404);
      assertThat(sessions.get(19).post(call("2", "echo", "{}")).status()).isEqualTo(200);
    }
  }

  @Test
  void givesEveryPrincipalAServerEvenIfOthersNeverEndTheirSessions() throws Exception {
    Relay.Builder builder =
        Relay.stdio(StdioServerMain.command())
            .port(0)
            .childPolicy(ChildPolicy.perPrincipal())
            .limits(RelayLimits.ofDefaults().children(2));
    for (int i = 0; i < 5; i++) {
      builder.principal("p" + i, "t" + i);
    }
    try (Relay relay = builder.start()) {
      for (int i = 0; i < 5; i++) {
        HttpPeer session = new HttpPeer(relay.uri(), "Authorization", "Bearer t" + i).session();
        assertThat(session.post(call("1", "echo", "{}")).status()).isEqualTo(200);
      }
    }
  }

  @Test
  void servesStatelessPrincipalsOneAfterTheOther() throws Exception {
    Relay.Builder builder =
        Relay.stdio(StdioServerMain.command()).port(0).limits(RelayLimits.ofDefaults().children(2));
    for (int i = 0; i < 5; i++) {
      builder.principal("p" + i, "t" + i);
    }
    try (Relay relay = builder.start()) {
      for (int i = 0; i < 5; i++) {
        HttpPeer client =
            new HttpPeer(
                relay.uri(),
                "Authorization",
                "Bearer t" + i,
                "MCP-Protocol-Version",
                "2026-07-28",
                "Mcp-Method",
                "tools/call",
                "Mcp-Name",
                "echo");
        Answer answer =
            client.post(
                call(
                    "1",
                    "echo",
                    "{}",
                    "\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\"",
                    "\"io.modelcontextprotocol/clientCapabilities\":{}"));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
      }
    }
  }

  @Test
  void startsNoServerForAClientThatHasGivenUp() throws Exception {
    try (Relay relay = relay(RelayLimits.ofDefaults().children(1))) {
      HttpPeer client = new HttpPeer(relay.uri());
      HttpPeer first = client.session();
      var held = first.hold("1");
      HttpPeer ready = new HttpPeer(relay.baseUri().resolve("/readyz"));
      client.postRaw(HttpPeer.initialize("2025-11-25")).close();
      await(ready, "sessions: 1 of", "clients wait", false);
      first.release();
      held.get(30, TimeUnit.SECONDS);
      assertThat(first.post(call("2", "echo", "{}")).status()).isEqualTo(200);
    }
  }

  private static void await(HttpPeer peer, String text, String other, boolean there)
      throws Exception {
    String body = "";
    for (int i = 0; i < 600; i++) {
      body = peer.send("GET").body();
      if (body.contains(text) && body.contains(other) == there) {
        return;
      }
      Thread.sleep(50);
    }
    throw new AssertionError(body);
  }

  @Test
  void reportsUsedCapacity() throws Exception {
    try (Relay relay = relay(RelayLimits.ofDefaults().children(7).sessions(9))) {
      HttpPeer client = new HttpPeer(relay.uri());
      client.session();
      client.session();
      assertThat(new HttpPeer(relay.baseUri().resolve("/readyz")).send("GET").body())
          .isEqualTo("ok\nservers: 2 of 7\nsessions: 2 of 9\n");
    }
  }

  @ParameterizedTest
  @CsvSource({"128, 8", "256, 8", "512, 8", "1024, 18", "8192, 168", "65536, 512"})
  void limitsServersByTheAvailableMemory(long mib, int servers) {
    assertThat(MachineMemory.servers(mib << 20)).isEqualTo(servers);
  }

  @Test
  void readsTheMemoryLimitOfAContainer(@TempDir Path root) throws Exception {
    Files.createDirectories(root.resolve("proc"));
    Files.createDirectories(root.resolve("sys/fs/cgroup"));
    Files.writeString(root.resolve("proc/meminfo"), "MemTotal:       2048 kB\nMemFree: 1 kB\n");
    assertThat(MachineMemory.bytes(root)).isEqualTo(2 << 20);
    Files.writeString(root.resolve("sys/fs/cgroup/memory.max"), "max\n");
    assertThat(MachineMemory.bytes(root)).isEqualTo(2 << 20);
    Files.writeString(root.resolve("sys/fs/cgroup/memory.max"), "1048576\n");
    assertThat(MachineMemory.bytes(root)).isEqualTo(1 << 20);
    assertThat(MachineMemory.servers(MachineMemory.bytes(root.resolve("none"))))
        .isGreaterThanOrEqualTo(64);
  }
}
