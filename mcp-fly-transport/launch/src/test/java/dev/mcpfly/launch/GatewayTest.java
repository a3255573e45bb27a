package dev.mcpfly.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.mcpfly.api.emulator.FlyEmulator;
import dev.mcpfly.api.emulator.StandInProcess;
import dev.mcpfly.api.model.IpAssignment;
import dev.mcpfly.api.model.Machine;
import dev.mcpfly.api.model.MachineState;
import dev.mcpfly.config.ClientConfig;
import dev.mcpfly.config.McpServerEntry;
import dev.mcpfly.launch.local.LocalMachines;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A gateway app of the caller's that replays requests to a server that only Fly can reach. */
class GatewayTest extends LaunchTestBase {
  private HttpServer gateway;
  private volatile FlyReplay replay = FlyReplay.to("notes");

  @Override
  FlyEmulator.Builder configure(FlyEmulator.Builder builder) {
    LocalMachines local = LocalMachines.create();
    return builder.runtime(
        spec ->
            spec.app().equals("gw")
                ? StandInProcess.at(port -> Optional.of(gateway.getAddress()))
                : local.start(spec));
  }

  @BeforeEach
  void deployGateway() throws IOException {
    gateway = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    gateway.createContext("/", ReplayHandler.to(() -> replay));
    gateway.createContext("/notes/", ReplayHandler.to(() -> replay));
    gateway.start();
    fly.apps().create("gw", a -> a.org("personal"));
    fly.app("gw").ipAssignments().create(IpAssignment.Type.of("shared_v4"));
    Machine machine =
        fly.app("gw")
            .machines()
            .create(
                r ->
                    r.config(
                        c -> c.image("example/gateway").service(80, s -> s.http(80).https(443))));
    fly.app("gw").machines().await(machine.id(), MachineState.STARTED, Duration.ofSeconds(30));
  }

  @AfterEach
  void stopGateway() {
    gateway.stop(0);
  }

  private URI at(String path) {
    return emulator.appUri("gw").resolve(path);
  }

  private McpLauncher behind(String path) {
    return launcher().access(Access.gateway(at(path)));
  }

  @Test
  void reachesAServerThatHasNoAddress() throws IOException {
    claudeFile(CLAUDE_TEXT);
    McpDeployment deployment = behind("/").client(clients.claudeDesktop()).launch();
    assertThat(deployment.uri()).isEqualTo(at("/"));
    assertThat(fly.app("notes").ipAssignments().list()).isEmpty();
    McpServerEntry entry = clients.claudeDesktop().userConfig().servers().get("notes");
    assertThat(entry.args()).contains(at("/").toString());
    assertThat(deployment.inspect().tools()).containsExactly("env");
    assertThat(behind("/").client(clients.claudeDesktop()).plan().changesAnything()).isFalse();
  }

  @Test
  void removesTheGatewaysOwnPath() {
    McpDeployment deployment = behind("/notes/").launch();
    assertThat(deployment.uri()).isEqualTo(at("/notes/"));
    assertThat(deployment.inspect().tools()).containsExactly("env");
  }

  @Test
  void routesToTheMachineItself() throws Exception {
    McpDeployment deployment = behind("/").launch();
    replay = deployment.replay();
    assertThat(replay.header()).isEqualTo("app=notes;instance=" + deployment.machineId());
    assertThat(deployment.inspect().tools()).containsExactly("env");
    replay = FlyReplay.to("notes").instance("0000000000");
    assertThat(
            HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(at("/")).build(), BodyHandlers.ofString())
                .statusCode())
        .isEqualTo(503);
  }

  @Test
  void isOpenedAgainByItsAppsName() throws IOException {
    claudeFile(CLAUDE_TEXT);
    McpDeployment launched = behind("/notes/").client(clients.claudeDesktop()).launch();
    McpDeployment opened = McpDeployments.on(fly).host(host).open("notes");
    assertThat(opened.uri()).isEqualTo(launched.uri());
    assertThat(opened.clients())
        .extracting(ClientConfig::path)
        .containsExactly(launched.clients().get(0).path());
    assertThat(opened.inspect().tools()).containsExactly("env");
    opened.destroy();
    assertThat(clients.claudeDesktop().userConfig().servers()).isEmpty();
  }

  @Test
  void explainsWhatTheGatewayMustAnswerAndUndoesEverything() {
    replay = FlyReplay.to("elsewhere");
    assertThatThrownBy(behind("/").answerTimeout(Duration.ofSeconds(5))::launch)
        .isInstanceOf(LaunchException.class)
        .hasMessageContaining("must answer with fly-replay: app=notes")
        .hasMessageContaining("has been undone");
    assertThat(emulator.counts().apps()).isEqualTo(1);
  }

  @Test
  void rejectsAPublicApp() {
    fly.apps().create("notes", a -> a.org("personal"));
    fly.app("notes").ipAssignments().create(IpAssignment.Type.of("v6"));
    assertThatThrownBy(behind("/").app("notes")::launch)
        .isInstanceOf(InvalidLaunchException.class)
        .hasMessageContaining("public address");
  }

  @Test
  void refusesAnAddressWithoutASlash() {
    assertThatThrownBy(() -> Access.gateway(URI.create("https://gw.example/notes")))
        .isInstanceOf(InvalidLaunchException.class)
        .hasMessageContaining("slash");
  }

  @Test
  void spellsThePathAsJson() {
    assertThat(FlyReplay.to("a").body("/m?q=\"x\\"))
        .isEqualTo("{\"app\":\"a\",\"transform\":{\"path\":\"/m?q=\\\"x\\\\\"}}");
  }
}
