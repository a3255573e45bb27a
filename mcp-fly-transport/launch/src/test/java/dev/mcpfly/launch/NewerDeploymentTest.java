package dev.mcpfly.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpfly.api.model.Machine;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Deployments of a newer version, with settings that this one does not know. */
class NewerDeploymentTest extends PlanTestBase {
  private Machine machine() {
    return fly.app("notes").machines().list().get(0);
  }

  @ParameterizedTest
  @CsvSource({
    "quota, 5",
    "authorization, mtls",
    "authorization, oauth2",
    "authorization, issuer+mtls",
    "guard, envoy",
    "guard, ''",
    "access, mesh",
    "access, flycast:x",
    "wire, mcp-over-quic",
    "scope, cluster",
    "container, weird",
    "container, a:b",
    "container, a:1:2",
    "container, a:99999999999"
  })
  void isNeitherMisreadNorChanged(String key, String value) {
    launcher().app("notes").launch();
    fly.app("notes").machines().setMetadata(machine().id(), "mcp_fly_" + key, value);
    Machine before = machine();

    Stream.<ThrowingCallable>of(
            () -> McpDeployments.on(fly).host(host).open("notes"),
            () -> launcher().app("notes").command("server --other").plan(),
            () -> launcher().app("notes").command("server --other").launch())
        .forEach(
            action ->
                assertThatThrownBy(action)
                    .isInstanceOf(LaunchException.class)
                    .hasMessage(
                        "The deployment of the server \"notes\" has the setting mcp_fly_%s=%s,"
                            + " which this version does not know; use a newer mcp-fly.",
                        key, value));

    assertThat(machine().json()).isEqualTo(before.json());
  }

  @Test
  void doesNotKeepTheOthersFromBeingListed() {
    launcher().app("notes").launch();
    launcher().server("other").app("other").launch();
    fly.app("notes").machines().setMetadata(machine().id(), "mcp_fly_access", "mesh");
    List<String> problems = new ArrayList<>();
    McpDeployments deployments = McpDeployments.on(fly).host(host).problems(problems::add);

    assertThat(deployments.list("personal"))
        .filteredOn(DeploymentSummary::isDeployed)
        .extracting(DeploymentSummary::app)
        .containsExactly("other");
    assertThat(deployments.find("other")).isPresent();

    assertThat(problems)
        .contains(
            "A machine of the app notes is not listed. The deployment of the server \"notes\" has"
                + " the setting mcp_fly_access=mesh, which this version does not know; use a newer"
                + " mcp-fly.");
  }
}
