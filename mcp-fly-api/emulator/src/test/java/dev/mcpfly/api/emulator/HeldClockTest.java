package dev.mcpfly.api.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeldClockTest {
  private final HeldClock clock = EmulatorClock.held(Instant.EPOCH);
  private final EmulatorClock.Timers timers = clock.timers(Runnable::run);
  private final List<String> ran = new ArrayList<>();

  private void at(int seconds, String name) {
    timers.schedule(Duration.ofSeconds(seconds), () -> ran.add(name + clock.instant()));
  }

  @Test
  void tasksRunInOrderAtTheirTime() {
    at(3, "c");
    at(1, "a");
    at(1, "b");
    timers.schedule(Duration.ofSeconds(2), () -> at(0, "nested"));
    assertThat(ran).isEmpty();
    clock.advance(Duration.ofSeconds(2));
    assertThat(ran)
        .containsExactly(
            "a1970-01-01T00:00:01Z", "b1970-01-01T00:00:01Z", "nested1970-01-01T00:00:02Z");
    clock.advance(Duration.ofSeconds(5));
    assertThat(ran).hasSize(4);
    assertThat(clock.instant()).isEqualTo(Instant.ofEpochSecond(7));
  }

  @Test
  void standsStillUntilItIsAdvanced() {
    at(0, "now");
    assertThat(ran).isEmpty();
    timers.runDue();
    assertThat(ran).hasSize(1);
    assertThat(timers.leap(Instant.MAX)).isFalse();
  }

  @Test
  void aLeapingClockGoesToTheNextTaskButNotBeyondTheLimit() {
    HeldClock leaping = EmulatorClock.leaping();
    Instant start = leaping.instant();
    EmulatorClock.Timers own = leaping.timers(Runnable::run);
    own.schedule(Duration.ofSeconds(5), () -> ran.add("late"));
    assertThat(own.leap(start.plusSeconds(2))).isTrue();
    assertThat(ran).isEmpty();
    assertThat(leaping.instant()).isEqualTo(start.plusSeconds(2));
    own.leap(start.plusSeconds(60));
    assertThat(ran).containsExactly("late");
    assertThat(leaping.instant()).isEqualTo(start.plusSeconds(5));
  }

  @Test
  void closedTimersRunNothing() {
    at(1, "never");
    timers.close();
    clock.advance(Duration.ofSeconds(9));
    assertThat(ran).isEmpty();
  }

  @Test
  void cannotBeMovedBack() {
    assertThatThrownBy(() -> clock.advance(Duration.ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
