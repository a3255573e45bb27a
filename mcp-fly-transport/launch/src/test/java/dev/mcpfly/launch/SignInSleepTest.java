package dev.mcpfly.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpfly.api.FlyApp;
import dev.mcpfly.api.emulator.FlyEmulator;
import dev.mcpfly.api.emulator.LifecycleDelays;
import dev.mcpfly.api.json.JsonObject;
import dev.mcpfly.api.model.Machine;
import dev.mcpfly.api.model.MachineState;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A hosted client, step by step, at a Machine that is stopped before each of them, as slowly as
 * Fly's are. claude.ai waits 10 seconds for each answer: {@code -Dlaunch.sign-in.seconds=10} does
 * so too, on a computer that has nothing else to do.
 */
@Timeout(400)
class SignInSleepTest extends BuiltLaunchTestBase {
  private static final Duration PATIENCE =
      Duration.ofSeconds(Integer.getInteger("launch.sign-in.seconds", 120));
  private static final String REDIRECT = "https://claude.ai/api/mcp/auth_callback";
  private static final String VERIFIER = "a-verifier-of-forty-three-characters-or-more-0123";

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private McpDeployment deployment;
  private String machine;

  @Override
  FlyEmulator.Builder configure(FlyEmulator.Builder builder) {
    return super.configure(builder).delays(LifecycleDelays.realistic());
  }

  private HttpResponse<String> answer(String step, HttpRequest.Builder request) throws Exception {
    long begin = System.nanoTime();
    HttpResponse<String> answer =
        http.send(request.timeout(PATIENCE).build(), BodyHandlers.ofString());
    System.out.printf("%s: %d ms%n", step, (System.nanoTime() - begin) / 1_000_000);
    return answer;
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(deployment.uri().resolve(path));
  }

  private HttpRequest.Builder post(String path, Map<String, String> form) {
    String fields =
        form.entrySet().stream()
            .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
    return to(path)
        .header("Content-Type", "application/x-www-form-urlencoded")
        .POST(HttpRequest.BodyPublishers.ofString(fields));
  }

  private void stop() {
    FlyApp app = deployment.handle();
    app.machines().stop(machine);
    app.machines().await(machine, MachineState.STOPPED, Duration.ofMinutes(2));
  }

  /** Puts another Machine with the same configuration, and so the same secrets, in its place. */
  private void replace() {
    FlyApp app = deployment.handle();
    Machine before = app.machines().get(machine);
    String next =
        app.machines().create(r -> r.region("fra").config(before.config().orElseThrow())).id();
    app.machines().await(next, MachineState.STARTED, Duration.ofMinutes(2));
    app.machines().delete(machine, true);
    machine = next;
  }

  @Test
  void theClientNoticesNothing() throws Exception {
    deployment =
        launcher()
            .images(images())
            .authorization(Authorization.oauth().owner("me", "word"))
            .launch();
    machine = deployment.machineId();
    stop();
    String metadata = answer("discovery", to("/.well-known/oauth-protected-resource/mcp")).body();
    assertThat(metadata).contains(deployment.uri().toString());
    stop();
    assertThat(answer("metadata", to("/.well-known/oauth-authorization-server")).body())
        .contains("\"registration_endpoint\"");
    stop();
    HttpResponse<String> registered =
        answer(
            "registration",
            to("/register")
                .header("Content-Type", "application/json")
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        "{\"redirect_uris\":[\""
                            + REDIRECT
                            + "\"],\"token_endpoint_auth_method\":\"none\"}")));
    assertThat(registered.statusCode()).as(registered.body()).isEqualTo(201);
    Map<String, String> client = new TreeMap<>();
    client.put("client_id", String.valueOf(JsonObject.parse(registered.body()).text("client_id")));
    stop();
    Map<String, String> exchange = new TreeMap<>(client);
    exchange.put("code", code(client));
    exchange.put("grant_type", "authorization_code");
    exchange.put("redirect_uri", REDIRECT);
    exchange.put("code_verifier", VERIFIER);
    stop();
    JsonObject tokens = tokens("token", exchange);
    stop();
    for (int i = 0; i < 2; i++) {
      Map<String, String> refresh = new TreeMap<>(client);
      refresh.put("grant_type", "refresh_token");
      refresh.put("refresh_token", String.valueOf(tokens.text("refresh_token")));
      tokens = tokens(i == 0 ? "refresh" : "refresh at another Machine", refresh);
      replace();
    }
    String token = "Bearer " + tokens.text("access_token");
    HttpResponse<String> called =
        answer(
            "a call at a third Machine",
            to("/mcp")
                .header("Authorization", token)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        """
                        {"jsonrpc":"2.0","id":1,"method":"initialize","params":{\
                        "protocolVersion":"2025-11-25","capabilities":{},\
                        "clientInfo":{"name":"c","version":"1"}}}\
                        """)));
    assertThat(called.statusCode()).as(called.body()).isEqualTo(200);
  }

  /** Signs in, as a person does, and returns the code that the client gets. */
  private String code(Map<String, String> client) throws Exception {
    String challenge =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(
                MessageDigest.getInstance("SHA-256")
                    .digest(VERIFIER.getBytes(StandardCharsets.US_ASCII)));
    HttpResponse<String> page =
        answer(
            "the page",
            to(
                "/authorize?response_type=code&code_challenge_method=S256&state=s&client_id="
                    + client.get("client_id")
                    + "&redirect_uri="
                    + URLEncoder.encode(REDIRECT, StandardCharsets.UTF_8)
                    + "&code_challenge="
                    + challenge));
    Map<String, String> form = new TreeMap<>();
    form.put("form", page.body().replaceAll("(?s).* name=form value=\"([^\"]*)\".*", "$1"));
    form.put("user", "me");
    form.put("password", "word");
    form.put("action", "allow");
    stop();
    HttpResponse<String> allowed =
        answer(
            "the sign-in",
            post("/authorize", form)
                .header(
                    "Cookie", page.headers().firstValue("Set-Cookie").orElse("").split(";", 2)[0]));
    assertThat(allowed.statusCode()).as(allowed.body()).isEqualTo(303);
    URI back = URI.create(allowed.headers().firstValue("Location").orElseThrow());
    return back.getQuery().replaceAll(".*\\bcode=([^&]*).*", "$1");
  }

  private JsonObject tokens(String step, Map<String, String> form) throws Exception {
    HttpResponse<String> answer = answer(step, post("/token", form));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JsonObject.parse(answer.body());
  }
}
