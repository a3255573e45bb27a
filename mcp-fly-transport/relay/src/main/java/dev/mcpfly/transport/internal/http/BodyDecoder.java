package dev.mcpfly.transport.internal.http;

import java.util.Arrays;

/** Collects a request body that arrives in pieces, of stated length or in chunks. */
final class BodyDecoder {
  private static final int FIRST_CAPACITY = 1 << 16;
  private static final int MAX_CHUNK_LINE = 256;

  private enum State {
    DATA,
    CHUNK_SIZE,
    CHUNK_END,
    TRAILER,
    DONE
  }

  private final int limit;
  private final boolean chunked;
  private State state;
  private long remaining;
  private byte[] body;
  private int length;
  private final StringBuilder line = new StringBuilder();

  BodyDecoder(long stated, int limit) {
    this.limit = limit;
    this.chunked = stated == RequestHead.CHUNKED;
    this.remaining = chunked ? 0 : stated;
    this.state = chunked ? State.CHUNK_SIZE : stated == 0 ? State.DONE : State.DATA;
    // Room is made as bytes arrive: a stated length is only a promise.
    this.body = new byte[chunked ? 1024 : (int) Math.min(stated, FIRST_CAPACITY)];
  }

  boolean done() {
    return state == State.DONE;
  }

  boolean tooLarge() {
    return length + remaining > limit;
  }

  int received() {
    return length;
  }

  byte[] body() {
    return length == body.length ? body : Arrays.copyOf(body, length);
  }

  /** Takes what it needs and says how many bytes that were. */
  int feed(byte[] buf, int from, int to) throws BadRequestException {
    int at = from;
    while (at < to && state != State.DONE && !tooLarge()) {
      switch (state) {
        case DATA -> {
          int count = (int) Math.min(remaining, to - at);
          append(buf, at, count);
          at += count;
          remaining -= count;
          if (remaining == 0) {
            state = chunked ? State.CHUNK_END : State.DONE;
          }
        }
        case CHUNK_SIZE -> {
          if (lineEnded(buf[at++])) {
            remaining = chunkSize();
            state = remaining == 0 ? State.TRAILER : State.DATA;
            line.setLength(0);
          }
        }
        case CHUNK_END -> {
          if (lineEnded(buf[at++])) {
            if (line.length() > 0) {
              throw new BadRequestException(400, "A chunk of the body is longer than it says.");
            }
            state = State.CHUNK_SIZE;
          }
        }
        default -> {
          if (lineEnded(buf[at++])) {
            state = line.length() == 0 ? State.DONE : State.TRAILER;
            line.setLength(0);
          }
        }
      }
    }
    return at - from;
  }

  private boolean lineEnded(byte b) throws BadRequestException {
    if (b == '\n') {
      return true;
    }
    if (b != '\r') {
      line.append((char) (b & 0xFF));
      if (line.length() > MAX_CHUNK_LINE) {
        throw new BadRequestException(400, "A line between the chunks of the body is too long.");
      }
    }
    return false;
  }

  private long chunkSize() throws BadRequestException {
    int end = line.indexOf(";");
    String size = (end < 0 ? line.toString() : line.substring(0, end)).trim();
    if (size.isEmpty() || size.length() > 8 || !size.chars().allMatch(BodyDecoder::isHex)) {
      throw new BadRequestException(400, "The size of a chunk of the body is not valid.");
    }
    return Long.parseLong(size, 16);
  }

  private static boolean isHex(int c) {
    return Character.digit(c, 16) >= 0 && c < 0x80;
  }

  private void append(byte[] buf, int from, int count) {
    int needed = length + count;
    if (needed > body.length) {
      // Grows to what is known to come, but never to more than twice of what has come.
      long known = length + remaining;
      body =
          Arrays.copyOf(
              body, (int) Math.max(needed, Math.min(body.length * 2L, chunked ? limit : known)));
    }
    System.arraycopy(buf, from, body, length, count);
    length = needed;
  }
}
