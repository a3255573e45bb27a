package dev.mcpfly.transport.internal.relay;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Clients that wait for a place for their child, the longest first. Guarded by {@link Children},
 * which answers them outside of its lock.
 */
final class WaitingClients {
  /** One client, and until when it waits. */
  record Waiting(String owner, boolean exclusive, Children.Waiter waiter, long deadline) {}

  private final ArrayDeque<Waiting> queue = new ArrayDeque<>();

  void add(Waiting client) {
    queue.add(client);
  }

  int size() {
    return queue.size();
  }

  /** Takes the client that has waited longest and still does, or null. */
  @Nullable Waiting next() {
    Waiting next = queue.poll();
    while (next != null && !next.waiter.isWanted()) {
      next = queue.poll();
    }
    return next;
  }

  /** Forgets those that have gone, and returns how many are left. */
  int prune() {
    queue.removeIf(client -> !client.waiter.isWanted());
    return queue.size();
  }

  /** Takes those that have waited too long. */
  List<Children.Waiter> late(long now) {
    List<Children.Waiter> late = new ArrayList<>();
    for (Iterator<Waiting> each = queue.iterator(); each.hasNext(); ) {
      Waiting client = each.next();
      if (now - client.deadline >= 0) {
        each.remove();
        late.add(client.waiter);
      }
    }
    return late;
  }

  /** Takes all. */
  List<Children.Waiter> clear() {
    List<Children.Waiter> all = queue.stream().map(Waiting::waiter).toList();
    queue.clear();
    return all;
  }
}
