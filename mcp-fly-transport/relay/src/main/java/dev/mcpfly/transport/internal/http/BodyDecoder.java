package dev.mcpfly.transport.internal.http;

import dev.mcpfly.transport.internal.GrowingBytes;
import dev.mcpfly.transport.internal.HeapBudget;
import java.util.Arrays;

/** Collects a request body that arrives in pieces, of stated length or in chunks. */
final class BodyDecoder {
  private enum State {
    DATA,
    FRAMING,
    DONE
  }

  private final int limit;
  private final ChunkFraming framing;
  private final boolean chunked;
  private final GrowingBytes body;
  private State state;
  private long remaining;
  private boolean noRoom;

  BodyDecoder(long stated, int limit, HeapBudget budget) {
    this.limit = limit;
    this.chunked = stated == RequestHead.CHUNKED;
    this.framing = new ChunkFraming();
    this.remaining = chunked ? 0 : stated;
    this.state = chunked ? State.FRAMING : stated == 0 ? State.DONE : State.DATA;
    this.body = new GrowingBytes(budget);
  }

  boolean done() {
    return state == State.DONE;
  }

  boolean tooLarge() {
    return body.length() + remaining > limit;
  }

  /** Whether the relay has no memory for more of it now. */
  boolean noRoom() {
    return noRoom;
  }

  int received() {
    return body.length();
  }

  byte[] body() {
    byte[] array = body.array();
    return body.length() == array.length ? array : Arrays.copyOf(array, body.length());
  }

  /** How much of the memory budget this holds; whoever takes the body releases it. */
  long reserved() {
    return body.reserved();
  }

  /** Lets go of what has come. */
  void release() {
    body.release();
  }

  /** Takes what it needs and says how many bytes that were. */
  int feed(byte[] buf, int from, int to) throws BadRequestException {
    int at = from;
    while (at < to && state != State.DONE && !noRoom && !tooLarge()) {
      if (state == State.FRAMING) {
        if (framing.feed(buf[at++])) {
          remaining = framing.chunkSize();
          state = remaining == 0 ? State.DONE : State.DATA;
        }
        continue;
      }
      int count = (int) Math.min(remaining, to - at);
      if (!body.append(buf, at, count, chunked ? limit : body.length() + remaining, !chunked)) {
        noRoom = true;
        break;
      }
      at += count;
      remaining -= count;
      if (remaining == 0) {
        state = chunked ? State.FRAMING : State.DONE;
      }
    }
    return at - from;
  }
}
