package dev.mcpfly.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpfly.api.emulator.Fault;
import dev.mcpfly.config.ClientConfig;
import dev.mcpfly.launch.LaunchPlan.Step.PlannedCall;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** New tokens, and other changes, for all deployments of a fleet. */
class FleetTokensTest extends PlanTestBase {
  private static final List<String> USERS = List.of("ann", "bob", "cho");

  private ClientConfig config(String user) {
    return clients.claudeDesktop().at(home.resolve(user).resolve("claude.json"));
  }

  private McpLauncher member(String user) {
    return McpLauncher.on(fly)
        .command("server")
        .server("notes-" + user)
        .host(host)
        .client(config(user));
  }

  private Map<String, McpDeployment> apps() {
    return McpFleet.appForEach(USERS, this::member).launch().launched();
  }

  private Map<String, McpDeployment> oneApp() {
    return McpFleet.machineForEach("team", USERS, this::member).launch().launched();
  }

  /** Returns the tokens that the users' clients have. */
  private List<String> tokens() {
    return USERS.stream()
        .map(user -> config(user).servers().get("notes-" + user).env())
        .map(env -> String.valueOf(env.get("MCP_FLY_BEARER_TOKEN").literalValue().orElse("")))
        .toList();
  }

  @Test
  void givesEachAppATokenOfItsOwn() {
    Map<String, McpDeployment> members = apps();
    List<String> before = tokens();

    assertThat(McpFleet.rotateTokens(members).launched()).containsOnlyKeys(USERS);

    assertThat(tokens()).doesNotContainAnyElementsOf(before).doesNotHaveDuplicates();
  }

  @Test
  void givesAllOfOneAppTheSameNewToken() {
    Map<String, McpDeployment> members = oneApp();
    List<String> before = tokens();

    assertThat(McpFleet.rotateTokens(members).failed()).isEmpty();

    assertThat(new HashSet<>(tokens())).hasSize(1).doesNotContainAnyElementsOf(before);
    assertThat(members.get("bob").authorization().toString()).doesNotContain(tokens().get(0));
  }

  @Test
  void sendsWhatThePlansSayAndNothingForThePlans() {
    Map<String, McpDeployment> members = oneApp();
    int before = emulator.requests().size();
    Map<String, LaunchPlan> plans = McpFleet.planRotateTokens(members);
    assertThat(emulator.requests().subList(before, emulator.requests().size()))
        .allMatch(request -> request.method().equals("GET"));
    before = emulator.requests().size();

    assertThat(McpFleet.rotateTokens(members).failed()).isEmpty();

    List<String> sent = WireComparison.changes(emulator, before);
    for (LaunchPlan plan : plans.values()) {
      List<PlannedCall> planned = plan.calls();
      WireComparison.assertSame(planned, sent.subList(0, planned.size()));
      sent = sent.subList(planned.size(), sent.size());
    }
    assertThat(sent).isEmpty();
  }

  @Test
  void oneOfSeveralInAnAppGetsNoTokenAlone() {
    Map<String, McpDeployment> members = oneApp();
    List<String> before = tokens();
    int requests = emulator.requests().size();

    McpDeployment bob = members.get("bob");
    assertThatThrownBy(bob::rotateToken)
        .isInstanceOf(LaunchException.class)
        .hasMessage(
            "notes-bob has its token in common with 2 other deployments in the app team; change all"
                + " of them together, with McpFleet.rotateTokens(...).");
    assertThatThrownBy(() -> bob.update(u -> u.authorization(Authorization.basic("me", "word"))))
        .isInstanceOf(LaunchException.class)
        .hasMessageContaining("has its token in common");

    assertThat(emulator.requests().subList(requests, emulator.requests().size()))
        .allMatch(request -> request.method().equals("GET"));
    assertThat(tokens()).isEqualTo(before);
  }

  @Test
  void namesTheOnesOfAnAppThatAreNotGiven() {
    Map<String, McpDeployment> members = new LinkedHashMap<>(oneApp());
    List<String> before = tokens();
    members.remove("cho");

    assertThatThrownBy(() -> McpFleet.planRotateTokens(members))
        .isInstanceOf(LaunchException.class)
        .hasMessageContaining("notes-cho, too; name all of its deployments.");
    Map<String, RuntimeException> failed = McpFleet.rotateTokens(members).failed();

    assertThat(failed).containsOnlyKeys("ann", "bob");
    assertThat(failed.get("bob"))
        .hasMessage(
            "The token of the app team is that of notes-cho, too; name all of its deployments.");
    assertThat(tokens()).isEqualTo(before);
  }

  @Test
  void changesNothingWhereOneIsNotThereAnyMore() {
    Map<String, McpDeployment> members = oneApp();
    members.get("cho").destroy();
    int requests = emulator.requests().size();

    assertThat(McpFleet.rotateTokens(members).failed().get("ann"))
        .hasMessage("notes-cho is not in the app team any more; leave it out.");

    assertThat(emulator.requests().subList(requests, emulator.requests().size()))
        .allMatch(request -> request.method().equals("GET"));
  }

  @Test
  void saysThatTheAppIsNotThereAnyMore() {
    Map<String, McpDeployment> members = oneApp();
    members.values().forEach(McpDeployment::destroy);

    assertThat(McpFleet.rotateTokens(members).failed().get("ann"))
        .hasMessage("The app team of notes-ann is not there any more; leave it out.");
  }

  @Test
  void aLaunchOfSomeDoesNotChangeTheTokenOfAll() {
    oneApp();
    List<String> before = tokens();
    int requests = emulator.requests().size();

    for (Authorization other :
        List.of(Authorization.bearerToken("another"), Authorization.basic("me", "word"))) {
      McpFleet<String> some =
          McpFleet.machineForEach(
              "team", List.of("ann"), user -> member(user).authorization(other));
      assertThatThrownBy(some::launch)
          .isInstanceOf(InvalidLaunchException.class)
          .hasMessage(
              "This would change the token of the app team, which is that of notes-bob, notes-cho,"
                  + " too; name all of its members.");
      assertThatThrownBy(some::plan).isInstanceOf(InvalidLaunchException.class);
    }

    assertThat(emulator.requests().subList(requests, emulator.requests().size()))
        .allMatch(request -> request.method().equals("GET"));
    assertThat(tokens()).isEqualTo(before);
  }

  @Test
  void aLaunchOfSomeWithTheTokenOfAllChangesThemAlone() {
    Map<String, McpDeployment> members =
        McpFleet.machineForEach(
                "team",
                USERS,
                user -> member(user).authorization(Authorization.bearerToken("the-same")))
            .launch()
            .launched();
    McpFleet.Result<String> again =
        McpFleet.machineForEach(
                "team",
                List.of("bob"),
                user ->
                    member(user)
                        .command("server --other")
                        .authorization(Authorization.bearerToken("the-same")))
            .launch();
    assertThat(again.launched().get("bob").machineId()).isEqualTo(members.get("bob").machineId());
  }

  @Test
  void allOfOneAppAreDestroyedAtOnce() {
    for (int i = 0; i < 5; i++) {
      Map<String, McpDeployment> members = oneApp();

      assertThat(McpFleet.change(members, McpDeployment::destroy).failed()).isEmpty();

      assertThat(emulator.counts().isEmpty()).isTrue();
      assertThat(USERS).allSatisfy(user -> assertThat(config(user).servers()).isEmpty());
    }
  }

  @Test
  void whereOneOfAnAppFailsAllHaveTheFormerToken() {
    Map<String, McpDeployment> members = oneApp();
    List<String> before = tokens();
    emulator.faults().add(Fault.on("Machines_update").call(3).answer(422));

    Map<String, RuntimeException> failed = McpFleet.rotateTokens(members).failed();

    assertThat(failed).containsOnlyKeys(USERS);
    assertThat(failed.get("ann"))
        .isSameAs(failed.get("cho"))
        .isInstanceOf(LaunchException.class)
        .hasMessageStartingWith(
            "notes-cho got no new token, so all of the app team have the former one: ");
    assertThat(tokens()).isEqualTo(before);
  }

  @Test
  void saysWhoKeepsTheNewTokenWhereItCannotBeTakenBack() {
    Map<String, McpDeployment> members = oneApp();
    emulator.faults().add(Fault.on("Machines_update").call(2).answer(422));
    emulator.faults().add(Fault.on("Machines_update").calls(3, 12).answer(422));

    Map<String, RuntimeException> failed = McpFleet.rotateTokens(members).failed();

    assertThat(failed.get("bob"))
        .hasMessageStartingWith(
            "notes-bob got no new token, but in the same app notes-ann has one: rotate the tokens"
                + " again. ");
    assertThat(((LaunchException) failed.get("bob")).notUndone())
        .extracting(LaunchException.NotUndone::reason)
        .contains("notes-ann has the new token; rotate the tokens again");
  }

  @Test
  void aChangeThatFailsForOneIsMadeForTheOthers() {
    Map<String, McpDeployment> members = apps();

    McpFleet.Result<String> result =
        McpFleet.change(
            members,
            each -> {
              if (each.app().endsWith("bob")) {
                each.scale(1000);
              }
              each.update(u -> u.memoryMb(512));
            });

    assertThat(result.launched()).containsOnlyKeys("ann", "cho");
    assertThat(result.failed().get("bob")).isInstanceOf(InvalidLaunchException.class);
    assertThat(McpFleet.change(members, McpDeployment::destroy).failed()).isEmpty();
    assertThat(emulator.counts().isEmpty()).isTrue();
  }

  @Test
  void rejectsAFleetWithoutDeployments() {
    assertThatThrownBy(() -> McpFleet.rotateTokens(Map.of()))
        .isInstanceOf(InvalidLaunchException.class)
        .hasMessage("There are no deployments to change; name at least one.");
  }
}
