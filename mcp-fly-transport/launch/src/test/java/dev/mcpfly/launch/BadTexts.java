package dev.mcpfly.launch;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Random texts of the kinds that programs stumble over. The system property {@code
 * mcpfly.input.seed} chooses them, {@code mcpfly.input.texts} says how many each method gets, which
 * are the same whatever ran before.
 */
final class BadTexts {
  private static final long SEED = Long.getLong("mcpfly.input.seed", 20261129L);
  private static final int COUNT = Integer.getInteger("mcpfly.input.texts", 4);

  private static final List<String> PIECES =
      List.of(
          "a",
          "B",
          "9",
          "-",
          "_",
          ".",
          "..",
          "/",
          "\\",
          ":",
          "@",
          "=",
          "#",
          "?",
          "%",
          "%2e",
          "%zz",
          "&",
          "|",
          ";",
          "$(x)",
          "${X}",
          "${",
          "`x`",
          "'",
          "\"",
          "<",
          ">",
          "*",
          "~",
          "!",
          " ",
          "\t",
          "\r",
          "\n",
          "\u0000",
          "\u0007",
          "\u001b[2J",
          "\u007f",
          "\u0085",
          "\u00a0",
          "\u200b",
          "\u200e",
          "\u2028",
          "\u202e",
          "\u2066",
          "\u3000",
          "\ufeff",
          "\ufffe",
          "\ud800",
          "\udc00",
          "\ud83d\ude00",
          "\u00fc",
          "\u0130",
          "\u212a",
          "\u0660",
          "http://",
          "ftp://",
          "file:///",
          "localhost",
          "[::1]",
          "[",
          "]",
          "{",
          "}",
          "://",
          "1h",
          "-1",
          "0x1F",
          "1e9",
          "NaN",
          "null",
          "true",
          "C:",
          "CON",
          "x".repeat(300));

  static {
    System.out.println("random texts, -Dmcpfly.input.seed=" + SEED);
  }

  private BadTexts() {}

  /** Returns the texts for a parameter, by whose name they are chosen. */
  static List<String> of(String parameter) {
    Random random = new Random(SEED ^ parameter.hashCode());
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < COUNT; i++) {
      StringBuilder text = new StringBuilder();
      for (int piece = random.nextInt(5); piece >= 0; piece--) {
        text.append(PIECES.get(random.nextInt(PIECES.size())));
      }
      texts.add(text.toString());
    }
    return texts;
  }
}
