package dev.mcpfly.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The authorization scenarios for clients of the official conformance suite, through the proxy.
 * Prints what became of each. Needs Node, npm and curl; runs in the Maven profile {@code
 * conformance}.
 */
@EnabledIfSystemProperty(named = "mcp.conformance", matches = "true")
class ConformanceSignInTest {
  private static final Pattern PASSED =
      Pattern.compile("Passed: \\d+/\\d+, \\d+ failed, \\d+ warnings");

  private static final List<String> REQUIRED =
      List.of(
          "metadata-default",
          "metadata-var1",
          "metadata-var2",
          "metadata-var3",
          "basic-cimd",
          "scope-from-www-authenticate",
          "scope-from-scopes-supported",
          "scope-omitted-when-undefined",
          "scope-step-up",
          "scope-retry-limit",
          "token-endpoint-auth-basic",
          "token-endpoint-auth-post",
          "token-endpoint-auth-none",
          "pre-registration");

  private static final List<String> BACK_COMPATIBILITY =
      List.of("2025-03-26-oauth-metadata-backcompat", "2025-03-26-oauth-endpoint-fallback");

  /** Those that 2026-07-28 contains and the release calls drafts. */
  private static final List<String> FORMER_DRAFTS =
      List.of("resource-mismatch", "offline-access-scope", "offline-access-not-supported");

  private static final List<String> NEW_IN_2026 =
      List.of(
          "authorization-server-migration",
          "iss-supported",
          "iss-not-advertised",
          "iss-supported-missing",
          "iss-wrong-issuer",
          "iss-unexpected",
          "iss-normalized",
          "metadata-issuer-mismatch");

  private static final List<String> CLIENT_CREDENTIALS =
      List.of("client-credentials-jwt", "client-credentials-basic");

  /**
   * Extensions that this client does not speak: enterprise-managed authorization (tokens by way of
   * a company's identity provider), DPoP (a proof of possession with each request), and workload
   * identity. No revision contains them; they are run and reported only.
   */
  private static final List<String> OTHER_EXTENSIONS =
      List.of("enterprise-managed-authorization", "dpop", "dpop-nonce", "wif-jwt-bearer");

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
    ConformanceSuite.NEWEST.installed();
    ConformanceSuite.RELEASED.installed();
  }

  /** Runs scenarios, prints what became of them, and returns those that passed. */
  private static List<String> passed(ConformanceSuite suite, List<String> scenarios, String... more)
      throws Exception {
    List<String> passed = new ArrayList<>();
    for (String scenario : scenarios) {
      List<String> arguments =
          new ArrayList<>(
              List.of(
                  "client",
                  "--command",
                  CLIENT,
                  "--scenario",
                  "auth/" + scenario,
                  "--timeout",
                  "120000"));
      arguments.addAll(List.of(more));
      String output =
          suite.output("sign-in-" + scenario, Map.of(), arguments.toArray(new String[0]));
      Matcher checks = PASSED.matcher(output);
      String figures = checks.find() ? checks.group() : "no result";
      boolean good = output.contains("OVERALL: PASSED") && !figures.startsWith("Passed: 0/0");
      System.out.printf(
          "conformance %s of the proxy, auth/%s: %s (%s)%n",
          suite, scenario, good ? "passed" : "FAILED", figures);
      if (good) {
        passed.add(scenario);
      }
    }
    return passed;
  }

  @Test
  void passesTheRequiredScenariosOfTheRelease() throws Exception {
    assertThat(passed(ConformanceSuite.RELEASED, REQUIRED)).isEqualTo(REQUIRED);
    assertThat(passed(ConformanceSuite.RELEASED, BACK_COMPATIBILITY)).isEqualTo(BACK_COMPATIBILITY);
  }

  @Test
  void passesTheDraftsAndExtensionsOfTheRelease() throws Exception {
    assertThat(passed(ConformanceSuite.RELEASED, FORMER_DRAFTS)).isEqualTo(FORMER_DRAFTS);
    assertThat(passed(ConformanceSuite.RELEASED, CLIENT_CREDENTIALS)).isEqualTo(CLIENT_CREDENTIALS);
  }

  /** What the suite itself says that a client of the revision must pass, and what it need not. */
  @Test
  void runsEveryScenarioThatTheNewestRevisionContains() throws Exception {
    String said = ConformanceSuite.NEWEST.requirements("2026-07-28");
    int optional = said.indexOf("\nnot_scored:");
    assertThat(scenarios("  - auth/(\\S+)", said.substring(0, optional)))
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(REQUIRED, FORMER_DRAFTS, NEW_IN_2026).flatMap(List::stream).toList());
    assertThat(
            scenarios(
                "scenario: auth/(\\S+)\n    leg: client\n    reason: extension",
                said.substring(optional)))
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(CLIENT_CREDENTIALS, OTHER_EXTENSIONS).flatMap(List::stream).toList());
  }

  private static List<String> scenarios(String pattern, String text) {
    return Pattern.compile(pattern).matcher(text).results().map(each -> each.group(1)).toList();
  }

  @Test
  void passesEveryScenarioThatTheNewestRevisionContains() throws Exception {
    String[] revision = {"--spec-version", "2026-07-28"};
    for (List<String> scenarios : List.of(REQUIRED, FORMER_DRAFTS, NEW_IN_2026)) {
      assertThat(passed(ConformanceSuite.NEWEST, scenarios, revision)).isEqualTo(scenarios);
    }
    assertThat(passed(ConformanceSuite.NEWEST, CLIENT_CREDENTIALS)).isEqualTo(CLIENT_CREDENTIALS);
    passed(ConformanceSuite.NEWEST, OTHER_EXTENSIONS);
  }
}
