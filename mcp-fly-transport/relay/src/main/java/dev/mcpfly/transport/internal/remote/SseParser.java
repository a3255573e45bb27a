package dev.mcpfly.transport.internal.remote;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code text/event-stream} as it arrives, in chunks of any size.
 *
 * <p>Follows the WHATWG rules: three kinds of line end, a byte order mark, comments, several data
 * lines, {@code id} and {@code retry}. Data stays bytes. Not thread-safe.
 */
final class SseParser {
  /** Takes what a stream says. */
  interface Handler {
    /**
     * Takes one event.
     *
     * @param type the event's type, {@code message} when it names none
     * @param id the event's own id, or null if it names none
     * @param data its data, empty for an event that only carries an id
     */
    void event(String type, @Nullable String id, byte[] data);

    /** Takes the server's wish for the pause before a reconnect, in milliseconds. */
    void retry(long millis);
  }

  private static final byte[] NO_DATA = {};

  private final Handler handler;
  private final int maxEventBytes;
  private final Line line = new Line();
  private final ByteArrayOutputStream data = new ByteArrayOutputStream();
  private boolean hasData;
  private String type = "";
  private @Nullable String id;
  private boolean afterCarriageReturn;
  private boolean atStart = true;

  SseParser(int maxEventBytes, Handler handler) {
    this.maxEventBytes = maxEventBytes;
    this.handler = handler;
  }

  /**
   * Reads all of a buffer.
   *
   * @throws MessageTooLargeException if a line or an event is larger than allowed
   */
  void feed(ByteBuffer chunk) throws MessageTooLargeException {
    byte[] bytes = new byte[chunk.remaining()];
    chunk.get(bytes);
    int from = 0;
    for (int i = 0; i < bytes.length; i++) {
      byte b = bytes[i];
      if (b != '\n' && b != '\r') {
        afterCarriageReturn = false;
        continue;
      }
      boolean secondHalf = b == '\n' && afterCarriageReturn && i == from && line.size() == 0;
      if (!secondHalf) {
        append(bytes, from, i);
        endOfLine();
      }
      afterCarriageReturn = b == '\r';
      from = i + 1;
    }
    append(bytes, from, bytes.length);
  }

  private void append(byte[] bytes, int from, int to) throws MessageTooLargeException {
    // A few bytes more than the message itself: the field's name.
    if ((long) line.size() + (to - from) + data.size() > maxEventBytes + 16L) {
      throw new MessageTooLargeException(maxEventBytes);
    }
    line.write(bytes, from, to - from);
  }

  private void endOfLine() {
    byte[] text = line.array();
    int length = line.size();
    int from = 0;
    if (atStart) {
      atStart = false;
      boolean mark =
          length >= 3 && text[0] == (byte) 0xEF && text[1] == (byte) 0xBB && text[2] == (byte) 0xBF;
      from = mark ? 3 : 0;
    }
    if (length == from) {
      dispatch();
    } else {
      field(text, from, length);
    }
    line.clear();
  }

  private void field(byte[] text, int from, int to) {
    int colon = from;
    while (colon < to && text[colon] != ':') {
      colon++;
    }
    int value = Math.min(to, colon + 1);
    if (value < to && text[value] == ' ') {
      value++;
    }
    String name = new String(text, from, colon - from, StandardCharsets.UTF_8);
    switch (name) {
      case "data" -> {
        if (hasData) {
          data.write('\n');
        }
        hasData = true;
        data.write(text, value, to - value);
      }
      case "event" -> type = new String(text, value, to - value, StandardCharsets.UTF_8);
      case "id" -> {
        String text2 = new String(text, value, to - value, StandardCharsets.UTF_8);
        if (text2.indexOf('\0') < 0) {
          id = text2;
        }
      }
      case "retry" -> retry(new String(text, value, to - value, StandardCharsets.UTF_8));
      default -> {
        // A comment, or a field that a later version of the format may know.
      }
    }
  }

  private void retry(String digits) {
    if (!digits.isEmpty()
        && digits.length() <= 9
        && digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      handler.retry(Long.parseLong(digits));
    }
  }

  private void dispatch() {
    if (hasData || id != null) {
      byte[] bytes = data.size() == 0 ? NO_DATA : data.toByteArray();
      handler.event(type.isEmpty() ? "message" : type, id, bytes);
    }
    data.reset();
    hasData = false;
    type = "";
    id = null;
  }

  /** A growing line whose bytes can be looked at without a copy. */
  private static final class Line extends ByteArrayOutputStream {
    byte[] array() {
      return buf;
    }

    void clear() {
      reset();
      if (buf.length > 1 << 16) {
        buf = new byte[1 << 10];
      }
    }
  }
}
