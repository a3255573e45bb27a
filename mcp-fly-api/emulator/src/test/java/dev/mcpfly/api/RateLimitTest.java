package dev.mcpfly.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpfly.api.emulator.EmulatorClock;
import dev.mcpfly.api.emulator.FlyEmulator;
import dev.mcpfly.api.emulator.HeldClock;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The client against the emulator's limiter, both by a clock that moves when the client sleeps. */
@Timeout(120)
class RateLimitTest {

  private final HeldClock held = EmulatorClock.held();
  private final Clock clock = new EmulatorTime(held);

  private FlyClient client(FlyEmulator emulator) {
    return FlyClient.builder()
        .token(emulator.token())
        .baseUri(emulator.uri())
        .clock(clock)
        .sleeper(held::advance)
        .build();
  }

  @Test
  void twoHundredCreatesAndFiveHundredReadsMeetNoLimit() {
    try (FlyEmulator emulator = FlyEmulator.builder().clock(held).start()) {
      FlyClient fly = client(emulator);
      fly.apps().create("my-app", a -> a.org("personal"));
      Machines machines = fly.app("my-app").machines();

      Instant start = clock.instant();
      String id = "";
      for (int i = 0; i < 200; i++) {
        id = machines.create(r -> r.skipLaunch(true).config(c -> c.image("i"))).id();
      }
      // 3 at once, then one a second.
      assertThat(Duration.between(start, clock.instant()))
          .isLessThanOrEqualTo(Duration.ofMillis(197 * 1100));

      start = clock.instant();
      for (int i = 0; i < 500; i++) {
        machines.get(id);
      }
      // 10 at once, then five a second.
      assertThat(Duration.between(start, clock.instant()))
          .isLessThanOrEqualTo(Duration.ofMillis(490 * 220));

      assertThat(statuses(emulator)).doesNotContain(429);
      assertThat(emulator.counts().machines()).isEqualTo(200);
    }
  }

  @Test
  void oneHundredAndFiftyDeletedAppsMeetNoLimit() {
    try (FlyEmulator emulator = FlyEmulator.builder().clock(held).start()) {
      FlyClient fly = client(emulator);
      for (int i = 0; i < 150; i++) {
        fly.apps().create("app-" + i, a -> a.org("personal"));
      }
      for (int i = 0; i < 150; i++) {
        fly.apps().delete("app-" + i);
      }
      assertThat(statuses(emulator)).doesNotContain(429);
    }
  }

  @Test
  void reportsThatACallWasNotSentIfItsTurnComesTooLate() {
    try (FlyEmulator emulator = FlyEmulator.builder().clock(held).rateLimits(false).start()) {
      FlyClient fly =
          FlyClient.builder()
              .token(emulator.token())
              .baseUri(emulator.uri())
              .clock(clock)
              .sleeper(duration -> {})
              .callTimeout(Duration.ofSeconds(60))
              .build();
      // 3 at once, and then the turn of each is a second later; the clock does not move.
      for (int i = 0; i < 63; i++) {
        assertThatThrownBy(() -> fly.app("a").get()).isInstanceOf(NotFoundException.class);
      }
      assertThatThrownBy(() -> fly.app("a").get())
          .isInstanceOf(ConnectionException.class)
          .hasMessageContaining("was not sent")
          .hasMessageContaining("rate limit");
    }
  }

  private static List<Integer> statuses(FlyEmulator emulator) {
    return emulator.requests().stream()
        .map(FlyEmulator.RecordedRequest::status)
        .map(status -> status.orElse(0))
        .toList();
  }
}
