package dev.mcpfly.transport.internal;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads the top-level id out of a line that is too long to keep, or that is not valid, piece by
 * piece, so that the request it answers can be failed instead of left waiting.
 */
public final class OversizedLine {
  private static final int MAX_ID = 512;

  private final StringBuilder token = new StringBuilder();
  private long length;
  private int depth;
  private boolean inString;
  private boolean escape;
  private boolean keyIsId;
  private boolean hasMethod;
  private int ids;
  private boolean value;
  private @Nullable String rawId;

  OversizedLine() {}

  /**
   * Returns the id of the call that a line answers which is not a valid message, as it stands
   * there; null if it has none, more than one, or a method, which makes it a request of the server.
   */
  public static @Nullable String idOf(byte[] buf, int from, int to) {
    OversizedLine line = new OversizedLine();
    line.feed(buf, from, to);
    return line.rawId();
  }

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
          hasMethod |= token.toString().equals("\"method\"");
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
      ids++;
    }
    value = false;
    token.setLength(0);
  }

  /** Returns the id of the call that the line answers, or null if it is not one answer. */
  @Nullable String rawId() {
    return hasMethod ? null : onlyId();
  }

  /** Returns the id of the request that the line is, or null if it is not one request. */
  @Nullable String requestId() {
    return hasMethod ? onlyId() : null;
  }

  private @Nullable String onlyId() {
    String id = rawId;
    return id == null || ids > 1 || !isScalar(id) ? null : id;
  }

  private static boolean isScalar(String id) {
    byte[] bytes = id.getBytes(StandardCharsets.UTF_8);
    JsonScanner scanner = new JsonScanner(bytes, 0, bytes.length, true);
    try {
      scanner.value();
      return scanner.atEnd() && bytes[0] != '{' && bytes[0] != '[';
    } catch (MalformedMessageException e) {
      return false;
    }
  }

  long length() {
    return length;
  }
}
