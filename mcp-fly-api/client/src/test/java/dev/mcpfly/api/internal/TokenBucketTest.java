package dev.mcpfly.api.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenBucketTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration SECOND = Duration.ofSeconds(1);

  @Test
  void allowsABurstAndThenOneASecond() {
    TokenBucket bucket = new TokenBucket(SECOND, 3);
    List<Duration> starts = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      starts.add(Duration.between(START, bucket.reserve(START, Instant.MAX).start()));
    }
    assertThat(starts)
        .containsExactly(
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO,
            SECOND,
            Duration.ofSeconds(2),
            Duration.ofSeconds(3));
  }

  @Test
  void refillsWhileNothingIsSent() {
    TokenBucket bucket = new TokenBucket(SECOND, 3);
    for (int i = 0; i < 3; i++) {
      bucket.reserve(START, Instant.MAX);
    }
    Instant later = START.plusSeconds(60);
    assertThat(bucket.idle(later)).isTrue();
    for (int i = 0; i < 3; i++) {
      assertThat(bucket.reserve(later, Instant.MAX).start()).isEqualTo(later);
    }
    assertThat(bucket.idle(later)).isFalse();
  }

  @Test
  void doesNotReserveAPlaceThatComesTooLate() {
    TokenBucket bucket = new TokenBucket(SECOND, 1);
    bucket.reserve(START, Instant.MAX);
    assertThat(bucket.reserve(START, START.plusMillis(900))).isNull();
    assertThat(bucket.reserve(START, START.plusMillis(1000)).start()).isEqualTo(START.plus(SECOND));
  }

  @Test
  void pausesForAsLongAsTheServerAsks() {
    TokenBucket bucket = new TokenBucket(SECOND, 3);
    bucket.reserve(START, Instant.MAX).refused(START, START.plusSeconds(30));
    assertThat(bucket.reserve(START, Instant.MAX).start()).isEqualTo(START.plusSeconds(30));
  }

  /** One caller, any delays on the way: the server's own bucket never runs empty. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void networkDelaysNeverBringRequestsTooCloseTogether(long seed) {
    Random random = new Random(seed);
    TokenBucket bucket = new TokenBucket(SECOND, 3);
    List<Instant> arrivals = new ArrayList<>();
    Instant now = START;
    for (int i = 0; i < 500; i++) {
      TokenBucket.Permit permit = bucket.reserve(now, Instant.MAX);
      Instant sent = permit.start();
      Instant arrived = sent.plusMillis(random.nextInt(random.nextInt(400) + 1));
      arrivals.add(arrived);
      now = arrived.plusMillis(random.nextInt(200));
      permit.arrived(now);
      if (random.nextInt(20) == 0) {
        now = now.plusSeconds(random.nextInt(8));
      }
    }
    Collections.sort(arrivals);
    double tokens = 3;
    Instant last = arrivals.get(0);
    for (Instant arrival : arrivals) {
      tokens = Math.min(3, tokens + Duration.between(last, arrival).toNanos() / 1e9) - 1;
      assertThat(tokens).as("seed %d", seed).isGreaterThan(-1e-6);
      last = arrival;
    }
  }
}
