package dev.mcpfly.api.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several machines behind one address: who gets a request, and where a machine sends it on to. */
@Timeout(120)
class EdgeRoutingTest {
  /** A machine that says who it is and what the proxy told it, or replays as the request asks. */
  private final class Routed extends StandInProcess {
    private final ExecutorService workers = Executors.newCachedThreadPool();
    private final HttpServer server;
    private final MachineSpec spec;

    Routed(MachineSpec spec) throws IOException {
      super(port -> Optional.empty());
      this.spec = spec;
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.setExecutor(workers);
      server.createContext("/", this::answer);
      server.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
      try (exchange) {
        var headers = exchange.getRequestHeaders();
        boolean replayed =
            headers.containsKey("fly-replay-src") || headers.containsKey("fly-replay-failed");
        String replay = headers.getFirst("x-replay");
        boolean always = headers.containsKey("x-always");
        if (replay != null && (always || !replayed)) {
          hops.add(spec.machineId());
          exchange.getResponseHeaders().set("fly-replay", replay);
          String cache = headers.getFirst("x-cache");
          if (cache != null) {
            exchange.getResponseHeaders().set("fly-replay-cache", cache);
            exchange.getResponseHeaders().set("fly-replay-cache-ttl-secs", "60");
          }
          exchange.sendResponseHeaders(200, -1);
          return;
        }
        if (exchange.getRequestURI().getPath().equals("/hold")) {
          arrived.release();
          gate.await(60, TimeUnit.SECONDS);
        }
        String body =
            spec.machineId()
                + "|"
                + headers.getFirst("fly-replay-src")
                + "|"
                + headers.getFirst("fly-replay-failed")
                + "|"
                + headers.getFirst("fly-preferred-instance-unavailable");
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public Optional<InetSocketAddress> address(int internalPort) {
      if (ending.getAndSet(false)) {
        server.stop(0);
        workers.shutdownNow();
        var unused = exit().completeAsync(() -> 0);
      }
      return exit().isDone() ? Optional.empty() : Optional.of(server.getAddress());
    }

    @Override
    public void stop(String signal, Duration timeout) {
      server.stop(0);
      workers.shutdownNow();
      super.stop(signal, timeout);
    }
  }

  private static final String CONFIG =
      "{'image':'x','services':[{'protocol':'tcp','internal_port':8080,'autostart':%s,"
          + "'concurrency':{'type':'requests','soft_limit':1,'hard_limit':2},"
          + "'ports':[{'port':80,'handlers':['http'],'http_options':{'replay_cache':["
          + "{'path_prefix':'/mcp','ttl_seconds':60,'type':'header','name':'Mcp-Session-Id',"
          + "'allow_bypass':true}]}}]}]}";

  /** Whether the next machine that is asked for its address ends instead. */
  private final AtomicBoolean ending = new AtomicBoolean();

  private final Semaphore arrived = new Semaphore(0);
  private final CountDownLatch gate = new CountDownLatch(1);
  private final List<String> hops = new ArrayList<>();
  private final HeldClock clock = EmulatorClock.leaping();
  private final FlyEmulator emulator =
      FlyEmulator.builder()
          .runtime(Routed::new)
          .clock(clock)
          .regions("iad", "fra", "ams")
          .rateLimits(false)
          .start();
  private final Rest fly = new Rest(emulator);
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final List<String> machines = new ArrayList<>();

  @BeforeEach
  void deploy() {
    fly.app("app");
    fly.post("/v1/apps/app/ip_assignments", "{'type':'shared_v4'}").expect(200);
    for (String region : List.of("iad", "iad", "fra")) {
      add(region, false);
    }
  }

  private void add(String region, boolean autostart) {
    String body = "{'region':'" + region + "','config':" + CONFIG.formatted(autostart) + "}";
    String id = fly.post("/v1/apps/app/machines", body).expect(200).text("/id");
    fly.await("/v1/apps/app/machines/" + id, "started");
    machines.add(id);
  }

  @AfterEach
  void close() {
    gate.countDown();
    emulator.close();
  }

  private HttpRequest request(String path, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(emulator.appUri("app") + path))
            .timeout(Duration.ofSeconds(60))
            .POST(HttpRequest.BodyPublishers.ofString("body"));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return request.build();
  }

  private HttpResponse<String> ask(String path, String... headers) throws Exception {
    return http.send(request(path, headers), HttpResponse.BodyHandlers.ofString());
  }

  private String[] told(String path, String... headers) throws Exception {
    return ask(path, headers).body().split("\\|", -1);
  }

  private CompletableFuture<String> hold() throws InterruptedException {
    CompletableFuture<String> answer =
        http.sendAsync(request("/hold"), HttpResponse.BodyHandlers.ofString())
            .thenApply(response -> response.statusCode() + " " + response.body());
    assertThat(arrived.tryAcquire(60, TimeUnit.SECONDS)).isTrue();
    return answer;
  }

  @Test
  void requestMovesToAnotherMachineWhenItsMachineGoesDown() throws Exception {
    for (int left = 2; left > 0; left--) {
      ending.set(true);
      HttpResponse<String> answer = ask("/");
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(ending.get()).isFalse();
    }
  }

  @Test
  void machinesOfTheNearestRegionTakeTurns() throws Exception {
    Set<String> used = new HashSet<>();
    for (int i = 0; i < 6; i++) {
      used.add(told("/")[0]);
    }
    assertThat(used).containsExactlyInAnyOrder(machines.get(0), machines.get(1));
  }

  @Test
  void spreadsLoadByLimitsAndQueuesTheExcess() throws Exception {
    List<CompletableFuture<String>> held = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      held.add(hold());
    }
    HttpResponse<String> seventh = ask("/");
    assertThat(seventh.statusCode()).isEqualTo(503);
    assertThat(seventh.body()).contains("hard limit");
    gate.countDown();
    List<String> answers = held.stream().map(CompletableFuture::join).toList();
    for (String machine : machines) {
      assertThat(answers).filteredOn(answer -> answer.startsWith("200 " + machine)).hasSize(2);
    }
    assertThat(told("/")[0]).isIn(machines);
  }

  @Test
  void stoppedMachineIsStartedWhenTheOthersAreAtTheirSoftLimit() throws Exception {
    add("ams", true);
    String fourth = machines.get(3);
    fly.post("/v1/apps/app/machines/" + fourth + "/stop", "{}").expect(200);
    fly.await("/v1/apps/app/machines/" + fourth, "stopped");
    for (int i = 0; i < 3; i++) {
      var unused = hold();
    }
    assertThat(told("/")[0]).isEqualTo(fourth);
  }

  @Test
  void requestMayPreferAMachineOrARegion() throws Exception {
    String third = machines.get(2);
    assertThat(told("/", "fly-prefer-region", "ord,eu")[0]).isEqualTo(third);
    assertThat(told("/", "fly-force-region", "fra")[0]).isEqualTo(third);
    assertThat(told("/", "fly-prefer-instance-id", third))
        .containsExactly(third, "null", "null", "null");
    assertThat(told("/", "fly-prefer-instance-id", "0123")[3]).isEqualTo("0123");
    assertThat(ask("/", "fly-force-region", "ams").statusCode()).isEqualTo(503);
  }

  @Test
  void machineSendsARequestToAnotherOneWithItsBody() throws Exception {
    String third = machines.get(2);
    String[] told = told("/", "x-replay", "instance=" + third + ";state=s");
    assertThat(told[0]).isEqualTo(third);
    assertThat(told[1])
        .matches("instance=(" + String.join("|", machines) + ");region=iad;t=\\d+;state=s");
    assertThat(told("/", "x-replay", "region=\"ams,fra\"")[0]).isEqualTo(third);
    String[] elsewhere = told("/", "x-replay", "elsewhere=true");
    assertThat(elsewhere[1]).doesNotContain("instance=" + elsewhere[0]);
    String[] preferred = told("/", "x-replay", "prefer_instance=0123");
    assertThat(preferred[3]).isEqualTo("0123");
    assertThat(ask("/", "x-replay", "elsewhere=true", "x-always", "1").body())
        .contains("replayed more than 3 times");
  }

  @ParameterizedTest
  @ValueSource(strings = {"force_self", "prefer_self"})
  void replayThatFailsFallsBackOnce(String fallback) throws Exception {
    String replay = "instance=0123;timeout=1s;fallback=" + fallback;
    String[] told = told("/", "x-replay", replay, "fly-force-instance-id", machines.get(1));
    assertThat(told[0]).isEqualTo(machines.get(1));
    assertThat(told[1]).isEqualTo("null");
    assertThat(told[2]).isEqualTo("instance=0123;app=app;reason=no_candidate");
    HttpResponse<String> again = ask("/", "x-replay", replay, "x-always", "1");
    assertThat(again.statusCode()).isEqualTo(502);
    assertThat(again.body()).contains("cannot be replayed again");
    assertThat(ask("/", "x-replay", "instance=0123;timeout=1s").statusCode()).isEqualTo(503);
  }

  @Test
  void replayToAFullMachineFallsBackForItsTimeout() throws Exception {
    for (int i = 0; i < 2; i++) {
      var unused =
          http.sendAsync(
              request("/hold", "fly-force-instance-id", machines.get(2)),
              HttpResponse.BodyHandlers.ofString());
      assertThat(arrived.tryAcquire(60, TimeUnit.SECONDS)).isTrue();
    }
    String[] told =
        told("/", "x-replay", "instance=" + machines.get(2) + ";timeout=2s;fallback=force_self");
    assertThat(told[2]).endsWith("reason=timeout");
  }

  @Test
  void removesProxyHeadersThatACallerSends() throws Exception {
    String[] told =
        told(
            "/",
            "fly-replay-src",
            "instance=evil",
            "fly-replay-failed",
            "instance=evil",
            "fly-preferred-instance-unavailable",
            "evil");
    assertThat(told).endsWith("null", "null", "null");
  }

  @Test
  void cachesReplayByTheHeaderThatTheConfigNames() throws Exception {
    String third = machines.get(2);
    String[] session = {"Mcp-Session-Id", "s1", "x-replay", "instance=" + third};
    assertThat(told("/mcp", session)[1]).isNotEqualTo("null");
    assertThat(hops).hasSize(1);
    assertThat(told("/mcp/x", "Mcp-Session-Id", "s1")).startsWith(third, "null");
    assertThat(told("/other", "Mcp-Session-Id", "s1")[0]).isNotEqualTo(third);
    assertThat(told("/mcp", "Mcp-Session-Id", "s2")[0]).isNotEqualTo(third);
    assertThat(told("/mcp", "Mcp-Session-Id", "s1", "fly-replay-cache-control", "skip")[0])
        .isNotEqualTo(third);
    clock.advance(Duration.ofSeconds(61));
    assertThat(told("/mcp", "Mcp-Session-Id", "s1")[0]).isNotEqualTo(third);
  }

  @Test
  void forgetsACachedMachineThatIsGone() throws Exception {
    String third = machines.get(2);
    String[] session = {"Mcp-Session-Id", "s1", "x-replay", "instance=" + third};
    assertThat(told("/mcp", session)[0]).isEqualTo(third);
    fly.delete("/v1/apps/app/machines/" + third + "?force=true").expect(200);
    fly.await("/v1/apps/app/machines/" + third, "destroyed");
    assertThat(told("/mcp", "Mcp-Session-Id", "s1")[0]).isIn(machines.subList(0, 2));
  }

  @Test
  void cachesReplayByThePathThatTheResponseNames() throws Exception {
    String third = machines.get(2);
    String replay = "instance=" + third;
    assertThat(told("/doc/1", "x-replay", replay, "x-cache", "/doc/*")[0]).isEqualTo(third);
    assertThat(told("/doc/2")).startsWith(third, "null");
    assertThat(told("/d")[0]).isNotEqualTo(third);
    assertThat(told("/s/1", "x-replay", replay + ";state=x", "x-cache", "/s/*")[0])
        .isEqualTo(third);
    assertThat(told("/s/2")[0]).as("replays with a state are not kept").isNotEqualTo(third);
  }

  @Test
  void oneIdleMachineOfARegionGoesDownAtATime() {
    fly.app("idle");
    List<String> idle = new ArrayList<>();
    String config =
        "{'image':'x','env':{'PRIMARY_REGION':'iad'},'services':[{'internal_port':8080,"
            + "'autostop':'stop','min_machines_running':1,'ports':[{'port':80}]}]}";
    for (String region : List.of("iad", "iad", "iad", "fra", "fra")) {
      String body = "{'region':'" + region + "','config':" + config + "}";
      String id = fly.post("/v1/apps/idle/machines", body).expect(200).text("/id");
      idle.add("/v1/apps/idle/machines/" + id);
      fly.await("/v1/apps/idle/machines/" + id, "started");
    }
    clock.advance(Duration.ofMinutes(6));
    assertThat(stopped(idle)).isEqualTo(2);
    clock.advance(Duration.ofMinutes(5));
    assertThat(stopped(idle)).isEqualTo(4);
    clock.advance(Duration.ofMinutes(60));
    assertThat(stopped(idle)).as("one stays in the primary region").isEqualTo(4);
    assertThat(idle.subList(0, 3)).anyMatch(path -> fly.get(path).text("/state").equals("started"));
  }

  private long stopped(List<String> paths) {
    return paths.stream().filter(path -> fly.get(path).text("/state").equals("stopped")).count();
  }
}
