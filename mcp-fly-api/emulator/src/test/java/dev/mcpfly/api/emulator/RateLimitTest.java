package dev.mcpfly.api.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class RateLimitTest {
  private final HeldClock clock = EmulatorClock.held();
  private final FlyEmulator emulator =
      FlyEmulator.builder().clock(clock).delays(LifecycleDelays.none()).start();
  private final Rest fly = new Rest(emulator);

  @AfterEach
  void close() {
    emulator.close();
  }

  /** Calls until one is answered 429. */
  private long passed(String path) {
    return IntStream.range(0, 200).takeWhile(i -> fly.get(path).status() != 429).count();
  }

  @Test
  void anActionOnAnAppHasABurstOfThreeAndOneASecond() {
    String app = fly.app("busy");
    assertThat(passed(app + "/machines")).isEqualTo(3);
    clock.advance(Duration.ofSeconds(2));
    assertThat(passed(app + "/machines")).isEqualTo(2);
    assertThat(passed(app + "/volumes")).isEqualTo(3);
    assertThat(passed(fly.app("quiet") + "/machines")).isEqualTo(3);
    clock.advance(Duration.ofMinutes(1));
    assertThat(passed(app + "/machines")).isEqualTo(3);
    assertThat(fly.get(app + "/machines").text("/error")).contains("rate limit");
  }

  @Test
  void readingAMachineHasABurstOfTenAndFiveASecond() {
    String app = fly.app("read");
    String machine = fly.machine(app, "{'image':'x'}");
    assertThat(passed(machine)).isEqualTo(10);
    clock.advance(Duration.ofSeconds(1));
    assertThat(passed(machine)).isEqualTo(5);
    assertThat(passed(machine + "/events")).isEqualTo(3);
    assertThat(passed(fly.machine(app, "{'image':'x'}"))).isEqualTo(10);
  }

  @Test
  void aHundredAppsCanBeDeletedAMinute() {
    for (int i = 0; i < 101; i++) {
      fly.app("app-" + i);
    }
    for (int i = 0; i < 100; i++) {
      fly.delete("/v1/apps/app-" + i).expect(202);
    }
    fly.delete("/v1/apps/app-100").expect(429);
    clock.advance(Duration.ofSeconds(1));
    fly.delete("/v1/apps/app-100").expect(202);
  }

  @Test
  void doesNotLimitCallsWithoutAnApp() {
    for (int i = 0; i < 20; i++) {
      fly.get("/v1/platform/regions").expect(200);
    }
  }
}
