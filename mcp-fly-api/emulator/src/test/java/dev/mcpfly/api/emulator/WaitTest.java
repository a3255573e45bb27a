package dev.mcpfly.api.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class WaitTest {
  private final HeldClock clock = EmulatorClock.held();
  private final FlyEmulator emulator =
      FlyEmulator.builder()
          .clock(clock)
          .delays(LifecycleDelays.all(Duration.ofSeconds(10)))
          .rateLimits(false)
          .start();
  private final Rest fly = new Rest(emulator);
  private final String app = fly.app("awaited");
  private final String machine = fly.machine(app, "{'image':'x'}");

  @AfterEach
  void close() {
    emulator.close();
  }

  /** Waits while the test moves the clock on, a second at a time. */
  private Rest.Answer await(String query) {
    CompletableFuture<Rest.Answer> answer =
        CompletableFuture.supplyAsync(() -> fly.get(machine + "/wait?" + query));
    while (!answer.isDone()) {
      clock.advance(Duration.ofSeconds(1));
    }
    return answer.join();
  }

  @Test
  void passesThroughEveryTransientState() {
    assertThat(fly.get(machine).text("/state")).isEqualTo("created");
    assertThat(fly.post(machine + "/start", "").expect(412).text("/error"))
        .isEqualTo("failed_precondition: unable to start machine from current state: 'created'");
    clock.advance(Duration.ofSeconds(10));
    assertThat(fly.get(machine).text("/state")).isEqualTo("starting");
    clock.advance(Duration.ofSeconds(10));
    assertThat(fly.get(machine).text("/state")).isEqualTo("started");
    fly.post(machine + "/suspend", "").expect(200);
    assertThat(fly.get(machine).text("/state")).isEqualTo("suspending");
    clock.advance(Duration.ofSeconds(10));
    fly.post(machine + "/start", "").expect(200);
    assertThat(fly.get(machine).text("/state")).isEqualTo("starting");
    clock.advance(Duration.ofSeconds(10));
    fly.post(machine + "/restart?timeout=5&signal=SIGTERM", "").expect(200);
    assertThat(fly.get(machine).text("/state")).isEqualTo("restarting");
    clock.advance(Duration.ofSeconds(20));
    fly.post(machine + "/stop", "").expect(200);
    assertThat(fly.get(machine).text("/state")).isEqualTo("stopping");
    fly.post(machine + "/start", "").expect(412);
    clock.advance(Duration.ofSeconds(10));
    assertThat(fly.get(machine).text("/state")).isEqualTo("stopped");
    fly.delete(machine).expect(200);
    assertThat(fly.get(machine).text("/state")).isEqualTo("destroying");
    clock.advance(Duration.ofSeconds(10));
    assertThat(fly.get(machine).text("/state")).isEqualTo("destroyed");
    fly.post(machine + "/start", "").expect(404);
    fly.delete(machine).expect(404);
  }

  @Test
  void answersWhenTheStateIsReached() {
    Rest.Answer reached = await("state=started&timeout=60").expect(200);
    assertThat(reached.at("/ok").asBoolean()).isTrue();
    assertThat(reached.text("/state")).isEqualTo("started");
    assertThat(reached.text("/version")).isEqualTo(fly.get(machine).text("/instance_id"));
    assertThat(reached.text("/event_id")).hasSize(26);
    fly.post(machine + "/stop", "").expect(200);
    assertThat(await("state=stopped&state=suspended").expect(200).text("/state"))
        .isEqualTo("stopped");
    assertThat(await("state=suspended,settled").expect(200).text("/state")).isEqualTo("stopped");
  }

  @Test
  void timesOutAndNamesTheCurrentState() {
    assertThat(await("state=stopped&timeout=5").expect(408).text("/error"))
        .matches(
            "deadline_exceeded: machine failed to reach desired state, stopped, currently [a-z]+");
  }

  @Test
  void canStartAfterAnEvent() {
    String event = await("state=started").expect(200).text("/event_id");
    await("state=started&timeout=1&from_event_id=" + event).expect(408);
    fly.post(machine + "/restart", "").expect(200);
    await("state=started&from_event_id=" + event).expect(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "61", "-5"})
  void rejectsATimeoutOutOfRange(String timeout) {
    assertThat(fly.get(machine + "/wait?timeout=" + timeout).expect(400).text("/error"))
        .isEqualTo(
            "invalid_argument: invalid WaitMachineRequest.Timeout: value must be inside range"
                + " [1s, 1m0s]");
  }

  @Test
  void rejectsInvalidStatesAndNumbers() {
    fly.get(machine + "/wait?state=running").expect(400);
    fly.get(machine + "/wait?timeout=soon").expect(400);
  }

  @Test
  void closingTheEmulatorEndsEveryWait() {
    CompletableFuture<Boolean> ended =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return fly.get(machine + "/wait?state=stopped").status() != 200;
              } catch (java.io.UncheckedIOException e) {
                return true;
              }
            });
    emulator.close();
    assertThat(ended.join()).isTrue();
  }
}
