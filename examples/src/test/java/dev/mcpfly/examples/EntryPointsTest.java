package dev.mcpfly.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpfly.api.FlyClient;
import dev.mcpfly.api.emulator.FlyEmulator;
import dev.mcpfly.api.emulator.FlyEmulator.RecordedRequest;
import dev.mcpfly.api.emulator.junit.FlyEmulatorExtension;
import dev.mcpfly.api.model.App;
import dev.mcpfly.api.model.Machine;
import dev.mcpfly.api.model.MachineState;
import dev.mcpfly.config.ConfigPlan;
import dev.mcpfly.config.HostEnvironment;
import dev.mcpfly.config.McpClients;
import dev.mcpfly.config.McpServerEntry;
import dev.mcpfly.config.OperatingSystem;
import dev.mcpfly.launch.Authorization;
import dev.mcpfly.launch.LaunchPlan;
import dev.mcpfly.launch.McpDeployment;
import dev.mcpfly.launch.McpLauncher;
import dev.mcpfly.transport.Relay;
import dev.mcpfly.transport.RemoteServer;
import dev.mcpfly.transport.StdioProxy;
import dev.mcpfly.transport.auth.OAuthClient;
import dev.mcpfly.transport.auth.OAuthIssuer;
import dev.mcpfly.transport.auth.OAuthLogin;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/**
 * The calls that other programs are built on, as they write them. That this compiles is the test:
 * most of them need an account, a browser or a person.
 */
class EntryPointsTest {
  @RegisterExtension static final FlyEmulatorExtension EXTENSION = FlyEmulatorExtension.create();

  private final URI uri = URI.create("http://127.0.0.1:1/mcp");

  private List<Executable> uses() {
    return List.of(this::api, this::config, this::relays, this::clients, this::launches);
  }

  @Test
  void entryPointsExistAsWritten() {
    assertThat(uses()).hasSize(5);
  }

  @Test
  void emulatorStartsAndReturnsAClient() {
    try (FlyEmulator emulator = FlyEmulator.start()) {
      FlyClient fly = emulator.client();
      assertThat(fly.apps().list("personal")).isEmpty();
      fly.apps().create("my-app", a -> a.org("personal"));
      assertThat(fly.apps().list("personal")).extracting(App::name).containsExactly("my-app");
      assertThat(posted(emulator)).containsExactly("/v1/apps?wait=true");
    }
  }

  @Test
  void extensionGivesTestsTheClientOfAnEmulator() {
    EXTENSION.client().apps().create("my-app", a -> a.org("personal"));
    assertThat(posted(EXTENSION.emulator())).containsExactly("/v1/apps?wait=true");
  }

  @Test
  void planShowsTheEntryAndWritesIt(@TempDir Path home) throws Exception {
    ConfigPlan plan =
        McpClients.in(HostEnvironment.of(OperatingSystem.LINUX, home, Map.of()))
            .zed()
            .userConfig()
            .plan(
                edit -> edit.put("slack", McpServerEntry.stdio("npx", "-y", "pkg").env("K", "V")));
    assertThat(plan.diff()).contains("\"slack\"", "\"npx\"");
    plan.write();
    assertThat(Files.readString(home.resolve(".config/zed/settings.json")))
        .contains("\"slack\"", "\"npx\"", "\"pkg\"");
  }

  @Test
  void launcherPlansTheServerAndTheClientsEntry(@TempDir Path home) {
    HostEnvironment host = HostEnvironment.of(OperatingSystem.LINUX, home, Map.of());
    LaunchPlan plan =
        McpLauncher.on(EXTENSION.client())
            .command("npx -y @modelcontextprotocol/server-slack")
            .server("slack")
            .secret("SLACK_BOT_TOKEN", "xoxb-secret")
            .client(McpClients.in(host).zed())
            .host(host)
            .plan();
    assertThat(plan.server()).isEqualTo("slack");
    assertThat(plan.calls().get(0).method()).isEqualTo("POST");
    assertThat(plan.calls().get(0).path()).startsWith("/v1/apps");
    assertThat(plan.text()).contains("SLACK_BOT_TOKEN", "settings.json").doesNotContain("xoxb-");
    assertThat(posted(EXTENSION.emulator())).isEmpty();
  }

  private static List<String> posted(FlyEmulator emulator) {
    return emulator.requests().stream()
        .filter(request -> request.method().equals("POST"))
        .map(RecordedRequest::path)
        .filter(path -> path.startsWith("/v1/apps")) // others only look something up
        .toList();
  }

  private void api() {
    FlyClient fly = FlyClient.fromEnvironment();
    fly.apps().create("my-app", a -> a.org("personal"));
    Machine m =
        fly.app("my-app")
            .machines()
            .create(
                r ->
                    r.region("iad")
                        .config(c -> c.image("nginx").service(80, s -> s.http(80).https(443))));
    fly.app("my-app").machines().await(m.id(), MachineState.STARTED, Duration.ofMinutes(2));
  }

  private void config() {
    ConfigPlan plan =
        McpClients.zed()
            .userConfig()
            .plan(
                edit -> edit.put("slack", McpServerEntry.stdio("npx", "-y", "pkg").env("K", "V")));
    System.out.println(plan.diff());
    plan.write();
  }

  private void relays() {
    try (Relay relay = Relay.stdio("npx", "-y", "pkg").port(0).bearerToken("t").start()) {
      System.out.println(relay.uri());
    }
    Relay.stdio("npx").oauth(OAuthLogin.owner("me", "a long password")).start().close();
    Relay.stdio("npx")
        .oauth(OAuthIssuer.at(URI.create("https://login.example.com")).audience("a").scopes("s"))
        .tools(t -> t.allow("read_*").deny("read_secret"))
        .listener(event -> System.out.println(event))
        .start()
        .close();
  }

  private void clients() throws Exception {
    StdioProxy.to(uri).oauth(OAuthClient.interactive()).run(System.in, System.out);
  }

  private void launches() {
    FlyClient fly = FlyClient.fromEnvironment();
    McpDeployment d =
        McpLauncher.on(fly)
            .command("npx -y @modelcontextprotocol/server-slack")
            .server("slack")
            .secret("SLACK_BOT_TOKEN", "xoxb-…")
            .secret("SLACK_TEAM_ID", "T01234567")
            .client(McpClients.claudeDesktop())
            .client(McpClients.zed())
            .launch();
    McpLauncher.on(fly)
        .registry("io.github.owner/server")
        .authorization(Authorization.oauth())
        .machines(3)
        .region("iad", "fra")
        .launch();
    System.out.println(d.uri() + " " + d.signIn());
    d.scale(5);
    d.update(u -> u.memoryMb(2048));
    LaunchPlan plan = d.planUpdate(u -> u.memoryMb(2048));
    System.out.println(plan.json());
    d.destroy();
    RemoteServer server = RemoteServer.at(uri).oauth(OAuthClient.stored());
    System.out.println(server);
  }
}
