package dev.mcpfly.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.mcpfly.api.emulator.Fault;
import dev.mcpfly.api.emulator.FlyEmulator;
import dev.mcpfly.api.json.JsonObject;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A launch that finds its own deployment sends only the secrets that are new or may differ. */
@Timeout(120)
class UnchangedSecretsTest extends PlanTestBase {
  private McpLauncher withKey() {
    return relayed().relay().secret("KEY", "value-1");
  }

  /** Launches, and returns the names of the secrets that were sent. */
  private Set<String> sentBy(McpLauncher launcher) {
    int before = emulator.requests().size();
    launcher.launch();
    return sentAfter(before);
  }

  private Set<String> sentAfter(int skip) {
    Set<String> names = new TreeSet<>();
    emulator.requests().stream()
        .skip(skip)
        .filter(request -> request.operation().equals("Secrets_update"))
        .map(FlyEmulator.RecordedRequest::body)
        .map(body -> JsonObject.parse(body).object("values"))
        .forEach(values -> names.addAll(values.asMap().keySet()));
    return names;
  }

  @Test
  void severalMachinesNeedTheirKeyAlone() {
    withKey().launch();
    assertThat(sentBy(withKey().machines(2))).containsExactly("MCP_FLY_STICKY_KEY");
    assertThat(withKey().machines(2).plan().steps()).isEmpty();
  }

  @Test
  void aFailedLaunchOfSeveralLeavesNothingThatCannotBeUndone() {
    withKey().launch();
    emulator.faults().add(Fault.on("Machines_create").calls(1, 9).answer(422));

    LaunchException failure =
        catchThrowableOfType(LaunchException.class, () -> withKey().machines(2).launch());

    assertThat(failure.notUndone()).isEmpty();
    assertThat(fly.app("notes").secrets().list())
        .noneMatch(secret -> secret.name().equals("MCP_FLY_STICKY_KEY"));
  }

  @Test
  void oneMoreSecretIsSentAlone() {
    withKey().launch();
    assertThat(sentBy(withKey().secret("MORE", "value-2"))).containsExactly("MORE");
  }

  @Test
  void allAreSentIfOneHasChanged() {
    withKey().launch();
    assertThat(sentBy(relayed().relay().secret("KEY", "value-2")))
        .containsExactly("FLY_MCP_BEARER_TOKEN", "KEY");
    assertThat(sentBy(relayed().relay().secret("KEY", "value-2"))).isEmpty();
  }

  @Test
  void whatTheAppHasLostIsSentWithTheRest() {
    withKey().launch();
    fly.app("notes").secrets().delete("KEY");
    assertThat(sentBy(withKey().machines(2))).containsExactly("KEY", "MCP_FLY_STICKY_KEY");
  }

  @Test
  void anAddedUserDoesNotSendTheOthers() {
    machines.asksForSignIn();
    relayed().secret("KEY", "value-1").authorization(Authorization.oauth()).launch();
    assertThat(
            sentBy(
                relayed()
                    .secret("KEY", "value-1")
                    .authorization(Authorization.oauth().user("ann"))))
        .containsExactly("MCP_FLY_OAUTH_USER_ann");
  }

  @Test
  void anOwnerThatWasRemovedDoesNotComeBack() {
    machines.asksForSignIn();
    McpLauncher launcher = relayed().authorization(Authorization.oauth().user("ann"));
    McpDeployment deployment = launcher.launch();
    deployment.users().remove("owner");

    McpDeployment again = launcher.launch();

    assertThat(again.users().names()).containsExactly("ann");
    assertThat(launcher.plan().steps()).isEmpty();
  }

  @Test
  void whatAKilledLaunchWithSignInHasLeftIsUsedAgain() {
    machines.asksForSignIn();
    fly.apps().create("notes", a -> a.org("personal"));
    fly.app("notes").secrets().set("MCP_FLY_OAUTH_KEY", "k".repeat(43));
    fly.app("notes").secrets().set("MCP_FLY_OAUTH_USER_owner", "owner:x");
    LaunchRequest asked = relayed().authorization(Authorization.oauth()).request();
    assertThat(Leftovers.fit(fly, asked, "personal", "notes")).isTrue();
    fly.app("notes").secrets().set("MCP_FLY_OAUTH_USER_eve", "eve:x");
    assertThat(Leftovers.fit(fly, asked, "personal", "notes"))
        .as("another user could sign in")
        .isFalse();
  }
}
