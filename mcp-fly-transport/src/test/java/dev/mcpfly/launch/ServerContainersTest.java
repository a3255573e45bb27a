package dev.mcpfly.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpfly.api.MachineConfig;
import dev.mcpfly.api.MachineContainer;
import dev.mcpfly.api.emulator.FlyEmulatorBuilder;
import dev.mcpfly.api.emulator.MachineProcess;
import dev.mcpfly.launch.local.LocalMachines;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/** The emulator runs the first container, and leads what comes for nginx straight to it. */
class ServerContainersTest extends LaunchTestBase {
  private final Map<String, Map<String, String>> secrets = new ConcurrentHashMap<>();

  @Override
  FlyEmulatorBuilder configure(FlyEmulatorBuilder builder) {
    LocalMachines local = LocalMachines.create();
    return builder.runtime(
        spec -> {
          secrets.put(spec.app(), spec.secrets());
          MachineProcess process = local.start(spec);
          return (MachineProcess)
              Proxy.newProxyInstance(
                  getClass().getClassLoader(),
                  new Class<?>[] {MachineProcess.class},
                  (proxy, method, arguments) ->
                      method.getName().equals("address")
                          ? process.address(8080)
                          : method.invoke(process, arguments));
        });
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
    assertThat(secrets.get("notes")).as("the wrapper asks").doesNotContainKey(NginxConfig.SECRET);
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
    Draft draft = Survey.take(launcher);
    String credentials =
        new String(
            Base64.getDecoder().decode(draft.secrets.get(NginxConfig.SECRET)),
            StandardCharsets.UTF_8);
    assertThat(credentials).contains("token\\x2dof\\x2dmine");
    assertThat(draft.config().containers().get(1).files())
        .extracting(file -> file.secretName().orElse(""))
        .containsExactly("", NginxConfig.SECRET);
    assertThat(launcher.plan().text()).doesNotContain("token-of-mine", "token\\x2dof");
    assertThat(draft.config().json().toJson()).doesNotContain("token-of-mine", "token\\x2dof");
  }

  @Test
  void changesNothingWhenItIsLaunchedAgainAndGoesBackToOneImageInPlace() {
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
  void runsOtherContainersBesideAndUpdatesTheServersAlone() {
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
  void refusesANameThatIsTaken() {
    assertThatThrownBy(() -> launcher().container("nginx", "nginx", c -> {}))
        .isInstanceOf(InvalidLaunchException.class)
        .hasMessageContaining("nginx");
  }
}
