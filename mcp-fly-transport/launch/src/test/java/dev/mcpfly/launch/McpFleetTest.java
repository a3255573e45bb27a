package dev.mcpfly.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpfly.config.ClientConfig;
import dev.mcpfly.config.McpClients;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class McpFleetTest extends LaunchTestBase {
  private McpLauncher member(String user, String... arguments) {
    return McpLauncher.on(fly)
        .command(LaunchServerMain.command(arguments))
        .server("notes-" + user)
        .host(host)
        .client(config(user));
  }

  private ClientConfig config(String user) {
    return clients.claudeDesktop().at(home.resolve(user).resolve("claude.json"));
  }

  @Test
  void launchesAnAppForEachUserWithItsOwnSecrets() {
    McpFleet.Result<String> result =
        McpFleet.appForEach(
                List.of("ann", "bob", "cho"),
                user -> member(user).secret("API_TOKEN", "secret-of-" + user))
            .launch();
    assertThat(result.failed()).isEmpty();
    assertThat(result.launched().values())
        .extracting(McpDeployment::app)
        .containsExactly("notes-ann", "notes-bob", "notes-cho");
    for (McpDeployment deployment : result.launched().values()) {
      assertThat(deployment.inspect().tools()).containsExactly("env");
      deployment.destroy();
    }
    assertThat(emulator.counts().isEmpty()).isTrue();
  }

  @Test
  void oneWithAnInvalidNameInARegistryDoesNotKeepTheOthers() {
    McpFleet.Result<String> result =
        McpFleet.appForEach(
                List.of("ann", "bob"),
                user -> user.equals("bob") ? McpLauncher.on(fly).registry("bob") : member(user))
            .launch();
    assertThat(result.launched()).containsOnlyKeys("ann");
    assertThat(result.failed().get("bob"))
        .isInstanceOf(InvalidLaunchException.class)
        .hasMessageContaining("is not a valid server name in a registry");
  }

  @Test
  void destroysMachinesOfOneAppOnExitIfThatWasChosen() {
    McpFleet.Result<String> result =
        McpFleet.machineForEach("team", List.of("ann", "bob"), user -> member(user).destroyOnExit())
            .launch();
    assertThat(emulator.counts().machines()).isEqualTo(2);
    result.launched().values().forEach(McpDeployment::close);
    assertThat(emulator.counts().isEmpty()).isTrue();
  }

  @Test
  void undoesOnlyTheMemberThatFails() {
    McpFleet.Result<String> result =
        McpFleet.appForEach(
                List.of("ann", "bob", "cho"),
                user -> user.equals("bob") ? member(user, "exits") : member(user))
            .launch();
    assertThat(result.launched()).containsOnlyKeys("ann", "cho");
    assertThat(result.failed()).containsOnlyKeys("bob");
    assertThat(result.failed().get("bob"))
        .isInstanceOf(LaunchException.class)
        .hasMessageContaining("has been undone");
    assertThat(result.outcomes())
        .extracting(McpFleet.Result.Outcome::member)
        .containsExactly("ann", "bob", "cho");
    assertThat(emulator.counts().apps()).isEqualTo(2);
    assertThat(home.resolve("bob")).doesNotExist();
    assertThat(config("ann").servers()).containsOnlyKeys("notes-ann");
  }

  @Test
  void launchesAMachineForEachUserInOneAppAndRoutesEachToItsOwn() {
    McpFleet.Result<String> result =
        McpFleet.machineForEach(
                "team",
                List.of("ann", "bob"),
                user -> member(user).environment("WHO", user).secret("API_TOKEN", "sk-of-the-team"))
            .launch();
    assertThat(result.failed()).isEmpty();
    assertThat(emulator.counts().apps()).isEqualTo(1);
    assertThat(emulator.counts().machines()).isEqualTo(2);
    result
        .launched()
        .forEach(
            (user, deployment) -> {
              assertThat(LaunchTest.callEnv(deployment))
                  .contains("WHO=" + user, "API_TOKEN=sk-of-the-team");
              assertThat(config(user).servers().get("notes-" + user).args())
                  .containsSequence("--instance", deployment.machineId());
            });
    McpDeployment ann =
        McpDeployments.on(fly).host(host).client(config("ann")).open("team", "notes-ann");
    assertThat(LaunchTest.callEnv(ann)).contains("WHO=ann");
    ann.destroy();
    assertThat(config("ann").servers()).isEmpty();
    assertThat(emulator.counts().machines()).isEqualTo(1);
    result.launched().get("bob").destroy();
    assertThat(emulator.counts().isEmpty()).isTrue();
  }

  @Test
  void launchingTheSameFleetAgainChangesNothingAndALargerOneAddsToIt() {
    List<String> two = List.of("ann", "bob");
    Map<String, McpDeployment> first =
        McpFleet.machineForEach("team", two, this::member).launch().launched();
    int requests = emulator.requests().size();
    McpFleet.machineForEach("team", two, this::member).launch();
    assertThat(emulator.requests().subList(requests, emulator.requests().size()))
        .extracting(request -> request.method())
        .containsOnly("GET");
    Map<String, McpDeployment> three =
        McpFleet.machineForEach("team", List.of("ann", "bob", "cho"), this::member)
            .launch()
            .launched();
    assertThat(three.get("bob").machineId()).isEqualTo(first.get("bob").machineId());
    assertThat(emulator.counts().machines()).isEqualTo(3);
    assertThat(three.get("cho").inspect().tools()).containsExactly("env");
  }

  @Test
  void leavesNoAppBehindWhenNoMachineOfItWorks() {
    McpFleet.Result<String> result =
        McpFleet.machineForEach("team", List.of("ann", "bob"), user -> member(user, "exits"))
            .launch();
    assertThat(result.launched()).isEmpty();
    assertThat(emulator.counts().isEmpty()).isTrue();
  }

  @Test
  void leavesAnExistingAppUnchangedWhenNoMachineOfTheFleetWorks() {
    fly.apps().create("team", a -> a.org("personal"));
    fly.app("team").secrets().set("OLD", "kept");
    McpFleet.Result<String> result =
        McpFleet.machineForEach(
                "team", List.of("ann", "bob"), user -> member(user, "exits").secret("NEW", "1"))
            .launch();
    assertThat(result.launched()).isEmpty();
    assertThat(emulator.counts().apps()).isEqualTo(1);
    assertThat(emulator.counts().machines()).isZero();
    assertThat(emulator.counts().ips()).isZero();
    assertThat(fly.app("team").secrets().list())
        .extracting(secret -> secret.name())
        .containsExactly("OLD");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ann", "bob", "cho"})
  void invalidMemberOfOneAppDoesNotStopTheOthers(String bad) throws IOException {
    Path broken = write(home.resolve("broken.json"), "{ not json");
    List<UnaryOperator<McpLauncher>> faults =
        List.of(
            launcher -> launcher.server("a name with spaces"),
            launcher -> launcher.fileFromSecret("/etc/x", "NO_SUCH_SECRET"),
            launcher -> launcher.command("server --key=${NO_SUCH_SECRET}"),
            launcher -> launcher.file("/etc/x", home.resolve("no-such-file")),
            launcher -> launcher.client(McpClients.file(broken, "mcpServers")));
    for (int i = 0; i < faults.size(); i++) {
      UnaryOperator<McpLauncher> fault = faults.get(i);
      McpFleet<String> fleet =
          McpFleet.machineForEach(
              "team-" + i,
              List.of("ann", "bob", "cho"),
              user -> user.equals(bad) ? fault.apply(member(user)) : member(user));
      McpFleet.Result<String> result = fleet.launch();
      assertThat(result.failed()).as("fault " + i).containsOnlyKeys(bad);
      assertThat(result.failed().get(bad)).isInstanceOf(InvalidLaunchException.class);
      assertThat(result.launched()).hasSize(2);
      assertThat(fly.app("team-" + i).machines().list()).hasSize(2);
      result.launched().values().forEach(McpDeployment::destroy);
    }
    assertThat(emulator.counts().isEmpty()).isTrue();
  }

  @Test
  void refusesAFleetOfOneAppWhereEveryMemberIsInvalid() {
    assertThatThrownBy(
            () ->
                McpFleet.machineForEach(
                        "team",
                        List.of("ann", "bob"),
                        user -> member(user).command("server --key=${NO_SUCH_SECRET}"))
                    .launch())
        .isInstanceOf(InvalidLaunchException.class)
        .hasMessageContaining("NO_SUCH_SECRET");
    assertThat(emulator.counts().isEmpty()).isTrue();
  }

  @Test
  void refusesSecretsThatDifferInOneApp() {
    assertThatThrownBy(
            () ->
                McpFleet.machineForEach(
                        "team",
                        List.of("ann", "bob"),
                        user -> member(user).secret("API_TOKEN", "secret-of-" + user))
                    .launch())
        .isInstanceOf(InvalidLaunchException.class)
        .hasMessageContaining("API_TOKEN")
        .hasMessageNotContaining("secret-of");
    assertThat(emulator.counts().isEmpty()).isTrue();
  }

  @Test
  void refusesTwoMembersOfOneName() {
    assertThatThrownBy(
            () ->
                McpFleet.machineForEach(
                        "team", List.of("ann", "bob"), user -> member(user).server("same"))
                    .launch())
        .isInstanceOf(InvalidLaunchException.class)
        .hasMessageContaining("same");
    assertThatThrownBy(() -> McpFleet.appForEach(List.<String>of(), this::member))
        .isInstanceOf(InvalidLaunchException.class);
  }

  @Test
  void putsAllMembersIntoOneFileOfAClient() throws IOException {
    Path claude = claudeFile(CLAUDE_TEXT);
    McpFleet.Result<String> result =
        McpFleet.appForEach(
                List.of("ann", "bob", "cho", "dee"),
                user -> member(user).client(clients.claudeDesktop()))
            .launch();
    assertThat(result.failed()).isEmpty();
    assertThat(clients.claudeDesktop().userConfig().servers())
        .containsOnlyKeys("notes-ann", "notes-bob", "notes-cho", "notes-dee");
    assertThat(Files.readString(claude)).startsWith("{\n  \"globalShortcut\": \"x\",");
  }

  @Test
  void undoesEveryMemberWhenItIsInterrupted() {
    Thread.currentThread().interrupt();
    McpFleet.Result<String> result =
        McpFleet.appForEach(List.of("ann", "bob", "cho"), this::member).concurrency(2).launch();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(result.launched()).isEmpty();
    assertThat(result.failed()).hasSize(3);
    assertThat(emulator.counts().isEmpty()).isTrue();
  }
}
