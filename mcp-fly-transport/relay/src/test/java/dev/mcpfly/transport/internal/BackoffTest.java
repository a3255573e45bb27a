package dev.mcpfly.transport.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackoffTest {
  @ParameterizedTest
  @CsvSource({"200, 5000", "100, 5000", "500, 30000", "1, 1", "0, 0", "500, 100"})
  void doublesFromTheFirstPauseToTheLongest(long first, long longest) {
    Backoff backoff = new Backoff(Duration.ofMillis(first), Duration.ofMillis(longest));
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < 100; i++) {
        long whole = Math.min(longest, first << Math.min(i, 20));
        assertThat(backoff.next().toMillis()).as("pause %d", i).isBetween(whole / 2, whole);
      }
      backoff.reset();
    }
  }

  @Test
  void clientsDoNotComeBackInStep() {
    long different =
        java.util.stream.IntStream.range(0, 100)
            .mapToObj(i -> new Backoff(Duration.ofSeconds(10), Duration.ofSeconds(10)).next())
            .distinct()
            .count();
    assertThat(different).isGreaterThan(50);
  }
}
