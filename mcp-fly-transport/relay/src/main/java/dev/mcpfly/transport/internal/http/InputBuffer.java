package dev.mcpfly.transport.internal.http;

import dev.mcpfly.transport.internal.HeapBudget;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** What a client has sent and nobody has read yet. Only for the listener's thread. */
final class InputBuffer {
  private static final byte[] EMPTY = new byte[0];

  /** What is kept for the next request when all is read. */
  private static final int KEPT = 1 << 14;

  private static final int MAX_SPARE = 1 << 17;

  private final HeapBudget budget;
  private byte[] in = EMPTY;
  private int from;
  private int to;
  private int scanned;
  private boolean started;
  private long since;

  InputBuffer(HeapBudget budget) {
    this.budget = budget;
  }

  /** Takes bytes from the socket's buffer; false if there is no memory for them. */
  boolean append(ByteBuffer buffer, int count) {
    if (isEmpty()) {
      from = 0;
      to = 0;
      scanned = 0;
      since = System.nanoTime();
    }
    if (to + count > in.length) {
      int capacity = Math.max(size() + count, Math.min(2 * in.length, MAX_SPARE));
      if (!budget.reserve(capacity)) {
        return false;
      }
      byte[] larger;
      try {
        larger = new byte[capacity];
      } catch (OutOfMemoryError e) {
        budget.release(capacity);
        return false;
      }
      System.arraycopy(in, from, larger, 0, size());
      budget.release(in.length);
      to -= from;
      scanned = Math.max(0, scanned - from);
      from = 0;
      in = larger;
    }
    buffer.get(in, to, count);
    to += count;
    return true;
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
    // One empty line in front of a request is what some clients send (RFC 9112, section 2.2).
    if (!started && size() >= 2 && in[from] == '\r' && in[from + 1] == '\n') {
      from += 2;
      started = true;
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
    started = false;
    return head;
  }

  /** Looks at each byte once, however slowly they come. */
  private int endOfHead() throws BadRequestException {
    for (int i = Math.max(from, scanned); i < to; i++) {
      if (in[i] != '\n') {
        continue;
      }
      if (i == from || in[i - 1] != '\r') {
        throw new BadRequestException(400, "A line of the head does not end in CR LF.");
      }
      if (i - 1 == from) {
        throw new BadRequestException(400, "The request line is empty.");
      }
      if (i - 3 >= from && in[i - 2] == '\n') {
        scanned = i + 1;
        return i - 3;
      }
    }
    scanned = to;
    return -1;
  }

  /** Gives a body as much as it wants. */
  void feed(BodyDecoder body) throws BadRequestException {
    from += body.feed(in, from, to);
  }

  /**
   * Lets memory go once all is read.
   *
   * @param keep whether to keep a little for the next request
   */
  void trim(boolean keep) {
    if (isEmpty()) {
      from = 0;
      to = 0;
      scanned = 0;
      if (in.length > KEPT || !keep) {
        release();
      }
    }
  }

  /** Throws everything away. */
  void release() {
    budget.release(in.length);
    in = EMPTY;
    from = 0;
    to = 0;
    scanned = 0;
  }
}
