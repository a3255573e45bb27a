package dev.mcpfly.transport.internal.http;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** What a client has sent and nobody has read yet. Only for the listener's thread. */
final class InputBuffer {
  private static final byte[] EMPTY = new byte[0];

  /** What is kept for the next request when all is read. */
  private static final int KEPT = 1 << 14;

  private static final int MAX_SPARE = 1 << 17;

  private byte[] in = EMPTY;
  private int from;
  private int to;
  private long since;

  /** Takes bytes from the socket's buffer. */
  void append(ByteBuffer buffer, int count) {
    if (isEmpty()) {
      from = 0;
      to = 0;
      since = System.nanoTime();
    }
    if (to + count > in.length) {
      byte[] larger = new byte[Math.max(size() + count, Math.min(2 * in.length, MAX_SPARE))];
      System.arraycopy(in, from, larger, 0, size());
      to -= from;
      from = 0;
      in = larger;
    }
    buffer.get(in, to, count);
    to += count;
  }

  int size() {
    return to - from;
  }

  boolean isEmpty() {
    return from == to;
  }

  /** When the first of these bytes came; meaningless if there are none. */
  long since() {
    return since;
  }

  /**
   * Takes out the head of a request, with its blank line.
   *
   * @return the head, or null if it is not here yet
   * @throws BadRequestException if it is longer than the limit, or malformed
   */
  @Nullable RequestHead head(int limit) throws BadRequestException {
    while (from < to && (in[from] == '\r' || in[from] == '\n')) {
      from++;
    }
    int end = endOfHead();
    if (end < 0 ? size() > limit : end - from > limit) {
      throw new BadRequestException(
          431, "The request's headers are longer than " + limit + " bytes.");
    }
    if (end < 0) {
      return null;
    }
    RequestHead head = RequestHead.parse(in, from, end);
    from = end + 4;
    return head;
  }

  private int endOfHead() {
    for (int i = from; i + 3 < to; i++) {
      if (in[i] == '\r' && in[i + 1] == '\n' && in[i + 2] == '\r' && in[i + 3] == '\n') {
        return i;
      }
    }
    return -1;
  }

  /** Gives a body as much as it wants. */
  void feed(BodyDecoder body) throws BadRequestException {
    from += body.feed(in, from, to);
  }

  /** Lets memory go once all is read. */
  void trim() {
    if (isEmpty()) {
      from = 0;
      to = 0;
      if (in.length > KEPT) {
        in = EMPTY;
      }
    }
  }
}
