package dev.mcpfly.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A principal's servers run with that principal's own credentials. */
@Timeout(120)
class PrincipalEnvironmentTest {
  private static Relay.Builder relay(String... arguments) {
    return Relay.stdio(StdioServerMain.command(arguments))
        .port(0)
        .environment("FIXTURE_VARIABLE", "anybody's")
        .principal("alice", "a", p -> p.env("FIXTURE_VARIABLE", "alice's"))
        .principal("bob", "b", p -> p.env("FIXTURE_VARIABLE", "bob's"))
        .principal("carol", "c");
  }

  private static String session(Relay relay, String token) throws Exception {
    HttpPeer peer = new HttpPeer(relay.uri(), "Authorization", "Bearer " + token).session();
    return peer.post(HttpPeer.call("1", "environment", "{}")).text();
  }

  private static String stateless(Relay relay, String token) throws Exception {
    String call =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{"
            + "\"name\":\"environment\",\"arguments\":{},\"_meta\":{"
            + RelayStatelessTest.META
            + "}}}";
    return new HttpPeer(relay.uri(), "Authorization", "Bearer " + token)
        .with("MCP-Protocol-Version", "2026-07-28", "Mcp-Method", "tools/call")
        .with("Mcp-Name", "environment")
        .post(call)
        .text();
  }

  @ParameterizedTest
  @ValueSource(strings = {"session", "principal", "stateless", "translated"})
  void everyPrincipalsServerHasItsOwnEnvironment(String kind) throws Exception {
    boolean sessions = kind.equals("session") || kind.equals("principal");
    Relay.Builder builder =
        relay(kind.equals("stateless") ? new String[] {"modern"} : new String[0]);
    if (kind.equals("principal")) {
      builder.childPolicy(ChildPolicy.perPrincipal());
    }
    try (Relay relay = builder.start()) {
      for (int i = 0; i < 2; i++) {
        for (String token : List.of("a", "c", "b", "a")) {
          String expected = Map.of("a", "alice's", "b", "bob's", "c", "anybody's").get(token);
          assertThat(sessions ? session(relay, token) : stateless(relay, token))
              .startsWith(expected);
        }
      }
    }
  }

  @Test
  void sharedServerRejectsEnvironmentsAtStart() {
    for (ChildPolicy policy : List.of(ChildPolicy.shared(), ChildPolicy.pool(3))) {
      assertThatThrownBy(() -> relay().childPolicy(policy).start())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("alice")
          .hasMessageContaining("perPrincipal");
    }
    assertThatThrownBy(
            () ->
                new Relay.Builder(new CatalogServer(false))
                    .principal("alice", "a", p -> p.env("X", "secret value"))
                    .start())
        .hasMessageContaining("alice")
        .hasMessageNotContaining("secret value");
  }

  @Test
  void aRulesFileNamesTheVariablesThatHoldThem(@TempDir Path directory) throws Exception {
    Path rules = directory.resolve("rules.json");
    Files.writeString(
        rules,
        "{\"principals\":{\"alice\":{\"tokenFrom\":\"ALICE_TOKEN\",\"environment\":"
            + "{\"FIXTURE_VARIABLE\":\"ALICE_SECRET\"}}}}");
    Relay.Builder builder =
        Relay.stdio(StdioServerMain.command())
            .port(0)
            .environment(Map.of("ALICE_TOKEN", "tok", "ALICE_SECRET", "alice's own"))
            .rules(RelayRules.parse(Files.readString(rules)));
    builder
        .options()
        .policy
        .secretsFrom(Map.of("ALICE_TOKEN", "tok", "ALICE_SECRET", "alice's own"));
    try (Relay relay = builder.start()) {
      assertThat(new HttpPeer(relay.uri()).post("{}").status()).isEqualTo(401);
      assertThat(session(relay, "tok")).startsWith("alice's own");
    }
    assertThat(run(directory, Map.of("ALICE_SECRET", "x"), "--rules", rules.toString()))
        .contains("ALICE_TOKEN")
        .contains("not set");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{",
        "{\"tool\":{}}",
        "{\"tools\":{\"allow\":[1]}}",
        "{\"tools\":{\"allow\":[\"a\"],\"allow\":[\"b\"]}}",
        "{\"tools\":{\"allow\":[\"\"]}}",
        "{\"tools\":{\"principals\":{\"a\":{\"scopes\":{}}}}}",
        "{\"tools\":{\"principals\":[]}}",
        "{\"tools\":{\"scopes\":{\"unknown\":{\"allow\":[\"*\"]}}}}",
        "{\"tools\":{\"scopes\":{\"not valid\":{}}}}",
        "{\"limits\":{\"callsPerMinute\":0}}",
        "{\"limits\":{\"callsAtOnce\":-1}}",
        "{\"limits\":{\"callsAtOnce\":1.5}}",
        "{\"limits\":{\"callsAtOnce\":99999999999}}",
        "{\"limits\":{\"perMinute\":1}}",
        "{\"principals\":{\"a\":{\"tokenFrom\":\"NOT THERE\"}}}",
        "{\"principals\":{\"a\":{\"token\":\"x\"}}}",
        "{\"principals\":{\"a\":{\"environment\":{\"A=B\":\"C\"}}}}"
      })
  void invalidRulesFileIsReportedInOneSentenceAndStartsNothing(
      String rules, @TempDir Path directory) throws Exception {
    Path file = directory.resolve("rules.json");
    Files.writeString(file, rules);
    String said = run(directory, Map.of(), "--rules", file.toString());
    assertThat(said.strip().lines()).hasSize(1);
    assertThat(said).startsWith("mcp-fly-relay: ");
    assertThat(directory.resolve("started")).doesNotExist();
    assertThat(run(directory, Map.of("MCP_FLY_RULES_FILE", file.toString()))).isEqualTo(said);
  }

  @Test
  void reportsAMissingRulesFileInOneSentence(@TempDir Path directory) throws Exception {
    assertThat(run(directory, Map.of(), "--rules", directory + "/none.json"))
        .contains("does not exist");
  }

  /** Runs wrap with a server that leaves a mark, and returns what it says. */
  static String run(Path directory, Map<String, String> more, String... flags) {
    List<String> words = new java.util.ArrayList<>(List.of("wrap", "--port", "0"));
    words.addAll(List.of(flags));
    words.addAll(List.of("--", "touch", directory.resolve("started").toString()));
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Map<String, String> environment = new HashMap<>(Map.of("PATH", System.getenv("PATH")));
    environment.putAll(more);
    int code =
        new RelayMain(environment, new PrintStream(err))
            .run(
                words.toArray(new String[0]),
                InputStream.nullInputStream(),
                new ByteArrayOutputStream());
    assertThat(code).isEqualTo(RelayMain.USAGE);
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void rulesAreWrittenInTheFormInWhichTheyAreRead() {
    String json =
        "{\"tools\":{\"allow\":[\"read_*\"],\"deny\":[\"read_secret\"],\"principals\":"
            + "{\"alice\":{\"allow\":[\"\\u00e9\"]}},\"scopes\":{\"w\":{\"deny\":[\"x\"]}}},"
            + "\"resources\":{\"deny\":[\"a:*\"]},\"limits\":{\"callsPerMinute\":60,"
            + "\"principals\":{\"bob\":{\"callsAtOnce\":2}}},\"principals\":{\"alice\":"
            + "{\"tokenFrom\":\"T\",\"environment\":{\"A\":\"B\"}}}}";
    RelayRules rules = RelayRules.parse(json);
    assertThat(rules.toJson()).isEqualTo(json);
    assertThat(RelayRules.parse(rules.toJson())).isEqualTo(rules);
    assertThat(RelayRules.none().toJson()).isEqualTo("{}");
    assertThat(RelayRules.parse("{}").isEmpty()).isTrue();
  }
}
