package dev.mcpfly.transport.internal.http;

import dev.mcpfly.transport.internal.HeapBudget;
import org.jspecify.annotations.Nullable;

/** What a client has sent and was not read yet. Only for the listener's thread. */
final class InputBuffer {
  private static final byte[] EMPTY = new byte[0];

  private final HeapBudget budget;
  private byte[] in = EMPTY;
  private int reserved;
  private int from;
  private int to;
  private int scanned;
  private boolean started;
  private long since;

  InputBuffer(HeapBudget budget) {
    this.budget = budget;
  }

  /**
   * Takes bytes from the socket's buffer, which is only lent until {@link #keep}; if some wait
   * already, these are added to them.
   *
   * @return false if there is no memory for them
   */
  boolean append(byte[] lent, int count) {
    if (isEmpty()) {
      release();
      in = lent;
      to = count;
      since = System.nanoTime();
      return true;
    }
    if (to + count > in.length && !move(Math.max(size() + count, 2 * size()))) {
      return false;
    }
    System.arraycopy(lent, 0, in, to, count);
    to += count;
    return true;
  }

  /** Keeps what is left of a lent buffer; false if there is no memory for it. */
  boolean keep() {
    if (isEmpty()) {
      release();
      return true;
    }
    return reserved > 0 || move(size());
  }

  private boolean move(int capacity) {
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
    budget.release(reserved);
    reserved = capacity;
    to -= from;
    scanned = Math.max(0, scanned - from);
    from = 0;
    in = larger;
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

  /** Throws everything away. */
  void release() {
    budget.release(reserved);
    reserved = 0;
    in = EMPTY;
    from = 0;
    to = 0;
    scanned = 0;
  }
}
