package dev.mcpfly.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpfly.api.emulator.EmulatorClock;
import dev.mcpfly.api.emulator.Fault;
import dev.mcpfly.api.emulator.FlyEmulator;
import dev.mcpfly.api.emulator.HeldClock;
import dev.mcpfly.api.emulator.LifecycleDelays;
import dev.mcpfly.api.model.Machine;
import dev.mcpfly.api.model.MachineConfig;
import dev.mcpfly.api.model.MachineState;
import dev.mcpfly.api.model.Volume;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * The faults of {@code fly mcp launch} and {@code fly mcp destroy} in what they make of a command
 * line, numbered as in the list of all 25: each test shows that ours do not have it.
 */
class FlyctlLaunchDefectsTest extends LaunchTestBase {
  private static final String CRASH =
      "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"crash\"}}";

  private List<FlyEmulator.RecordedRequest> posts(String end) {
    return emulator.requests().stream()
        .filter(request -> request.method().equals("POST") && request.path().endsWith(end))
        .toList();
  }

  private Machine machine() {
    return fly.app("notes").machines().list().get(0);
  }

  @Test
  @DisplayName("9: when the server ends, wrap only logs it: the machine goes on and is of no use")
  void defect09AServerThatEndsEndsItsMachineAndIsStartedAgain() throws Exception {
    McpDeployment deployment =
        launcher().authorization(Authorization.bearerToken("t0ken")).launch();
    HttpRequest crash =
        HttpRequest.newBuilder(deployment.uri())
            .timeout(Duration.ofSeconds(60))
            .header("Authorization", "Bearer t0ken")
            .POST(HttpRequest.BodyPublishers.ofString(CRASH))
            .build();
    HttpClient.newHttpClient().send(crash, HttpResponse.BodyHandlers.discarding());
    Machine restarted = awaitRestart();
    assertThat(restarted.json().toJson()).contains("\"exit_code\":4");
    assertThat(deployment.inspect().tools()).containsExactly("env");
  }

  private Machine awaitRestart() throws InterruptedException {
    for (int i = 0; i < 600; i++) {
      Machine machine = machine();
      if (machine.state().equals(MachineState.STARTED)
          && machine.json().toJson().contains("\"exit_code\"")) {
        return machine;
      }
      Thread.sleep(100);
    }
    throw new AssertionError("the machine was not started again within 60 s: " + machine());
  }

  @Test
  @DisplayName("13: of a volume's options all after the first comma are lost, as are more volumes")
  void defect13EveryOptionOfAVolumeArrivesAndASecondVolumeIsRefused() {
    ServerVolume volume =
        ServerVolume.of("data", "/data")
            .size(2)
            .snapshotRetention(Duration.ofDays(9))
            .scheduledSnapshots(false)
            .autoExtend(80, 1, 10);
    launcher().volume(volume).launch();
    Volume made = fly.app("notes").volumes().list().get(0);
    assertThat(made.sizeGb()).isEqualTo(2);
    assertThat(posts("/volumes").get(0).body())
        .contains("\"snapshot_retention\":9", "\"auto_backup_enabled\":false");
    MachineConfig.Mount mount = machine().config().orElseThrow().mounts().get(0);
    assertThat(mount.path()).isEqualTo("/data");
    assertThat(mount.json().toJson())
        .contains(
            "\"extend_threshold_percent\":80",
            "\"add_size_gb\":1",
            "\"size_gb_limit\":10",
            "\"name\":\"data\"");
    assertThatThrownBy(() -> launcher().volume(volume).volume(ServerVolume.of("b", "/b")).plan())
        .isInstanceOf(InvalidLaunchException.class)
        .hasMessageContaining("2 volumes");
  }

  @Test
  @DisplayName(
      "17: destroy looks at the app right after Fly has said \"later\", and reports failure")
  void defect17DestroyWaitsUntilTheAppIsGone() throws Exception {
    HeldClock clock = EmulatorClock.held();
    Duration lingers = Duration.ofHours(1);
    try (FlyEmulator slow =
        FlyEmulator.builder()
            .clock(clock)
            .runtime(new PingMachines())
            .delays(
                new LifecycleDelays(
                    Duration.ZERO,
                    Duration.ZERO,
                    Duration.ZERO,
                    Duration.ZERO,
                    Duration.ZERO,
                    lingers))
            .rateLimits(false)
            .start()) {
      McpDeployment deployment =
          McpLauncher.on(slow.client()).command("server").server("notes").host(host).launch();
      CompletableFuture<Void> destroyed = CompletableFuture.runAsync(deployment::destroy);
      awaitLookAfterDelete(slow);
      assertThat(destroyed).as("the app can still be read").isNotDone();
      clock.advance(lingers.plusSeconds(1));
      destroyed.get(60, TimeUnit.SECONDS);
      assertThat(slow.counts().isEmpty()).isTrue();
    }
  }

  private static void awaitLookAfterDelete(FlyEmulator slow) throws InterruptedException {
    for (int i = 0; i < 6000; i++) {
      boolean deleted = false;
      for (FlyEmulator.RecordedRequest request : slow.requests()) {
        if (deleted && request.toString().equals("GET /v1/apps/notes -> 200")) {
          return;
        }
        deleted |= request.operation().equals("Apps_delete");
      }
      Thread.sleep(10);
    }
    throw new AssertionError("nobody looked whether the app is gone");
  }

  @Test
  @DisplayName(
      "19: every @scope/package is called fly-mcp, or as an argument is, and so replaces the one"
          + " before")
  void defect19TwoServersOfAScopeGetTheirOwnNamesAndEntries() throws IOException {
    claudeFile(CLAUDE_TEXT);
    Map<String, String> names = new LinkedHashMap<>();
    names.put("npx -y @modelcontextprotocol/server-slack", "server-slack");
    names.put("npx -y @modelcontextprotocol/server-filesystem@1.2 /data/", "server-filesystem");
    names.put("uvx pkg==1.0", "pkg");
    names.put("uvx --from git+https://github.com/x/y.git y-server", "y-server");
    Set<String> apps = new HashSet<>();
    for (String command : names.keySet()) {
      LaunchPlan plan =
          McpLauncher.on(fly).command(command).host(host).client(clients.claudeDesktop()).plan();
      assertThat(plan.server()).isEqualTo(names.get(command));
      assertThat(plan.text()).contains("\"" + names.get(command) + "\"");
      apps.add(plan.app());
    }
    assertThat(apps).hasSize(names.size());
    assertThat(ServerName.ofCommand(List.of("go", "run", "example.com/x/z-server@latest", "/")))
        .hasValue("z-server");
  }

  @Test
  @DisplayName(
      "20: clients' files are written before there is a server, stay when it fails, and the order"
          + " of things is random")
  void defect20FilesAreWrittenLastAndTheOrderIsTheSameEachTime() throws IOException {
    Path claude = claudeFile(CLAUDE_TEXT);
    Path zed = zedFile(ZED_TEXT);
    Set<String> seenMeanwhile = new HashSet<>();
    McpLauncher launcher =
        launcher("exits")
            .client(clients.zed())
            .client(clients.claudeDesktop())
            .listener(event -> seenMeanwhile.add(text(claude) + text(zed)));
    assertThatThrownBy(launcher::launch).isInstanceOf(LaunchException.class);
    assertThat(seenMeanwhile).containsExactly(CLAUDE_TEXT + ZED_TEXT);
    assertThat(emulator.counts().isEmpty()).isTrue();
    Set<String> plans = new HashSet<>();
    for (int i = 0; i < 10; i++) {
      LaunchPlan plan =
          launcher()
              .secret("B", "2")
              .secret("A", "1")
              .authorization(Authorization.bearerToken("t0ken"))
              .client(clients.zed())
              .client(clients.claudeDesktop())
              .plan();
      plans.add(plan.text().replaceAll("\"mcp_fly_secrets_mark\":\"[^\"]*\"", "(salted)"));
    }
    assertThat(plans).hasSize(1);
    List<LaunchPlan.Step> steps = launcher().client(clients.claudeDesktop()).plan().steps();
    assertThat(steps.get(steps.size() - 1).kind()).isEqualTo(LaunchPlan.Step.Kind.CLIENT_FILES);
    try (var files = Files.list(home)) {
      assertThat(files.map(file -> file.getFileName().toString())).containsExactly(".config");
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  @DisplayName("25: room is asked for two machines, and an address that is refused goes unnoticed")
  void defect25CapacityIsRequestedForOneMachineAndARefusedAddressFailsTheLaunch()
      throws IOException {
    Path claude = claudeFile(CLAUDE_TEXT);
    emulator.faults().add(Fault.on("App_IPAssignments_create").call(2).answer(422));
    assertThatThrownBy(() -> launcher().client(clients.claudeDesktop()).launch())
        .isInstanceOf(LaunchException.class)
        .hasMessageContaining("assign addresses")
        .hasMessageContaining("has been undone");
    assertThat(emulator.counts().isEmpty()).isTrue();
    assertThat(claude).hasContent(CLAUDE_TEXT);
    assertThat(posts("/platform/placements"))
        .singleElement()
        .satisfies(request -> assertThat(request.body()).contains("\"count\":1"));
  }
}
