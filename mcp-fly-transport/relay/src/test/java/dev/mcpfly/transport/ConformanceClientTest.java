package dev.mcpfly.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The official conformance suite as the server of a stdio client that reaches it through the proxy.
 * Prints what became of each scenario. Needs Node and npm; runs in the Maven profile {@code
 * conformance}.
 */
@EnabledIfSystemProperty(named = "mcp.conformance", matches = "true")
class ConformanceClientTest {
  private static final Pattern PASSED = Pattern.compile("Passed: (\\d+)/(\\d+), (\\d+) failed");

  /** The client scenarios of the revisions with sessions that every client must pass. */
  private static final List<String> CORE =
      List.of("initialize", "tools_call", "sse-retry", "elicitation-sep1034-client-defaults");

  /** All others that are not about authorization. */
  private static final List<String> STATELESS =
      List.of(
          "tools_call",
          "request-metadata",
          "sep-2322-client-request-state",
          "http-standard-headers",
          "http-custom-headers",
          "http-invalid-tool-headers",
          "json-schema-ref-no-deref",
          "json-schema-2020-12-preservation");

  /** Nothing in these concerns a proxy: they ask what a host does with the skills that it loads. */
  private static final List<String> SKILLS =
      List.of(
          "sep-2640-client-no-prefetch",
          "sep-2640-client-verify-digest",
          "sep-2640-client-verify-size",
          "sep-2640-client-verify-frontmatter");

  private static final String EXTENSION = "extension";

  private static final String CLIENT =
      String.join(
          " ",
          "node",
          ConformanceSuite.fixture("client.mjs"),
          Path.of(System.getProperty("java.home"), "bin", "java").toString(),
          "-XX:TieredStopAtLevel=1",
          "-cp",
          Path.of("target", "classes").toAbsolutePath().toString(),
          RelayMain.class.getName(),
          "proxy",
          "--url");

  @BeforeAll
  static void install() throws Exception {
    ConformanceSuite.install();
  }

  /** Runs scenarios, prints what became of them, and returns those that passed. */
  private static List<String> passed(List<String> scenarios, String revision, String era)
      throws Exception {
    List<String> passed = new ArrayList<>();
    for (String scenario : scenarios) {
      List<String> arguments =
          new ArrayList<>(
              List.of(
                  "client", "--command", CLIENT, "--scenario", scenario, "--timeout", "120000"));
      if (!revision.equals(EXTENSION)) {
        arguments.addAll(List.of("--spec-version", revision));
      }
      String output =
          ConformanceSuite.run(
              "client-" + era + "-" + revision + "-" + scenario,
              Map.of("CLIENT_ERA", era),
              arguments.toArray(new String[0]));
      Matcher checks = PASSED.matcher(output);
      String figures = checks.find() ? checks.group() : "no result";
      boolean empty = figures.startsWith("Passed: 0/0");
      boolean good = output.contains("OVERALL: PASSED") && !empty;
      System.out.printf(
          "conformance of the proxy, %s client, %s: %s %s (%s)%n",
          era, revision, good ? "passed" : empty ? "skipped" : "FAILED", scenario, figures);
      if (good) {
        passed.add(scenario);
      }
    }
    return passed;
  }

  @Test
  void passesEveryCoreScenarioOfTheRevisionWithSessions() throws Exception {
    assertThat(passed(CORE, "2025-11-25", "own")).isEqualTo(CORE);
  }

  @Test
  void passesTheOtherScenariosThatAreNotAboutAuthorization() throws Exception {
    List<String> preserved = List.of("json-schema-2020-12-preservation");
    assertThat(passed(preserved, "2025-11-25", "own")).isEqualTo(preserved);
    assertThat(passed(STATELESS, "2026-07-28", "own")).isEqualTo(STATELESS);
    // The suite skips these for a client that loads no skills: reported only.
    passed(SKILLS, EXTENSION, "own");
  }

  @Test
  void letsClientsWithSessionsUseStatelessServers() throws Exception {
    // The others look at a client's own headers, or at one that never shakes hands.
    List<String> translated =
        List.of("tools_call", "json-schema-ref-no-deref", "json-schema-2020-12-preservation");
    assertThat(passed(translated, "2026-07-28", "legacy")).isEqualTo(translated);
  }
}
