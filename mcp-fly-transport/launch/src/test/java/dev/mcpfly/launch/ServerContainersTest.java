package dev.mcpfly.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpfly.api.emulator.EmulatedProcess;
import dev.mcpfly.api.emulator.FlyEmulator;
import dev.mcpfly.api.emulator.StandInProcess;
import dev.mcpfly.api.model.MachineConfig;
import dev.mcpfly.api.model.MachineContainer;
import dev.mcpfly.launch.local.LocalMachines;
import dev.mcpfly.transport.RelayJar;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/** The server's container runs; nginx leads to it, and other companions only are there. */
class ServerContainersTest extends LaunchTestBase {
  private final Map<String, Map<String, String>> secrets = new ConcurrentHashMap<>();
  private final Map<String, Map<String, byte[]>> files = new ConcurrentHashMap<>();
  private final Map<String, EmulatedProcess> servers = new ConcurrentHashMap<>();

  @Override
  FlyEmulator.Builder configure(FlyEmulator.Builder builder) {
    LocalMachines local =
        LocalMachines.builder()
            .image("ghcr.io/example/http", (machine, port) -> httpServer(port))
            .build();
    return builder.runtime(
        spec -> {
          secrets.put(spec.image(), spec.secrets());
          files.put(spec.image(), spec.files());
          if (spec.image().startsWith("redis")) {
            return StandInProcess.silent();
          } else if (spec.image().startsWith("nginx")) {
            EmulatedProcess server = servers.get(spec.machineId());
            return StandInProcess.at(
                port -> port == 8081 ? server.address(8080) : Optional.empty());
          }
          EmulatedProcess server = local.start(spec);
          servers.put(spec.machineId(), server);
          return server;
        });
  }

  /** A server that speaks HTTP and does not authenticate its callers. */
  private List<String> httpServer(int port) {
    try {
      List<String> words =
          new ArrayList<>(RelayJar.javaCommand(RelayJar.installTo(home.resolve("server"))));
      words.addAll(List.of("wrap", "--port", String.valueOf(port), "--allow-anyone", "--"));
      words.addAll(LaunchServerMain.command());
      return words;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private MachineConfig config() {
    return fly.app("notes").machines().list().get(0).config().orElseThrow();
  }

  @Test
  void putsNginxBeforeTheServerInTheSameMachine() {
    McpDeployment deployment = launcher().reverseProxy(ReverseProxy.nginx()).launch();
    assertThat(deployment.inspect().tools()).containsExactly("env");
    MachineConfig config = config();
    assertThat(config.image()).isEmpty();
    assertThat(config.services().get(0).internalPort()).isEqualTo(8081);
    assertThat(config.containers())
        .extracting(MachineContainer::name)
        .containsExactly("mcp", "nginx");
    MachineContainer server = config.containers().get(0);
    assertThat(server.json().objects("secrets"))
        .extracting(secret -> secret.text("env_var"))
        .containsExactly("API_TOKEN", "FLY_MCP_BEARER_TOKEN");
    MachineContainer nginx = config.containers().get(1);
    assertThat(nginx.files())
        .singleElement()
        .satisfies(
            file -> {
              assertThat(file.guestPath()).isEqualTo("/etc/nginx/conf.d/default.conf");
              assertThat(new String(file.content().orElseThrow(), StandardCharsets.UTF_8))
                  .contains(
                      "listen 8081;", "proxy_pass http://127.0.0.1:8080;", "proxy_buffering off;");
            });
    assertThat(secrets.get("nginx:1.28-alpine")).as("what it may see").isEmpty();
    assertThat(secrets.get("flyio/mcp:latest"))
        .containsOnlyKeys("API_TOKEN", "FLY_MCP_BEARER_TOKEN");
    assertThat(emulator.unknownFields()).isEmpty();
  }

  @Test
  void demandsTheTokenWhereTheServerCannot() {
    McpLauncher launcher =
        McpLauncher.on(fly)
            .http(HttpServerImage.of("ghcr.io/example/server:1").port(3000))
            .server("notes")
            .host(host)
            .authorization(Authorization.bearerToken("token-of-mine"))
            .reverseProxy(ReverseProxy.nginx());
    LaunchRequest request = launcher.request();
    Blueprint blueprint = Blueprint.of(request, Survey.take(fly, request, Set.of(), false));
    String credentials =
        new String(
            Base64.getDecoder()
                .decode(blueprint.design().secrets().values().get(NginxConfig.SECRET)),
            StandardCharsets.UTF_8);
    assertThat(credentials).contains("token\\x2dof\\x2dmine");
    assertThat(blueprint.config().containers().get(1).files())
        .extracting(file -> file.secretName().orElse(""))
        .containsExactly("", NginxConfig.SECRET);
    assertThat(launcher.plan().text()).doesNotContain("token-of-mine", "token\\x2dof");
    assertThat(blueprint.config().json().toJson()).doesNotContain("token-of-mine", "token\\x2dof");
  }

  @Test
  void launchingAgainChangesNothingAndReturnsToOneImageInPlace() {
    claude();
    launcher().reverseProxy(ReverseProxy.nginx()).client(clients.claudeDesktop()).launch();
    assertThat(
            launcher()
                .reverseProxy(ReverseProxy.nginx())
                .client(clients.claudeDesktop())
                .plan()
                .steps())
        .isEmpty();
    launcher("ok", "more")
        .reverseProxy(ReverseProxy.nginx().rateLimit(5, 5))
        .client(clients.claudeDesktop())
        .launch();
    assertThat(config().containers().get(0).json().objects("secrets")).hasSize(2);
    McpDeployment single = launcher().client(clients.claudeDesktop()).launch();
    assertThat(config().containers()).isEmpty();
    assertThat(config().image()).isPresent();
    assertThat(config().services()).singleElement().matches(s -> s.internalPort() == 8080);
    assertThat(single.inspect().tools()).containsExactly("env");
  }

  private void claude() {
    try {
      claudeFile(CLAUDE_TEXT);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void runsOtherContainersBesideTheServerAndUpdatesOnlyTheServers() {
    McpDeployment deployment =
        launcher().container("redis", "redis:8-alpine", c -> c.env("MODE", "cache")).launch();
    assertThat(config().containers())
        .extracting(MachineContainer::name)
        .containsExactly("mcp", "redis");
    assertThat(config().services().get(0).internalPort()).isEqualTo(8080);
    deployment.update(
        change -> change.command(String.join(" ", LaunchServerMain.command("ok", "again"))));
    assertThat(config().containers().get(0).cmd()).endsWith("again");
    assertThat(config().containers().get(1).env()).containsEntry("MODE", "cache");
    assertThat(config().image()).isEmpty();
    assertThat(deployment.inspect().tools()).containsExactly("env");
  }

  @Test
  void updatePassesTheNewSecretToTheServerOnly() {
    McpDeployment deployment = launcher().reverseProxy(ReverseProxy.nginx()).launch();
    deployment.update(change -> change.secret("MORE", "value-2").withoutSecret("API_TOKEN"));
    assertThat(LaunchTest.callEnv(deployment)).contains("MORE=value-2").doesNotContain("API_TOKEN");
    assertThat(secrets.get("nginx:1.28-alpine")).isEmpty();
  }

  @Test
  void rotatesTheTokenOfAWrappedServerBehindNginx() throws IOException {
    claudeFile(CLAUDE_TEXT);
    McpDeployment deployment =
        launcher().reverseProxy(ReverseProxy.nginx()).client(clients.claudeDesktop()).launch();
    String before = secrets.get("flyio/mcp:latest").get("FLY_MCP_BEARER_TOKEN");
    deployment.rotateToken();
    assertThat(secrets.get("flyio/mcp:latest").get("FLY_MCP_BEARER_TOKEN"))
        .isNotEqualTo(before)
        .isNotNull();
    assertThat(deployment.inspect().tools()).containsExactly("env");
  }

  @Test
  void rotatesTheTokenThatNginxDemands() throws IOException {
    zedFile(ZED_TEXT);
    McpDeployment deployment =
        McpLauncher.on(fly)
            .http(HttpServerImage.of("ghcr.io/example/http"))
            .server("notes")
            .host(host)
            .reverseProxy(ReverseProxy.nginx())
            .client(clients.zed())
            .launch();
    assertThat(credentialsOfNginx()).isEqualTo(NginxConfig.credentials(tokenOfZed()));
    Authorization before = tokenOfZed();
    deployment.rotateToken();
    assertThat(tokenOfZed()).isNotEqualTo(before);
    assertThat(credentialsOfNginx()).isEqualTo(NginxConfig.credentials(tokenOfZed()));
    assertThat(config().toString()).doesNotContain(((BearerToken) tokenOfZed()).token());
    McpDeployments.on(fly).host(host).open("notes").rotateToken();
    assertThat(credentialsOfNginx()).isEqualTo(NginxConfig.credentials(tokenOfZed()));
  }

  private String credentialsOfNginx() {
    return new String(
        files.get("nginx:1.28-alpine").get(NginxConfig.CREDENTIALS_PATH), StandardCharsets.UTF_8);
  }

  private Authorization tokenOfZed() {
    return EntryCredentials.of(clients.zed().userConfig().servers().get("notes")).orElseThrow();
  }

  @Test
  void explainsWhoHasTheCredentialsOfAServerThatChecksItsCallersItself() {
    McpDeployment deployment =
        McpLauncher.on(fly)
            .http(HttpServerImage.of("ghcr.io/example/http"))
            .server("notes")
            .host(host)
            .authorization(Authorization.none())
            .launch();
    assertThatThrownBy(deployment::rotateToken)
        .isInstanceOf(LaunchException.class)
        .hasMessageContaining("checks its callers itself")
        .hasMessageContaining("change.secret");
  }

  @Test
  void refusesANameThatIsTaken() {
    assertThatThrownBy(() -> launcher().container("nginx", "nginx", c -> {}))
        .isInstanceOf(InvalidLaunchException.class)
        .hasMessageContaining("nginx");
  }
}
