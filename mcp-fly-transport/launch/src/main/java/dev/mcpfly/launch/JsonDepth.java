package dev.mcpfly.launch;

import dev.mcpfly.api.json.JsonException;

/** Rejects JSON from others that is nested too deeply. */
final class JsonDepth {
  private static final int MAX = 64;

  private JsonDepth() {}

  /**
   * Checks a text.
   *
   * @throws JsonException if it is nested too deeply
   */
  static void check(String text) {
    int depth = 0;
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quoted) {
        if (c == '\\') {
          i++;
        } else if (c == '"') {
          quoted = false;
        }
      } else if (c == '"') {
        quoted = true;
      } else if (c == '{' || c == '[') {
        if (++depth > MAX) {
          throw new JsonException("nested deeper than " + MAX + " levels");
        }
      } else if (c == '}' || c == ']') {
        depth--;
      }
    }
  }
}
