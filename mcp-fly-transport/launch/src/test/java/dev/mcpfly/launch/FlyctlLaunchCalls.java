package dev.mcpfly.launch;

import dev.mcpfly.api.emulator.FlyEmulator;
import dev.mcpfly.api.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/**
 * Makes the calls of {@code fly mcp launch COMMAND --claude --secret NAME=VALUE} in flyctl's order,
 * with the waits that flyctl makes: after the machine is created it is read for ten seconds, at
 * first after half a second and then every two, to see whether it keeps restarting. What flyctl
 * asks of other services (the organization, the image's digest, the release) is not made.
 */
final class FlyctlLaunchCalls {
  private static final Duration SMOKE_CHECK = Duration.ofSeconds(10);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

  private final HttpClient http = HttpClient.newHttpClient();
  private final FlyEmulator emulator;
  private final String app;
  private int calls;

  FlyctlLaunchCalls(FlyEmulator emulator, String app) {
    this.emulator = emulator;
    this.app = "/v1/apps/" + app;
  }

  /** Returns how many calls were made. */
  int calls() {
    return calls;
  }

  private JsonObject call(String method, String path, JsonObject body, String... headers)
      throws IOException, InterruptedException {
    calls++;
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(emulator.uri() + path))
            .header("Authorization", emulator.token())
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofByteArray(body.toBytes()));
    if (headers.length > 0) {
      request.headers(headers);
    }
    HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() >= 300 && answer.statusCode() != 404) {
      throw new IOException(method + " " + path + ": " + answer.statusCode() + answer.body());
    }
    return answer.body().startsWith("{") ? JsonObject.parse(answer.body()) : JsonObject.empty();
  }

  private JsonObject get(String path) throws IOException, InterruptedException {
    return call("GET", path, JsonObject.empty());
  }

  private JsonObject post(String path, JsonObject body) throws IOException, InterruptedException {
    return call("POST", path, body);
  }

  private static JsonObject secret(String name, String value) {
    return JsonObject.of("values", JsonObject.of(name, value));
  }

  /**
   * Launches.
   *
   * @param config the machine's configuration
   */
  void run(String name, String token, JsonObject config) throws IOException, InterruptedException {
    get(app);
    JsonObject guest = JsonObject.of("cpu_kind", "shared").with("cpus", 1).with("memory_mb", 1024);
    post(
        "/v1/platform/placements",
        JsonObject.of("org_slug", "personal")
            .with("region", "any")
            .with("count", 2)
            .with("compute", guest));
    post(
        "/v1/apps?wait=true",
        JsonObject.of("name", name).with("org_slug", "personal").with("network", ""));
    get(app);
    post(app + "/secrets", secret("FLY_MCP_BEARER_TOKEN", token));
    post(app + "/secrets", secret("API_TOKEN", "sk-x"));
    get(app + "/machines");
    get(app + "/volumes");
    get(app + "/ip_assignments");
    post(app + "/ip_assignments", JsonObject.of("type", "v6"));
    post(app + "/ip_assignments", JsonObject.of("type", "shared_v4"));
    JsonObject machine =
        post(
            app + "/machines",
            JsonObject.of("region", "iad").with("lease_ttl", 300).with("config", config));
    String path = app + "/machines/" + machine.text("id");
    smokeCheck(path);
    get(path + "/wait?state=started&timeout=60");
    call(
        "DELETE",
        path + "/lease",
        JsonObject.empty(),
        "fly-machine-lease-nonce",
        machine.text("nonce", ""));
  }

  private void smokeCheck(String machine) throws IOException, InterruptedException {
    long end = System.nanoTime() + SMOKE_CHECK.toNanos();
    Duration pause = FIRST_PAUSE;
    while (true) {
      get(machine);
      long left = end - System.nanoTime();
      if (left <= pause.toNanos()) {
        Thread.sleep(Math.max(0, left / 1_000_000));
        return;
      }
      Thread.sleep(pause.toMillis());
      pause =
          pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0
              ? pause.multipliedBy(2)
              : LONGEST_PAUSE;
    }
  }
}
