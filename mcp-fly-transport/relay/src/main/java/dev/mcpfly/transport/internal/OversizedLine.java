package dev.mcpfly.transport.internal;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads the top-level id out of a line that is too long to keep, piece by piece, so that the
 * request it answers can be failed instead of left waiting.
 */
final class OversizedLine {
  private static final int MAX_ID = 512;

  private final StringBuilder token = new StringBuilder();
  private long length;
  private int depth;
  private boolean inString;
  private boolean escape;
  private boolean keyIsId;
  private boolean value;
  private @Nullable String rawId;

  void feed(byte[] buf, int from, int to) {
    length += to - from;
    for (int i = from; i < to; i++) {
      step((char) (buf[i] & 0xFF));
    }
  }

  private void step(char c) {
    if (inString) {
      keep(c);
      if (escape) {
        escape = false;
      } else if (c == '\\') {
        escape = true;
      } else if (c == '"') {
        inString = false;
      }
      return;
    }
    switch (c) {
      case '"' -> {
        inString = true;
        if (depth == 1 && !value) {
          token.setLength(0);
        }
        keep(c);
      }
      case '{', '[' -> depth++;
      case '}', ']' -> {
        endOfValue();
        depth--;
      }
      case ',' -> endOfValue();
      case ':' -> {
        if (depth == 1) {
          keyIsId = token.toString().equals("\"id\"");
          value = true;
          token.setLength(0);
        }
      }
      case ' ', '\t', '\r', '\n' -> {}
      default -> keep(c);
    }
  }

  private void keep(char c) {
    if (depth == 1 && token.length() < MAX_ID) {
      token.append(c);
    }
  }

  private void endOfValue() {
    if (depth != 1) {
      return;
    }
    if (value && keyIsId && token.length() > 0 && token.length() < MAX_ID) {
      rawId =
          new String(
              token.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
    value = false;
    token.setLength(0);
  }

  @Nullable String rawId() {
    return rawId;
  }

  long length() {
    return length;
  }
}
