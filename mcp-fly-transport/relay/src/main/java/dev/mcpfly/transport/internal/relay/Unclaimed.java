package dev.mcpfly.transport.internal.relay;

import dev.mcpfly.transport.internal.Envelope;
import dev.mcpfly.transport.internal.HeapBudget;
import dev.mcpfly.transport.internal.Ids;
import dev.mcpfly.transport.internal.Member;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Requests whose client was cut off before it knew a stream that it could come back to. When it
 * sends the very same request again within seconds, it gets the answer to the first: nothing is
 * done twice, and nothing is lost. Later it is another request that happens to look the same.
 * Bounded: the oldest go first. Guarded by the session's lock.
 */
final class Unclaimed {
  /** A client that repeats what was cut off does so at once, or after a short pause. */
  static final long LIFETIME_NANOS = 10_000_000_000L;

  private static final int MAX = 100;

  /** Longer requests are not kept to be compared. */
  private static final int MAX_REQUEST = 64 << 10;

  private final HeapBudget budget = HeapBudget.history();

  private record Kept(PostReply reply, long since) {}

  private final long maxBytes;
  private final LongSupplier clock;
  private final Map<String, Kept> replies = new LinkedHashMap<>();
  private long bytes;

  Unclaimed(long maxBytes, LongSupplier clock) {
    this.maxBytes = maxBytes;
    this.clock = clock;
  }

  /** Returns whether a request is short enough to be kept for as long as it takes. */
  static boolean keeps(Envelope request) {
    return request.length() <= MAX_REQUEST;
  }

  private static String key(@Nullable Envelope request) {
    return request == null ? "" : Ids.key(String.valueOf(request.raw(Member.ID)));
  }

  /** Remembers a request that is in flight. */
  void add(PostReply reply) {
    expire();
    if (reply.request() != null) {
      replies.put(key(reply.request()), new Kept(reply, clock.getAsLong()));
      if (replies.size() > MAX) {
        remove(replies.values().iterator().next().reply);
      }
    }
  }

  private boolean holds(PostReply reply) {
    Kept kept = replies.get(key(reply.request()));
    return kept != null && kept.reply == reply;
  }

  /**
   * Returns whether the client of a request has been away for so long that it does not come back.
   */
  boolean isAbandoned(PostReply reply) {
    expire();
    return !holds(reply);
  }

  /** Makes room for the answer to one of them; false if it is none of them, or too long. */
  boolean makeRoom(PostReply reply, int length) {
    expire();
    if (!holds(reply)) {
      return false;
    }
    if (length > maxBytes || !budget.reserve(length)) {
      remove(reply);
      return false;
    }
    bytes += length;
    Iterator<Kept> oldest = replies.values().iterator();
    while (bytes > maxBytes && oldest.hasNext()) {
      PostReply other = oldest.next().reply;
      if (other.kept() > 0) {
        oldest.remove();
        release(other.kept());
      }
    }
    return true;
  }

  /** Returns the reply to the same request, which is taken out, or null. */
  @Nullable PostReply take(Envelope request) {
    if (replies.isEmpty()) {
      return null;
    }
    expire();
    Kept kept = replies.get(key(request));
    Envelope first = kept == null ? null : kept.reply.request();
    if (kept == null || first == null || !same(first, request)) {
      return null;
    }
    remove(kept.reply);
    return kept.reply;
  }

  private static boolean same(Envelope a, Envelope b) {
    return Arrays.equals(a.buffer(), a.from(), a.to(), b.buffer(), b.from(), b.to());
  }

  /** Forgets a request that was cancelled, or whose time is over. */
  void remove(PostReply reply) {
    if (holds(reply)) {
      replies.remove(key(reply.request()));
      release(reply.kept());
    }
  }

  private void release(int length) {
    bytes -= length;
    budget.release(length);
  }

  /** Forgets everything. */
  void clear() {
    replies.clear();
    budget.release(bytes);
    bytes = 0;
  }

  private void expire() {
    long now = clock.getAsLong();
    while (!replies.isEmpty()) {
      Kept oldest = replies.values().iterator().next();
      if (now - oldest.since <= LIFETIME_NANOS) {
        return;
      }
      remove(oldest.reply);
    }
  }
}
