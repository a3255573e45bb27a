package dev.mcpfly.config.internal.toml;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes TOML texts of every kind of statement and value, mostly valid ones. */
final class TomlTexts {
  private final Random random;
  private final String eol;
  private final StringBuilder out = new StringBuilder();

  TomlTexts(Random random) {
    this.random = random;
    eol = random.nextInt(4) == 0 ? "\r\n" : "\n";
  }

  String next() {
    for (int i = random.nextInt(6); i > 0; i--) {
      statement();
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      header();
      for (int j = random.nextInt(4); j > 0; j--) {
        statement();
      }
    }
    String text = out.toString();
    return random.nextInt(3) == 0 ? broken(text) : text;
  }

  /** Returns the text with one small fault, or what may be one. */
  private String broken(String text) {
    if (text.isEmpty()) {
      return text;
    }
    int at = random.nextInt(text.length());
    if (Character.isSurrogate(text.charAt(at))) {
      return text; // no file holds half a character
    }
    String piece =
        pick(
            "\"", "'", "[", "]", "{", "}", "=", ".", ",", "#", "\n", "_", "0", "-", "\\", " ", "e");
    return switch (random.nextInt(3)) {
      case 0 -> text.substring(0, at) + text.substring(at + 1);
      case 1 -> text.substring(0, at) + piece + text.substring(at);
      default -> text.substring(0, at) + piece + text.substring(at + 1);
    };
  }

  private void header() {
    boolean array = random.nextInt(3) == 0;
    out.append(pick("", "", " ")).append(array ? "[[" : "[").append(pick("", " "));
    out.append(dotted()).append(array ? "]]" : "]");
    endLine();
  }

  private void statement() {
    if (random.nextInt(5) == 0) {
      endLine();
      return;
    }
    out.append(pick("", "", "  ", "\t"));
    out.append(random.nextInt(4) == 0 ? dotted() : key());
    out.append(pick(" = ", "=", " =\t"));
    value(3);
    endLine();
  }

  private void endLine() {
    out.append(pick("", "", " ", "\t"));
    if (random.nextInt(4) == 0) {
      out.append("# ").append(pick("x", "] } \" '''", "ü \uD83D\uDE00", ""));
    }
    out.append(eol);
  }

  private String dotted() {
    List<String> keys = new ArrayList<>();
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      keys.add(key());
    }
    return String.join(pick(".", ".", " . "), keys);
  }

  private String key() {
    return pick(
        "a", "b", "c", "d", "e", "f-1", "_g", "1", "\"h\"", "'i.j'", "\"\"", "\"a\\u0062\"");
  }

  private void value(int depth) {
    switch (random.nextInt(depth > 0 ? 11 : 8)) {
      case 0 -> out.append(pick("0", "+1", "-17", "1_000", "0xDEAD_beef", "0o755", "0b1101"));
      case 1 -> out.append(pick("9223372036854775807", "-9223372036854775808", "1e3", "-0.0"));
      case 2 ->
          out.append(pick("1.5", "6.626e-34", "+1_0.2_5E+1_0", "inf", "-inf", "true", "false"));
      case 3 ->
          out.append(
              pick(
                  "1979-05-27T07:32:00Z",
                  "1979-05-27 07:32:00.5-07:30",
                  "1979-05-27t07:32:00.999999",
                  "1979-05-27",
                  "07:32:00",
                  "00:32:00.120"));
      case 4 ->
          out.append(pick("\"x\"", "\"\"", "\"\\b\\t\\n\\f\\r\\\"\\\\\"", "\"\\U0001F600 é\""));
      case 5 -> out.append(pick("'x'", "''", "'c:\\d'", "'\" # '"));
      case 6 ->
          out.append(pick("\"\"\"", "\"\"\"" + eol))
              .append(pick("x", "", "a" + eol + " b", "\\" + eol + "  " + eol + " c", "\"\" d"))
              .append(pick("\"\"\"", "\"\"\"\"", "\"\"\"\"\""));
      case 7 -> out.append("'''").append(pick("x", eol + "y\\", "'' ")).append(pick("'''", "''''"));
      case 8, 9 -> array(depth);
      default -> inline(depth);
    }
  }

  private void array(int depth) {
    out.append('[');
    boolean lines = random.nextBoolean();
    int count = random.nextInt(4);
    for (int i = 0; i < count; i++) {
      gap(lines);
      value(depth - 1);
      gap(lines);
      out.append(i < count - 1 || random.nextInt(3) == 0 ? "," : "");
    }
    gap(lines);
    out.append(']');
  }

  private void inline(int depth) {
    out.append('{');
    int count = random.nextInt(3);
    boolean lines = random.nextInt(4) == 0;
    for (int i = 0; i < count; i++) {
      gap(lines);
      out.append(random.nextInt(4) == 0 ? dotted() : key()).append(pick(" = ", "="));
      value(depth - 1);
      gap(lines);
      out.append(i < count - 1 || (lines && random.nextBoolean()) ? "," : "");
    }
    gap(lines);
    out.append('}');
  }

  private void gap(boolean lines) {
    out.append(pick("", " "));
    if (lines && random.nextInt(3) == 0) {
      endLine();
    }
  }

  private String pick(String... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
