package dev.mcpfly.launch;

import java.time.Duration;

/** Parts of sentences. */
final class Texts {
  private static final int QUOTED = 80;

  private Texts() {}

  /** Returns the number with the noun, in the plural where it belongs. */
  static String count(int number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }

  /** Returns a time as a person says it: {@code 90 s}, {@code 5 min}. */
  static String of(Duration time) {
    long most = Long.MAX_VALUE / 1000 - 1;
    if (time.toSeconds() > most || time.toSeconds() < -most) {
      return time.toSeconds() + " s"; // milliseconds could not count it
    }
    long millis = time.toMillis();
    if (millis < 1000 || millis % 1000 != 0) {
      return millis + " ms";
    }
    long seconds = millis / 1000;
    return seconds >= 120 && seconds % 60 == 0 ? seconds / 60 + " min" : seconds + " s";
  }

  /** Returns what a caller gave, bounded, without characters that a terminal obeys. */
  static String shown(String text) {
    return excerpt(text, QUOTED);
  }

  /**
   * Returns the beginning of a text of others, in one line and without characters that a terminal
   * obeys or that turn the direction of writing.
   */
  static String excerpt(String text, int length) {
    StringBuilder clean = new StringBuilder(Math.min(text.length(), length));
    boolean cut = false;
    int next;
    for (int i = 0; i < text.length(); i = next) {
      int code = text.codePointAt(i);
      next = i + Character.charCount(code);
      if (clean.length() >= length) {
        cut = true;
        break;
      }
      if (code == '\t') {
        clean.append(' ');
      } else if (isHarmless(code)) {
        clean.appendCodePoint(code);
      } else {
        clean.append('?');
      }
    }
    return cut ? clean + "..." : clean.toString();
  }

  private static boolean isHarmless(int code) {
    return switch (Character.getType(code)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
