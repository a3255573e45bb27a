package dev.mcpfly.api.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class FaultTest {
  private final HeldClock clock = EmulatorClock.held();
  private final FlyEmulator emulator =
      FlyEmulator.builder().clock(clock).delays(LifecycleDelays.none()).rateLimits(false).start();
  private final Rest fly = new Rest(emulator);
  private final String app = fly.app("faulty");

  @AfterEach
  void close() {
    emulator.close();
  }

  private int machines() {
    return emulator.counts().machines();
  }

  private Rest.Answer create() {
    return fly.post(app + "/machines", "{'config':{'image':'x'}}");
  }

  @Test
  void strikesOnlyTheNthCall() {
    emulator.faults().add(Fault.on("Machines_create").call(2).answer(503, "upstream gone"));
    create().expect(200);
    assertThat(create().expect(503).body()).isEqualTo("upstream gone");
    create().expect(200);
    assertThat(machines()).isEqualTo(2);
    assertThat(emulator.faults().applied()).isEqualTo(1);
  }

  @Test
  void aRangeOfCallsAndTheirHeadersCanBeChosen() {
    emulator
        .faults()
        .add(Fault.on("Apps_show").calls(1, 2).answer(429, "{}", Map.of("Retry-After", "7")));
    assertThat(fly.get(app).expect(429).response().headers().firstValue("retry-after"))
        .hasValue("7");
    fly.get(app).expect(429);
    fly.get(app).expect(200);
  }

  @Test
  void leavesOtherAppsAlone() {
    String other = fly.app("other");
    emulator.faults().add(Fault.on("Apps_show").inApp("other").answer(500));
    fly.get(app).expect(200);
    fly.get(other).expect(500);
    emulator.faults().clear();
    fly.get(other).expect(200);
  }

  @Test
  void aCallDroppedBeforeHasNoEffectAndOneDroppedAfterHas() {
    emulator.faults().add(Fault.on("Machines_create").call(1).dropBefore());
    assertThatThrownBy(this::create).isInstanceOf(UncheckedIOException.class);
    assertThat(machines()).isZero();
    emulator.faults().add(Fault.on("Machines_create").call(1).dropAfter());
    assertThatThrownBy(this::create).isInstanceOf(UncheckedIOException.class);
    assertThat(machines()).isEqualTo(1);
    emulator.faults().add(Fault.on("Machines_create").call(1).refuse());
    assertThatThrownBy(this::create).isInstanceOf(UncheckedIOException.class);
    assertThat(machines()).isEqualTo(1);
    assertThat(emulator.requests())
        .filteredOn(request -> request.operation().equals("Machines_create"))
        .extracting(FlyEmulator.RecordedRequest::status)
        .containsOnly(OptionalInt.empty());
  }

  @Test
  void errorResponseCanHideThatTheCallTookEffect() {
    emulator.faults().add(Fault.on("Machines_create").answerAfterEffect(408, "{'error':'late'}"));
    create().expect(408);
    assertThat(machines()).isEqualTo(1);
  }

  @Test
  void aDelayFollowsTheClock() throws Exception {
    emulator.faults().add(Fault.on("Apps_show").call(1).delay(Duration.ofMinutes(10)));
    CompletableFuture<Integer> answer = CompletableFuture.supplyAsync(() -> fly.get(app).status());
    while (emulator.faults().applied() == 0) {
      Thread.onSpinWait();
    }
    assertThat(answer).isNotDone();
    while (!answer.isDone()) {
      clock.advance(Duration.ofMinutes(1));
    }
    assertThat(answer.get(60, TimeUnit.SECONDS)).isEqualTo(200);
  }

  @Test
  void aStalledBodyEndsWhenTheEmulatorCloses() throws Exception {
    emulator.faults().add(Fault.on("Apps_show").stallBody());
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(emulator.uri() + app))
            .header("Authorization", emulator.token())
            .build();
    HttpResponse<java.io.InputStream> answer =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofInputStream());
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body().read()).isEqualTo('{');
    emulator.close();
    assertThatThrownBy(() -> answer.body().readAllBytes()).isInstanceOf(IOException.class);
  }

  @Test
  void requestsAreRecordedWithoutTheToken() {
    fly.with("x-mine", "yes").post(app + "/secrets?a=b", "{'values':{'K':'hidden'}}").expect(200);
    FlyEmulator.RecordedRequest last = emulator.requests().get(emulator.requests().size() - 1);
    assertThat(last.method()).isEqualTo("POST");
    assertThat(last.path()).isEqualTo(app + "/secrets?a=b");
    assertThat(last.body()).contains("hidden");
    assertThat(last.headers()).containsKey("x-mine").doesNotContainKey("authorization");
    assertThat(last.toString()).isEqualTo("POST " + app + "/secrets?a=b -> 200");
  }
}
