package dev.mcpfly.transport.internal.http;

import java.util.ArrayDeque;
import java.util.PriorityQueue;

/**
 * Which connection goes when there are too many: the one on which nothing has been asked for the
 * longest time. Several are found at once, so that a flood of connections does not cost a search
 * each. Only for the listener's thread.
 */
final class IdleConnections {
  private static final int FOUND_TOGETHER = 64;
  private static final long EPOCH = System.nanoTime();

  /** A connection as it was found. */
  private record Idle(HttpConnection connection, long since) {
    long order() {
      return since - EPOCH;
    }

    boolean isStill() {
      Long now = connection.idleSince();
      return now != null && now == since;
    }
  }

  private final PriorityQueue<Idle> latestFirst =
      // A plain class would do as well; what the JDK composes is made anew at each start.
      new PriorityQueue<>((one, other) -> Long.compare(other.order(), one.order()));
  private final ArrayDeque<Idle> oldestFirst = new ArrayDeque<>();

  /** Takes a connection into account if it is idle. */
  void add(HttpConnection connection) {
    Long since = connection.idleSince();
    if (since != null) {
      latestFirst.add(new Idle(connection, since));
      if (latestFirst.size() > FOUND_TOGETHER) {
        latestFirst.poll();
      }
    }
  }

  /** Closes the idlest of those that were added and are still idle; false if there is none. */
  boolean evict() {
    Idle next;
    while ((next = latestFirst.poll()) != null) {
      oldestFirst.addFirst(next);
    }
    while ((next = oldestFirst.poll()) != null) {
      if (next.isStill()) {
        next.connection.abort();
        return true;
      }
    }
    return false;
  }
}
