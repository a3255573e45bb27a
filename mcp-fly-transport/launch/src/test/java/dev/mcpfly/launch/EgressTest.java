package dev.mcpfly.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.mcpfly.api.emulator.Fault;
import dev.mcpfly.api.emulator.FlyEmulator;
import dev.mcpfly.api.model.NetworkPolicy;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The network policy of a deployment, when launches fail or are killed. */
@Timeout(120)
class EgressTest extends PlanTestBase {
  private List<NetworkPolicy> policies() {
    return fly.app("notes").networkPolicies().list();
  }

  @Test
  void aFailedLaunchBringsThePolicyBackBeforeMachinesStartAgain() {
    launcher().egress(Egress.only("slack.com:443")).launch();
    List<NetworkPolicy> before = policies();
    int skip = emulator.requests().size();
    emulator.faults().add(Fault.on("Machines_wait").call(1).answer(403));

    LaunchException failure =
        catchThrowableOfType(
            LaunchException.class, () -> launcher().egress(Egress.none()).launch());

    assertThat(failure).isNotNull();
    assertThat(failure.notUndone()).isEmpty();
    assertThat(policies()).extracting(NetworkPolicy::rules).containsExactly(before.get(0).rules());
    assertThat(
            emulator.requests().stream()
                .skip(skip)
                .map(FlyEmulator.RecordedRequest::operation)
                .filter(text -> text.matches("NetworkPolicies_set|Machines_update")))
        .containsExactly(
            "NetworkPolicies_set", "Machines_update", "NetworkPolicies_set", "Machines_update");
  }

  @Test
  void takesAwayThePolicyThatAKilledLaunchHasLeft() {
    fly.apps().create("notes", a -> a.org("personal"));
    fly.app("notes").networkPolicies().put("mcp-fly-egress", p -> p.allMachines());
    fly.app("notes").networkPolicies().put("by-hand", p -> p.allMachines());

    McpLauncher launcher = launcher().app("notes");
    LaunchPlan plan = launcher.plan();
    int skip = emulator.requests().size();
    launcher.launch();

    assertThat(policies()).extracting(NetworkPolicy::name).containsExactly("by-hand");
    WireComparison.assertSame(plan.calls(), WireComparison.changes(emulator, skip));
  }
}
