package dev.mcpfly.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpfly.api.MachineConfigBuilder;
import dev.mcpfly.api.emulator.FlyEmulator;
import dev.mcpfly.api.emulator.StandInProcess;
import dev.mcpfly.api.model.App;
import dev.mcpfly.api.model.Autostop;
import dev.mcpfly.api.model.IpAssignment;
import dev.mcpfly.api.model.Machine;
import dev.mcpfly.api.model.MachineConfig;
import dev.mcpfly.api.model.MachineContainer;
import dev.mcpfly.api.model.MachineState;
import dev.mcpfly.launch.local.LocalMachines;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A server as one more container of a machine that does something else already. */
class HostMachineTest extends LaunchTestBase {
  private final Map<String, Map<String, String>> secrets = new ConcurrentHashMap<>();
  private String machine = "";

  /** What the machine runs before. */
  enum Before {
    CONTAINERS,
    ONE_IMAGE;

    void describe(MachineConfigBuilder c) {
      if (this == CONTAINERS) {
        c.container("web", "example/web", w -> w.env("A", "1").secret("DATABASE_URL"))
            .container("cache", "redis", r -> r.dependsOn("web"));
      } else {
        c.image("example/web")
            .entrypoint("/web")
            .cmd("serve", "--all")
            .swapSizeMb(512)
            .env("A", "1")
            .file("/etc/web.conf", "x");
      }
    }
  }

  @Override
  FlyEmulator.Builder configure(FlyEmulator.Builder builder) {
    LocalMachines local = LocalMachines.create();
    return builder.runtime(
        spec -> {
          secrets.put(spec.image(), spec.secrets());
          return spec.image().startsWith("flyio/mcp") ? local.start(spec) : StandInProcess.silent();
        });
  }

  /** Deploys the other application, with fields that this library does not know. */
  private void deploy(Before before) {
    fly.apps().create("shop", a -> a.org("personal"));
    fly.app("shop").ipAssignments().create(IpAssignment.Type.of("v6"));
    fly.app("shop").secrets().set("DATABASE_URL", "postgres://x");
    Machine made =
        fly.app("shop")
            .machines()
            .create(
                r ->
                    r.config(
                        c -> {
                          before.describe(c);
                          c.service(
                              8080,
                              s ->
                                  s.autostop(Autostop.STOP)
                                      .autostart(true)
                                      .http(80)
                                      .https(443)
                                      .set("of_tomorrow", List.of(1, 2)));
                          c.metadata("owner", "shop-team").set("strange", Map.of("kept", true));
                        }));
    machine = made.id();
    fly.app("shop").machines().await(machine, MachineState.STARTED, Duration.ofSeconds(30));
  }

  private McpLauncher into(String... arguments) throws IOException {
    if (clients.claudeDesktop().userConfig().exists()) {
      return launcher(arguments).intoMachine("shop", machine).client(clients.claudeDesktop());
    }
    claudeFile(CLAUDE_TEXT);
    return into(arguments);
  }

  private MachineConfig config() {
    return fly.app("shop").machines().get(machine).config().orElseThrow();
  }

  private List<String> secretNames() {
    return fly.app("shop").secrets().list().stream().map(App.Secret::name).sorted().toList();
  }

  @ParameterizedTest
  @EnumSource(Before.class)
  void runsBesideExistingContainersAndLeavesThemUnchanged(Before before) throws IOException {
    deploy(before);
    MachineConfig former = config();
    McpDeployment deployment = into().launch();
    assertThat(deployment.machineId()).isEqualTo(machine);
    assertThat(deployment.describe()).contains("image flyio/mcp:latest");
    assertThat(deployment.uri()).isEqualTo(emulator.appUri("shop:8443").resolve("/"));
    assertThat(deployment.inspect().tools()).containsExactly("env");
    assertThat(LaunchTest.callEnv(deployment))
        .contains("API_TOKEN=sk-very-secret-value")
        .doesNotContain("DATABASE_URL");
    assertThat(secrets.get("example/web")).containsOnlyKeys("DATABASE_URL");
    MachineConfig config = config();
    assertThat(config.services().get(0)).isEqualTo(former.services().get(0));
    assertThat(config.json().get("strange")).isEqualTo(former.json().get("strange"));
    assertThat(config.metadata()).containsEntry("owner", "shop-team");
    assertThat(config.guest()).isEqualTo(former.guest());
    assertThat(config.containers()).extracting(MachineContainer::name).endsWith("mcp-notes");
    if (before == Before.CONTAINERS) {
      assertThat(config.containers().subList(0, 2)).isEqualTo(former.containers());
    } else {
      MachineContainer web = config.containers().get(0);
      assertThat(web.image()).isEqualTo("example/web");
      assertThat(web.cmd()).containsExactly("serve", "--all");
      assertThat(web.files()).isEqualTo(former.files());
      assertThat(config.json().object("init").has("swap_size_mb")).isTrue();
    }
    assertThat(emulator.unknownFields())
        .allMatch(field -> field.contains("strange") || field.contains("of_tomorrow"));

    deployment.destroy();
    assertThat(config()).isEqualTo(former);
    assertThat(secretNames()).containsExactly("DATABASE_URL");
    assertThat(clients.claudeDesktop().userConfig().servers()).isEmpty();
    assertThat(fly.app("shop").machines().get(machine).state()).isEqualTo(MachineState.STARTED);
  }

  @ParameterizedTest
  @EnumSource(Before.class)
  void failureRestoresThePreviousConfigurationExactly(Before before) throws IOException {
    deploy(before);
    MachineConfig former = config();
    assertThatThrownBy(into("exits")::launch)
        .isInstanceOf(LaunchException.class)
        .hasMessageContaining("has been undone");
    assertThat(config()).isEqualTo(former);
    assertThat(secretNames()).containsExactly("DATABASE_URL");
    assertThat(fly.app("shop").machines().get(machine).state()).isEqualTo(MachineState.STARTED);
    assertThat(fly.app("shop").machines().leaseInfo(machine)).isEmpty();
  }

  @Test
  void changesNothingWhenItIsLaunchedAgainAndOneContainerWhenItHasChanged() throws IOException {
    deploy(Before.CONTAINERS);
    into().launch();
    assertThat(into().plan().text()).startsWith("Nothing to do");
    List<MachineContainer> others = config().containers().subList(0, 2);
    McpDeployment changed = into("ok", "more").environment("NEW", "1").launch();
    assertThat(config().containers()).hasSize(3).startsWith(others.get(0), others.get(1));
    assertThat(config().containers().get(2).cmd()).endsWith("more");
    assertThat(config().services()).hasSize(2);
    assertThat(changed.inspect().tools()).containsExactly("env");
  }

  @Test
  void isOpenedByItsAppAndChangedInPlace() throws IOException {
    deploy(Before.CONTAINERS);
    into().launch();
    McpDeployment opened = McpDeployments.on(fly).host(host).open("shop");
    opened.rotateToken();
    opened.update(change -> change.secret("MORE", "value-2").withoutSecret("API_TOKEN"));
    assertThat(secretNames())
        .containsExactly("DATABASE_URL", "MCP_NOTES_FLY_MCP_BEARER_TOKEN", "MCP_NOTES_MORE");
    assertThat(LaunchTest.callEnv(opened)).contains("MORE=value-2").doesNotContain("API_TOKEN");
    opened.destroy();
    assertThat(secretNames()).containsExactly("DATABASE_URL");
  }

  @Test
  void wakesASleepingMachineAndStopsItAgainAfterAFailure() throws IOException {
    deploy(Before.CONTAINERS);
    MachineConfig former = config();
    fly.app("shop").machines().stop(machine);
    fly.app("shop").machines().await(machine, MachineState.STOPPED, Duration.ofSeconds(30));
    assertThatThrownBy(into("exits")::launch).isInstanceOf(LaunchException.class);
    assertThat(config()).isEqualTo(former);
    assertThat(fly.app("shop").machines().get(machine).state()).isEqualTo(MachineState.STOPPED);
    assertThat(into().launch().inspect().tools()).containsExactly("env");
  }

  @Test
  void isNotPublicWithoutAPublicAddress() throws IOException {
    deploy(Before.CONTAINERS);
    fly.app("shop")
        .ipAssignments()
        .list()
        .forEach(ip -> fly.app("shop").ipAssignments().delete(ip.ip().orElseThrow()));
    assertThatThrownBy(() -> into().plan())
        .isInstanceOf(InvalidLaunchException.class)
        .hasMessageContaining("would open its other services too");
    LaunchPlan internal = into().access(Access.internal(Tunnel.existing())).plan();
    assertThat(internal.uri()).isEqualTo(URI.create("http://shop.internal:8081/"));
    assertThat(internal.text()).contains("/lease", "mcp-notes").doesNotContain("8443");
  }

  @Test
  void rejectsOptionsForASeparateMachine() throws IOException {
    deploy(Before.CONTAINERS);
    assertThatThrownBy(() -> into().volume(ServerVolume.of("data", "/data")).plan())
        .isInstanceOf(InvalidLaunchException.class)
        .hasMessageContaining("volume(...)");
    assertThatThrownBy(() -> launcher().intoMachine("shop", "0000").plan())
        .isInstanceOf(InvalidLaunchException.class)
        .hasMessageContaining("has no machine 0000");
    assertThatThrownBy(() -> launcher().intoMachine("nothing", machine).plan())
        .isInstanceOf(InvalidLaunchException.class)
        .hasMessageContaining("no app \"nothing\"");
    into().launch();
    assertThatThrownBy(() -> into().server("other").plan())
        .isInstanceOf(InvalidLaunchException.class)
        .hasMessageContaining("runs the server \"notes\"");
  }
}
