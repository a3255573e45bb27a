package dev.mcpfly.launch;

import java.time.Duration;

/** Parts of sentences. */
final class Texts {
  private Texts() {}

  /** Returns the number with the noun, in the plural where it belongs. */
  static String count(int number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }

  /** Returns a time as a person says it: {@code 90 s}, {@code 5 min}. */
  static String of(Duration time) {
    long millis = time.toMillis();
    if (millis < 1000 || millis % 1000 != 0) {
      return millis + " ms";
    }
    long seconds = millis / 1000;
    return seconds >= 120 && seconds % 60 == 0 ? seconds / 60 + " min" : seconds + " s";
  }
}
