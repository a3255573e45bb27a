package dev.mcpfly.api;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import dev.mcpfly.api.model.MachineState;
import dev.mcpfly.api.model.Signal;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** When a request is sent again, how long the client pauses, and when it gives up. */
class RetryTest extends Served {
  private static final String APP = "{\"name\":\"my-app\",\"status\":\"deployed\"}";

  @Test
  void retriesReadsAfterServerErrorsAndLostConnections() {
    answers(
        aResponse().withStatus(503),
        aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER),
        aResponse().withStatus(408),
        okJson(APP));
    assertThat(builder().build().app("my-app").get().name()).isEqualTo("my-app");
    assertThat(requests()).isEqualTo(4);
  }

  @Test
  void pausesGrowAndHaveJitter() {
    answers(
        aResponse().withStatus(502),
        aResponse().withStatus(502),
        aResponse().withStatus(502),
        okJson(APP));
    builder().rateLimiting(false).build().app("my-app").get();
    assertThat(clock.sleeps).hasSize(3);
    assertThat(clock.sleeps.get(0)).isBetween(Duration.ofMillis(250), Duration.ofMillis(500));
    assertThat(clock.sleeps.get(1)).isBetween(Duration.ofMillis(500), Duration.ofSeconds(1));
    assertThat(clock.sleeps.get(2)).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(2));
  }

  @Test
  void retriesAfter429AndHonoursRetryAfter() {
    answers(
        aResponse().withStatus(429).withHeader("Retry-After", "9"), okJson("{\"exit_code\":0}"));
    builder().build().app("my-app").machines().exec("1", "ls");
    assertThat(requests()).isEqualTo(2);
    assertThat(clock.sleeps.get(0)).isGreaterThan(Duration.ofSeconds(8));
  }

  @Test
  void neverRepeatsAChangeThatMayHaveTakenEffect() {
    answers(aResponse().withStatus(503), okJson("{}"));
    FlyException e =
        catchThrowableOfType(
            FlyException.class, () -> builder().build().app("my-app").machines().exec("1", "ls"));
    assertThat(requests()).isEqualTo(1);
    assertThat(e.outcomeUnknown()).isTrue();
    assertThat(e).hasMessageContaining("outcome is unknown");
  }

  @Test
  void repeatsAnythingThatWasCertainlyNotSent() throws Exception {
    URI nobody;
    try (ServerSocket free = new ServerSocket(0)) {
      nobody = URI.create("http://127.0.0.1:" + free.getLocalPort());
    }
    FlyClient fly = builder().baseUri(nobody).build();
    ConnectionException e =
        catchThrowableOfType(
            ConnectionException.class, () -> fly.app("my-app").machines().restart("1"));
    assertThat(e.attempts()).isEqualTo(5);
    assertThat(e.outcomeUnknown()).isFalse();
    assertThat(e.getSuppressed()).hasSize(4);
  }

  @Test
  void startsAMachineOnceItsCreationOrReplacementIsOver() {
    answers(
        aResponse()
            .withStatus(412)
            .withBody(
                "{\"error\":\"failed_precondition: unable to start machine from current state:"
                    + " 'created'\"}"),
        aResponse()
            .withStatus(412)
            .withBody(
                "{\"error\":\"failed_precondition: machine getting replaced, refusing to start\"}"),
        okJson("{\"previous_state\":\"stopped\"}"));
    assertThat(builder().build().app("my-app").machines().start("1").previousState())
        .contains(MachineState.STOPPED);
    assertThat(requests()).isEqualTo(3);
  }

  @Test
  void keepsEarlierFailuresWithTheLast() {
    answers(aResponse().withStatus(500), aResponse().withStatus(502), aResponse().withStatus(404));
    NotFoundException e =
        catchThrowableOfType(NotFoundException.class, () -> builder().build().app("my-app").get());
    assertThat(e.attempts()).isEqualTo(3);
    assertThat(e.getSuppressed())
        .extracting(one -> ((FlyException) one).status().orElse(0))
        .containsExactly(500, 502);
  }

  @Test
  void fails4xxAtOnce() {
    answers(aResponse().withStatus(400), okJson(APP));
    assertThatThrownBy(() -> builder().build().app("my-app").get())
        .isInstanceOf(ApiException.BadRequest.class);
    assertThat(requests()).isEqualTo(1);
  }

  @Test
  void aDeadlineCoversABodyThatStalls() throws Exception {
    try (DrippingServer slow = new DrippingServer("{\"name\":")) {
      FlyClient fly =
          builder()
              .baseUri(slow.uri())
              .callTimeout(Duration.ofMillis(700))
              .attemptTimeout(Duration.ofMillis(300))
              .build();
      ConnectionException e =
          catchThrowableOfType(ConnectionException.class, () -> fly.app("my-app").get());
      assertThat(e).hasMessageContaining("no complete reply");
      assertThat(slow.connectionsClosedByPeer()).isTrue();
    }
  }

  @RepeatedTest(
      20) // The interrupt may come before, while and after the client learns of the reply.
  void anInterruptDuringAReplyEndsTheCallAndIsRestored() throws Exception {
    try (DrippingServer slow = new DrippingServer("{")) {
      FlyClient fly = builder().baseUri(slow.uri()).build();
      Thread caller = Thread.currentThread();
      Thread interrupter =
          new Thread(
              () -> {
                if (slow.answered()) {
                  caller.interrupt();
                }
              });
      interrupter.start();
      CallInterruptedException e =
          catchThrowableOfType(
              CallInterruptedException.class,
              () -> fly.app("my-app").machines().signal("1", Signal.SIGHUP));
      assertThat(Thread.interrupted()).isTrue();
      interrupter.join();
      assertThat(e.outcomeUnknown()).isTrue();
      assertThat(slow.connectionsClosedByPeer()).isTrue();
    }
  }

  @Test
  void interruptBeforeTheRequestMeansThatNothingHappened() throws Exception {
    try (DrippingServer slow = new DrippingServer("{")) {
      FlyClient fly = builder().baseUri(slow.uri()).build();
      Thread.currentThread().interrupt();
      CallInterruptedException e =
          catchThrowableOfType(
              CallInterruptedException.class,
              () -> fly.app("my-app").machines().signal("1", Signal.SIGHUP));
      assertThat(Thread.interrupted()).isTrue();
      assertThat(e.outcomeUnknown()).isFalse();
      assertThat(e).hasMessageEndingWith("was interrupted.");
    }
  }

  @Test
  void aDeadlineLeavesNoInterruptBehind() throws Exception {
    try (DrippingServer slow = new DrippingServer("{")) {
      FlyClient fly =
          builder()
              .baseUri(slow.uri())
              .retry(RetryPolicy.none())
              .attemptTimeout(Duration.ofMillis(1))
              .build();
      for (int i = 0; i < 50; i++) {
        assertThatThrownBy(() -> fly.app("my-app").get()).isInstanceOf(ConnectionException.class);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
      }
    }
  }

  @Test
  void deadlineCoversASilentServer() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      FlyClient fly =
          builder()
              .baseUri(URI.create("http://127.0.0.1:" + silent.getLocalPort()))
              .retry(RetryPolicy.none())
              .attemptTimeout(Duration.ofMillis(200))
              .build();
      ConnectionException e =
          catchThrowableOfType(
              ConnectionException.class, () -> fly.app("my-app").machines().restart("1"));
      assertThat(e).hasMessageContaining("no complete reply within PT0.2S");
      assertThat(e.outcomeUnknown()).isTrue();
    }
  }

  @Test
  void aHostWithoutAnAddressIsNamed() {
    FlyClient fly =
        builder()
            .baseUri(URI.create("http://no-such-host.invalid"))
            .allowPlainHttp(true)
            .retry(RetryPolicy.none())
            .build();
    ConnectionException e =
        catchThrowableOfType(
            ConnectionException.class, () -> fly.app("my-app").machines().restart("1"));
    assertThat(e)
        .hasMessageContaining("from no-such-host.invalid: the host name cannot be resolved");
    assertThat(e.outcomeUnknown()).isFalse();
  }

  @Test
  void asksForAnotherTokenAfterA401() {
    SERVER.stubFor(
        any(anyUrl())
            .withHeader("Authorization", equalTo("FlyV1 fm2_old"))
            .willReturn(aResponse().withStatus(401)));
    SERVER.stubFor(
        any(anyUrl())
            .withHeader("Authorization", equalTo("FlyV1 fm2_new"))
            .willReturn(okJson(APP)));
    AtomicInteger asked = new AtomicInteger();
    FlyClient fly =
        FlyClient.builder()
            .token(() -> asked.getAndIncrement() == 0 ? "fm2_old" : "fm2_new")
            .baseUri(uri())
            .build();
    assertThat(fly.app("my-app").get().name()).isEqualTo("my-app");
    assertThat(asked).hasValue(2);
  }

  @Test
  void doesNotRepeatA401WithTheSameToken() {
    answers(aResponse().withStatus(401), okJson(APP));
    assertThatThrownBy(() -> builder().build().app("my-app").get())
        .isInstanceOf(ApiException.Unauthorized.class);
    assertThat(requests()).isEqualTo(1);
  }

  @Test
  void keepsTheAffinityCookieOfAnAppForThatAppOnly() {
    SERVER.stubFor(
        post("/v1/apps/one/machines/1/cordon")
            .willReturn(
                okJson("{\"ok\":true}")
                    .withHeader(
                        "Set-Cookie", "fly_flaps_affinity=abc; Path=/v1/apps/one; Max-Age=60")));
    SERVER.stubFor(get(anyUrl()).willReturn(okJson(APP)));
    FlyClient fly = builder().build();
    fly.app("one").machines().cordon("1");
    fly.app("one").get();
    fly.app("two").get();
    fly.app("one-more").get();
    SERVER.verify(
        anyRequestedFor(anyUrl()).withHeader("Cookie", equalTo("fly_flaps_affinity=abc")));
    assertThat(
            SERVER.findAll(anyRequestedFor(anyUrl())).stream()
                .filter(request -> request.containsHeader("Cookie"))
                .map(request -> request.getUrl()))
        .containsExactly("/v1/apps/one");
  }

  @Test
  void reportsEventsToAListener() {
    answers(aResponse().withStatus(503), okJson(APP).withHeader("fly-request-id", "R1"));
    List<FlyEvent> events = new CopyOnWriteArrayList<>();
    builder().listener(events::add).build().app("my-app").get();
    assertThat(events)
        .hasExactlyElementsOfTypes(
            FlyEvent.Sent.class,
            FlyEvent.Answered.class,
            FlyEvent.Retrying.class,
            FlyEvent.Sent.class,
            FlyEvent.Answered.class);
    assertThat(((FlyEvent.Answered) events.get(4)).requestId()).contains("R1");
    assertThat(events.toString()).doesNotContain("t0ken");
  }

  @Test
  void survivesAListenerThatThrows() {
    answers(okJson(APP));
    FlyClient fly =
        builder()
            .listener(
                event -> {
                  throw new IllegalStateException("listener");
                })
            .build();
    assertThat(fly.app("my-app").get().name()).isEqualTo("my-app");
  }

  private static void answers(ResponseDefinitionBuilder... replies) {
    List<String> states = new ArrayList<>();
    states.add(Scenario.STARTED);
    for (int i = 0; i < replies.length; i++) {
      states.add("after " + i);
      SERVER.stubFor(
          any(anyUrl())
              .inScenario("answers")
              .whenScenarioStateIs(states.get(i))
              .willSetStateTo(states.get(i + 1))
              .willReturn(replies[i]));
    }
  }

  private static int requests() {
    return SERVER.findAll(anyRequestedFor(anyUrl())).size();
  }
}
