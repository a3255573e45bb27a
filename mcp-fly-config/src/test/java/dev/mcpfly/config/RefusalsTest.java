package dev.mcpfly.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a client cannot do is known before a write. */
class RefusalsTest {
  private static final URI ENDPOINT = URI.create("https://x.invalid/mcp");

  @TempDir Path home;
  private McpClientCatalog clients;

  @BeforeEach
  void scratchHome() {
    clients = McpClients.in(HostEnvironment.of(OperatingSystem.LINUX, home, Map.of()));
  }

  @Test
  void rejectsNamesOutsideTheClientsRules() {
    McpServerEntry entry = McpServerEntry.stdio("x");
    assertThat(clients.claudeCode().refusal("my server", entry)).isPresent();
    assertThat(clients.claudeCode().refusal("workspace", entry)).isPresent();
    assertThat(clients.codex().refusal("a.b/c", entry)).isEmpty();
    assertThat(clients.goose().refusal("Slack", entry)).isPresent();
    assertThat(clients.goose().refusal("slack", entry.env("PATH", "x"))).isPresent();
    assertThat(clients.zed().refusal("anything goes", entry)).isEmpty();
  }

  @Test
  void rejectsTextThatNoFileCanHold() {
    for (McpClient known : clients.all()) {
      McpClient client = known.unverified();
      assertThat(client.refusal("e", McpServerEntry.stdio("x", "\ud83d"))).isPresent();
      assertThat(client.refusal("e", McpServerEntry.stdio("x", "\ud83d\ude00"))).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "ftp://host/, ftp addresses",
    "FTP://user:secret@host/a%20b, FTP addresses",
    "file:///etc/passwd, file addresses",
    "ws://host/mcp, ws addresses",
    "mailto:a@example.com, mailto addresses",
    "data:text/plain;x, data addresses",
    "javascript:alert(1), javascript addresses",
    "unix:/run/x.sock, unix addresses",
    "host/mcp, an address that is not complete",
    "/mcp, an address that is not complete",
    "//host/mcp, an address that is not complete",
    "https:/x, an address without a host",
    "http:///x, an address without a host",
    "https:x, an address without a host"
  })
  void rejectsAddressesThatAreNotHttp(String url, String what) {
    for (McpClient known : clients.all()) {
      McpClient client = known.unverified();
      for (McpServerEntry entry :
          List.of(McpServerEntry.http(URI.create(url)), McpServerEntry.sse(URI.create(url)))) {
        if (client.refusal("e", McpServerEntry.http(ENDPOINT)).isEmpty()
            && entry.transport() == McpServerEntry.Transport.HTTP) {
          assertThat(client.refusal("e", entry))
              .hasValueSatisfying(
                  reason ->
                      assertThat(reason)
                          .contains("cannot connect to " + what, "http:// or https://")
                          .doesNotContain("secret"));
        }
        assertThat(client.refusal("e", entry)).isPresent();
      }
    }
    ClientConfig config = clients.cursor().userConfig();
    assertThatThrownBy(
            () -> config.plan(edit -> edit.put("e", McpServerEntry.http(URI.create(url)))))
        .isInstanceOf(ConfigException.EntryRefused.class);
  }

  @Test
  void rejectsHeadersThatCannotBeSent() {
    McpServerEntry entry = McpServerEntry.http(ENDPOINT);
    assertThat(clients.cursor().refusal("e", entry.header("A B", "x"))).isPresent();
    assertThat(clients.cursor().refusal("e", entry.header("A", "x\r\nB: y"))).isPresent();
    assertThat(clients.cursor().refusal("e", McpServerEntry.stdio("x").header("A", "b")))
        .isPresent();
    assertThat(clients.cursor().refusal("e", entry.env("A", "b"))).isPresent();
  }

  @ParameterizedTest
  @CsvSource({"claude-desktop", "cursor", "codex"})
  void rejectsArgumentsThatWindowsWouldSplit(String id) {
    McpServerEntry spaces = McpServerEntry.stdio("npx", "-y", "x", "--header", "A: b");
    McpClient here = clients.byId(id).orElseThrow();
    McpClient onWindows =
        McpClients.in(HostEnvironment.of(OperatingSystem.WINDOWS, home, Map.of()))
            .byId(id)
            .orElseThrow();
    assertThat(here.refusal("e", spaces)).isEmpty();
    assertThat(onWindows.refusal("e", spaces))
        .hasValueSatisfying(
            reason -> assertThat(reason).contains("spaces").contains("environment variable"));
    assertThatThrownBy(() -> onWindows.at(home.resolve("f")).plan(edit -> edit.put("e", spaces)))
        .isInstanceOf(ConfigException.EntryRefused.class);
    String script = "C:\\Program Files\\nodejs\\npx.cmd";
    assertThat(onWindows.refusal("e", McpServerEntry.stdio(script, "x"))).isPresent();
    assertThat(onWindows.refusal("e", McpServerEntry.stdio("C:\\nodejs\\NPX", "a b"))).isPresent();
    assertThat(onWindows.refusal("e", McpServerEntry.stdio("C:\\A B\\x.exe", "a b"))).isEmpty();
    assertThat(onWindows.refusal("e", McpServerEntry.stdio("npx", "-y", "x"))).isEmpty();
  }

  @Test
  void rejectsADirectoryThatTheClientWouldRewrite() {
    McpServerEntry entry = McpServerEntry.stdio("x").workingDirectory("/a/${cmd: b}");
    assertThat(clients.neovim().refusal("e", entry)).isPresent();
    assertThat(clients.codex().refusal("e", entry)).isEmpty();
  }

  @Test
  void remoteEntryHasAProxyForEveryStdioClient() throws IOException {
    McpServerEntry remote =
        McpServerEntry.http(ENDPOINT)
            .header("Authorization", "Bearer hush")
            .header("X-Key", "hush2")
            .timeout(Duration.ofSeconds(9));
    for (OperatingSystem system : OperatingSystem.values()) {
      McpClient desktop = McpClients.in(HostEnvironment.of(system, home, Map.of())).claudeDesktop();
      assertThat(desktop.refusal("e", remote)).get().asString().contains("throughMcpRemote");
      ClientConfig config = desktop.at(home.resolve(system + ".json"));
      config.plan(edit -> edit.put("e", remote.throughMcpRemote())).write();
      McpServerEntry written = config.servers().get("e");
      assertThat(String.join(" ", written.args()))
          .isEqualTo(
              "-y mcp-remote https://x.invalid/mcp --header"
                  + " Authorization:${MCP_REMOTE_AUTHORIZATION} --header"
                  + " X-Key:${MCP_REMOTE_X_KEY}");
      assertThat(written.env())
          .containsEntry("MCP_REMOTE_AUTHORIZATION", ConfigValue.literal("Bearer hush"))
          .containsEntry("MCP_REMOTE_X_KEY", ConfigValue.literal("hush2"));
      assertThat(written.remoteTarget().orElseThrow())
          .isEqualTo(
              new McpServerEntry.RemoteTarget(
                  McpServerEntry.RemoteTarget.Via.MCP_REMOTE,
                  ENDPOINT,
                  Optional.empty(),
                  McpServerEntry.RemoteTarget.Auth.BEARER));
    }
    assertThat(remote.throughMcpRemote().timeout()).contains(Duration.ofSeconds(9));
    assertThat(McpServerEntry.sse(URI.create("http://localhost:1/sse")).throughMcpRemote().args())
        .containsSubsequence("--transport", "sse-only", "--allow-http");
    assertThat(McpServerEntry.stdio("x").throughMcpRemote()).isEqualTo(McpServerEntry.stdio("x"));
  }
}
