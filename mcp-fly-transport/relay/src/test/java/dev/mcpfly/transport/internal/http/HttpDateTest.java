package dev.mcpfly.transport.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The time that answers carry, beside the JDK's formatter. */
class HttpDateTest {
  private static final DateTimeFormatter WANTED =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
          .withZone(ZoneOffset.UTC);

  private static final long YEAR_10000 = 253_402_300_800L;

  private static void check(long second) {
    assertThat(HttpDate.of(second)).isEqualTo(WANTED.format(Instant.ofEpochSecond(second)));
  }

  @Test
  void isTheExampleOfTheSpecification() {
    assertThat(HttpDate.of(784_111_777)).isEqualTo("Sun, 06 Nov 1994 08:49:37 GMT");
  }

  @Test
  void knowsEveryDayOfFourHundredYears() {
    for (long day = 0; day < 146_097 + 366; day++) {
      check(day * 86_400 + day % 86_400);
    }
  }

  @Test
  void knowsTheFirstAndTheLastSecondsOfDaysYearsAndAll() {
    for (long second : new long[] {0, 86_399, 86_400, 951_782_399, 951_782_400, 951_868_800}) {
      check(second);
    }
    check(YEAR_10000 - 1);
  }

  @Test
  void agreesAtAnySecond() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      long second = (long) (random.nextDouble() * YEAR_10000);
      assertThat(HttpDate.of(second))
          .as("second %d of seed %d", second, seed)
          .isEqualTo(WANTED.format(Instant.ofEpochSecond(second)));
    }
  }
}
