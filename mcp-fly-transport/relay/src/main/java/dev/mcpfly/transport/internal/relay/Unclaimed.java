package dev.mcpfly.transport.internal.relay;

import dev.mcpfly.transport.internal.Envelope;
import dev.mcpfly.transport.internal.HeapBudget;
import dev.mcpfly.transport.internal.Member;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Requests whose client was cut off before it knew a stream that it could come back to. When it
 * sends the very same request again, it gets the answer to the first: nothing is done twice, and
 * nothing is lost. Bounded: the oldest go first. Guarded by the session's lock.
 */
final class Unclaimed {
  private static final int MAX = 100;

  /** Longer requests are not kept to be compared. */
  private static final int MAX_REQUEST = 64 << 10;

  private final HeapBudget budget = HeapBudget.history();
  private final long maxBytes;
  private final Map<String, PostReply> replies = new LinkedHashMap<>();
  private long bytes;

  Unclaimed(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** Whether a request is short enough to be kept for as long as it takes. */
  static boolean keeps(Envelope request) {
    return request.length() <= MAX_REQUEST;
  }

  private static String key(@Nullable Envelope request) {
    return request == null ? "" : Ids.key(String.valueOf(request.raw(Member.ID)));
  }

  /** Remembers a request that is in flight. */
  void add(PostReply reply) {
    if (reply.request() != null) {
      replies.put(key(reply.request()), reply);
      if (replies.size() > MAX) {
        remove(replies.values().iterator().next());
      }
    }
  }

  /** Makes room for the answer to one of them; false if it is none of them, or too long. */
  boolean makeRoom(PostReply reply, int length) {
    if (replies.get(key(reply.request())) != reply) {
      return false;
    }
    if (length > maxBytes || !budget.reserve(length)) {
      remove(reply);
      return false;
    }
    bytes += length;
    Iterator<PostReply> oldest = replies.values().iterator();
    while (bytes > maxBytes && oldest.hasNext()) {
      PostReply other = oldest.next();
      if (other.kept() > 0) {
        oldest.remove();
        release(other.kept());
      }
    }
    return true;
  }

  /** The reply to the same request, which is taken out, or null. */
  @Nullable PostReply take(Envelope request) {
    PostReply reply = replies.isEmpty() ? null : replies.get(key(request));
    Envelope first = reply == null ? null : reply.request();
    if (reply == null || first == null || !same(first, request)) {
      return null;
    }
    remove(reply);
    return reply;
  }

  private static boolean same(Envelope a, Envelope b) {
    return Arrays.equals(a.buffer(), a.from(), a.to(), b.buffer(), b.from(), b.to());
  }

  private void remove(PostReply reply) {
    if (replies.remove(key(reply.request()), reply)) {
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
}
