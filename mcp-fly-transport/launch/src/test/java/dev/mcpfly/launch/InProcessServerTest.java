package dev.mcpfly.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpfly.config.ConfigEdit;
import dev.mcpfly.config.HostEnvironment;
import dev.mcpfly.config.McpClientCatalog;
import dev.mcpfly.config.McpClients;
import dev.mcpfly.config.McpServerEntry;
import dev.mcpfly.config.OperatingSystem;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

@Timeout(60)
@Isolated("looks at all processes that the tests have started")
class InProcessServerTest {
  @TempDir Path home;
  private HostEnvironment host;
  private McpClientCatalog clients;

  @BeforeEach
  void home() {
    host = HostEnvironment.of(OperatingSystem.LINUX, home, Map.of());
    clients = McpClients.in(host);
  }

  private InProcessLauncher launcher(String... arguments) {
    return McpLauncher.inThisProcess()
        .command(LaunchServerMain.command(arguments))
        .server("notes")
        .host(host);
  }

  private static ServerInspection inspect(McpServerEntry entry, URI uri) throws Exception {
    Authorization known = EntryCredentials.of(entry).orElse(Authorization.none());
    try (McpConversation conversation = new McpConversation(Endpoints.proxyTo(uri, "", known))) {
      return ServerInspection.of(conversation, Duration.ofSeconds(30), List.of());
    }
  }

  @Test
  void servesAndWritesTheBestEntryForEachClient() throws Exception {
    Path claude =
        LaunchTestBase.write(
            home.resolve(".config/Claude/claude_desktop_config.json"), LaunchTestBase.CLAUDE_TEXT);
    Path zed =
        LaunchTestBase.write(home.resolve(".config/zed/settings.json"), LaunchTestBase.ZED_TEXT);
    try (InProcessServer notes =
        launcher().client(clients.claudeDesktop()).client(clients.zed()).start()) {
      assertThat(notes.uri().getHost()).isEqualTo("127.0.0.1");
      McpServerEntry stdio = clients.claudeDesktop().userConfig().servers().get("notes");
      assertThat(stdio.args()).contains("proxy", "--url", notes.uri().toString());
      McpServerEntry http = clients.zed().userConfig().servers().get("notes");
      assertThat(http.transport()).isEqualTo(McpServerEntry.Transport.HTTP);
      assertThat(inspect(stdio, notes.uri()).tools()).containsExactly("env");
      assertThat(inspect(http, notes.uri()).tools()).containsExactly("env");
      assertThat(notes.clients()).hasSize(2);
    }
    assertThat(claude).hasContent(LaunchTestBase.CLAUDE_TEXT);
    assertThat(zed).hasContent(LaunchTestBase.ZED_TEXT);
  }

  @Test
  void continuesAtTheSameAddressAfterARestart() throws Exception {
    Authorization token = Authorization.bearerToken("a-token-of-mine");
    InProcessServer first = launcher().authorization(token).client(clients.zed()).start();
    first.stop();
    InProcessServer second =
        launcher()
            .authorization(token)
            .port(first.uri().getPort())
            .replaceEntries()
            .client(clients.zed())
            .start();
    assertThat(second.uri()).isEqualTo(first.uri());
    second.close();
    assertThat(clients.zed().userConfig().servers()).isEmpty();
  }

  @Test
  void acceptsAServerThatTheApplicationServesItself() {
    URI uri = URI.create("http://127.0.0.1:7070/mcp");
    InProcessServer mine =
        McpLauncher.inThisProcess()
            .at(uri)
            .server("mine")
            .authorization(Authorization.none())
            .host(host)
            .client(clients.zed())
            .start();
    assertThat(clients.zed().userConfig().servers().get("mine").uri()).contains(uri);
    mine.close();
    mine.close();
    assertThat(clients.zed().userConfig().servers()).isEmpty();
  }

  @Test
  void leavesAnEntryThatNowPointsElsewhere() {
    InProcessServer notes = launcher().client(clients.zed()).start();
    McpServerEntry other = McpServerEntry.http(URI.create("https://elsewhere.example/mcp"));
    clients
        .zed()
        .userConfig()
        .plan(edit -> edit.put("notes", other, ConfigEdit.PutMode.REPLACE))
        .write();
    notes.close();
    assertThat(clients.zed().userConfig().servers()).containsOnlyKeys("notes");
  }

  @Test
  void stopsTheServerWhenAFileCannotBeWritten() throws IOException {
    Path zed =
        LaunchTestBase.write(home.resolve(".config/zed/settings.json"), LaunchTestBase.ZED_TEXT);
    Files.setPosixFilePermissions(zed, PosixFilePermissions.fromString("r--r--r--"));
    assertThatThrownBy(() -> launcher("marked-for-this-test").client(clients.zed()).start())
        .isInstanceOf(LaunchException.class)
        .hasMessageContaining(zed.toString());
    assertThat(zed).hasContent(LaunchTestBase.ZED_TEXT);
    assertThat(ProcessHandle.current().descendants())
        .extracting(process -> process.info().commandLine().orElse(""))
        .noneMatch(line -> line.contains("marked-for-this-test"));
  }

  @Test
  void refusesUsersThatNothingTellsApart() {
    assertThatThrownBy(
            () ->
                launcher()
                    .authorization(Authorization.none())
                    .user("ann", u -> u.token("a-token-of-ann").tools(t -> t.allow("env")))
                    .start())
        .isInstanceOf(InvalidLaunchException.class)
        .hasMessageContaining("A server with users asks every caller");
  }

  @Test
  void saysNoSecretWhenTheServerCannotBeStarted() {
    assertThatThrownBy(
            () ->
                McpLauncher.inThisProcess()
                    .command(List.of("/nowhere/${TOKEN}"))
                    .environment("TOKEN", "sk-very-secret-value")
                    .server("notes")
                    .host(host)
                    .start())
        .isInstanceOf(LaunchException.class)
        .satisfies(
            e -> {
              for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                assertThat(cause).hasMessageNotContaining("sk-very-secret-value");
              }
            });
  }

  @Test
  void rejectsAForeignEntry() throws IOException {
    LaunchTestBase.write(home.resolve(".config/zed/settings.json"), LaunchTestBase.ZED_TEXT);
    assertThatThrownBy(() -> launcher().server("clock").client(clients.zed()).start())
        .isInstanceOf(InvalidLaunchException.class)
        .hasMessageContaining("clock");
  }

  @Test
  void requiresTheCredentialsOfAServerThatItDoesNotRun() {
    assertThatThrownBy(
            () ->
                McpLauncher.inThisProcess()
                    .at(URI.create("http://127.0.0.1:7070/mcp"))
                    .server("mine")
                    .start())
        .isInstanceOf(InvalidLaunchException.class)
        .hasMessageContaining("authorization");
    assertThatThrownBy(() -> McpLauncher.inThisProcess().start())
        .isInstanceOf(InvalidLaunchException.class)
        .hasMessageContaining("nothing to run");
  }
}
