package dev.mcpfly.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpfly.transport.RelayRules;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Launches that say who may use what: the relay of the machine holds to it. */
class LaunchRulesTest extends BuiltLaunchTestBase {
  private McpLauncher relayed() {
    return launcher().images(images());
  }

  /** A client of the machine with a token. */
  private static final class Caller {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private final URI uri;
    private final String token;
    private String session = "";

    Caller(URI uri, String token) throws IOException, InterruptedException {
      this.uri = uri;
      this.token = token;
      session =
          post("{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{"
                  + "\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},"
                  + "\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}}")
              .headers()
              .firstValue("Mcp-Session-Id")
              .orElse("");
    }

    HttpResponse<String> post(String body) throws IOException, InterruptedException {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(uri)
              .header("Authorization", "Bearer " + token)
              .header("Content-Type", "application/json")
              .header("Accept", "application/json, text/event-stream");
      if (!session.isEmpty()) {
        request.header("Mcp-Session-Id", session);
      }
      return CLIENT.send(
          request.POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
    }

    String tools() throws IOException, InterruptedException {
      return post("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}").body();
    }

    HttpResponse<String> env() throws IOException, InterruptedException {
      return post(
          "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/call\",\"params\":{\"name\":\"env\","
              + "\"arguments\":{}}}");
    }
  }

  @Test
  void usersHaveTheirOwnTokensToolsLimitsAndSecrets() throws Exception {
    McpDeployment deployment =
        relayed()
            .tools(t -> t.forPrincipal("token", p -> p.allow("*")))
            .user(
                "alice",
                u ->
                    u.token("tok-alice")
                        .secret("GITHUB_TOKEN", "ghp-of-alice")
                        .tools(t -> t.allow("env"))
                        .limits(l -> l.callsPerMinute(2)))
            .user("bob", u -> u.token("tok-bob"))
            .launch();
    assertThat(deployment.wire()).isEqualTo(Wire.STREAMABLE_HTTP);
    assertThat(deployment.inspect().tools()).containsExactly("env");

    Caller alice = new Caller(deployment.uri(), "tok-alice");
    assertThat(alice.tools()).contains("\"env\"");
    assertThat(alice.env().body())
        .contains("GITHUB_TOKEN=ghp-of-alice")
        .contains("API_TOKEN=sk-very-secret-value")
        .doesNotContain("MCP_FLY_USER")
        .doesNotContain("tok-");
    HttpResponse<String> third = alice.env();
    assertThat(third.statusCode()).isEqualTo(429);
    assertThat(third.headers().firstValue("Retry-After")).isPresent();

    Caller bob = new Caller(deployment.uri(), "tok-bob");
    assertThat(bob.tools()).contains("\"tools\":[]");
    assertThat(bob.env().body()).contains("-32602").contains("Unknown tool: env");
    assertThat(LaunchTest.callEnv(deployment)).doesNotContain("ghp-of-alice");

    // The file names secrets and does not hold them.
    String config =
        deployment
            .handle()
            .machines()
            .get(deployment.machineId())
            .config()
            .orElseThrow()
            .toString();
    assertThat(config).doesNotContain("tok-alice").doesNotContain("ghp-of-alice");
    assertThat(deployment.handle().secrets().list().toString())
        .contains("MCP_FLY_USER_ALICE_TOKEN", "MCP_FLY_USER_ALICE_SECRET_GITHUB_TOKEN");
  }

  @Test
  void rulesChangeByAnUpdateAndByAnotherLaunch() throws Exception {
    Consumer<McpLauncher> alice = l -> l.user("alice", u -> u.token("tok-alice"));
    McpLauncher launcher = relayed();
    alice.accept(launcher);
    McpDeployment deployment = launcher.launch();
    assertThat(new Caller(deployment.uri(), "tok-alice").tools()).contains("\"env\"");

    deployment.update(u -> u.rules(rules -> rules.tools(t -> t.deny("env"))));
    assertThat(new Caller(deployment.uri(), "tok-alice").tools()).contains("\"tools\":[]");

    deployment.update(
        u ->
            u.rules(rules -> RelayRules.none().principalToken("alice", "MCP_FLY_USER_ALICE_TOKEN"))
                .secret("MCP_FLY_USER_ALICE_TOKEN", "tok-new"));
    assertThat(new Caller(deployment.uri(), "tok-new").tools()).contains("\"env\"");
    assertThat(new Caller(deployment.uri(), "tok-alice").session).isEmpty();

    McpDeployment plain = relayed().relay().launch();
    assertThat(plain.machineId()).isEqualTo(deployment.machineId());
    assertThat(new Caller(plain.uri(), "tok-new").session).isEmpty();
    assertThat(plain.inspect().tools()).containsExactly("env");
    assertThatThrownBy(() -> plain.update(u -> u.rules(rules -> rules)))
        .isInstanceOf(LaunchException.class)
        .hasMessageContaining("no rules to change");
  }

  @Test
  void serverInThisProcessEnforcesThemToo() throws Exception {
    try (InProcessServer server =
        McpLauncher.inThisProcess()
            .command(LaunchServerMain.command())
            .server("notes")
            .host(host)
            .authorization(Authorization.bearerToken("own"))
            .tools(t -> t.forPrincipal("alice", p -> p.allow("env")))
            .user("alice", u -> u.token("tok-alice").secret("GITHUB_TOKEN", "ghp-of-alice"))
            .start()) {
      assertThat(new Caller(server.uri(), "tok-alice").env().body()).contains("ghp-of-alice");
      assertThat(new Caller(server.uri(), "own").tools()).contains("\"tools\":[]");
      assertThat(new Caller(server.uri(), "else").session).isEmpty();
    }
  }

  /** Who signs in is known to the issuer or the login alone, whatever token is accepted as well. */
  @Test
  void rulesMayNameUsersWhoSignInBesideABearerToken() {
    LaunchPlan plan =
        relayed()
            .authorization(Authorization.oauth().user("ann", "a-password").alsoBearerToken())
            .tools(t -> t.forPrincipal("ann", p -> p.allow("env")))
            .plan();
    assertThat(plan.text()).contains("ann");
    assertThatThrownBy(() -> relayed().tools(t -> t.forPrincipal("ann", p -> p.allow("*"))).plan())
        .as("with a bearer token alone there is nobody of that name")
        .isInstanceOf(InvalidLaunchException.class)
        .hasMessageContaining("ann");
  }

  @Test
  void rejectsRulesThatNothingCouldEnforce() {
    int before = emulator.requests().size();
    assertThatThrownBy(
            () ->
                McpLauncher.on(fly)
                    .http(HttpServerImage.of("ghcr.io/example/server:1").port(3000))
                    .server("notes")
                    .tools(t -> t.allow("*"))
                    .launch())
        .isInstanceOf(InvalidLaunchException.class)
        .hasMessageContaining("speaks HTTP itself");
    assertThatThrownBy(() -> relayed().user("alice", u -> {}).launch())
        .isInstanceOf(InvalidLaunchException.class)
        .hasMessageContaining("alice has no token");
    assertThatThrownBy(
            () -> relayed().authorization(Authorization.none()).user("a", u -> u.token("t")).plan())
        .isInstanceOf(InvalidLaunchException.class)
        .hasMessageContaining("Authorization.none()");
    assertThatThrownBy(() -> relayed().tools(t -> t.forScope("x", s -> s.allow("*"))).launch())
        .isInstanceOf(InvalidLaunchException.class)
        .hasMessageContaining("scope \"x\"");
    assertThatThrownBy(() -> relayed().tools(t -> t.forPrincipal("x", s -> s.allow("*"))).launch())
        .isInstanceOf(InvalidLaunchException.class)
        .hasMessageContaining("principal \"x\"");
    OAuthAuthorization login =
        Authorization.oauth().user("ann", "a-password").toolScopes("write_*", "write");
    assertThatThrownBy(
            () ->
                relayed()
                    .authorization(login)
                    .tools(t -> t.forScope("wirte", s -> s.allow("*")))
                    .launch())
        .isInstanceOf(InvalidLaunchException.class)
        .hasMessageContaining("scope \"wirte\"")
        .hasMessageContaining("[mcp, write]");
    relayed().authorization(login).tools(t -> t.forScope("write", s -> s.allow("*")));
    assertThatThrownBy(() -> relayed().callerLimits(l -> l.callsAtOnce(0)))
        .isInstanceOf(InvalidLaunchException.class)
        .hasMessageContaining("but was 0");
    assertThat(emulator.requests()).hasSize(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"alice", "Alice", "a.b", "a-b", "ünï", "a b@c"})
  void everyUsersSecretsHaveTheirOwnNames(String name) {
    LaunchUser user = new LaunchUser(name).token("t").secret("A", "b");
    assertThat(user.secrets().keySet()).allMatch(each -> each.matches("MCP_FLY_USER_[A-Z0-9_]+"));
    assertThat(user.secrets().keySet())
        .doesNotContainAnyElementsOf(new LaunchUser(name + ".").token("t").secrets().keySet());
    assertThat(user.toString()).isEqualTo("LaunchUser[" + name + "]");
    assertThat(RelayRules.parse(user.rules().toJson())).isEqualTo(user.rules());
  }
}
