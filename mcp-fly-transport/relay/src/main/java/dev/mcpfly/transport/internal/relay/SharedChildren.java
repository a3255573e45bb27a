package dev.mcpfly.transport.internal.relay;

import dev.mcpfly.transport.internal.relay.Children.Waiter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which shared child serves whom: the least used of those that may run. */
final class SharedChildren {
  /** A place for one shared child. */
  private static final class Slot {
    @Nullable Link link;
    boolean starting;
    long usedAt = System.nanoTime();
    final List<Waiter> waiters = new ArrayList<>();
  }

  /** The key of those that everybody shares. */
  static final String EVERYBODY = "all";

  private final Children children;

  /** Guarded by {@link #children}, which hands over its spare child under the same lock. */
  private final Map<String, List<Slot>> slots = new HashMap<>();

  SharedChildren(Children children) {
    this.children = children;
  }

  /**
   * Gives a client one of at most {@code size} children that are shared under a key.
   *
   * @param owner the principal whose environment they have, or empty
   */
  void acquire(String key, int size, String owner, Waiter waiter) {
    Link ready = null;
    Slot slot;
    synchronized (children) {
      slot = choose(key, size);
      slot.usedAt = System.nanoTime();
      if (slot.link == null && !slot.starting && owner.isEmpty()) {
        slot.link = children.takeSpare();
        keepIfEverybodys(slot.link, key);
      }
      if (slot.link != null) {
        slot.link.touch();
        ready = slot.link;
      } else {
        slot.waiters.add(waiter);
        if (slot.starting) {
          return;
        }
        slot.starting = true;
      }
    }
    if (ready != null) {
      waiter.ready(ready);
    } else {
      children.spawn(owner, false, new SlotWaiter(slot, key));
    }
  }

  private static void keepIfEverybodys(@Nullable Link link, String key) {
    if (link != null && key.equals(EVERYBODY)) {
      link.keep();
    }
  }

  /** Ends unused children, except shared ones. */
  void tick(long now, long idleNanos) {
    List<Link> idle = new ArrayList<>();
    synchronized (children) {
      slots.forEach(
          (key, places) -> {
            if (!key.equals(EVERYBODY)) {
              places.removeIf(slot -> isIdle(slot, now, idleNanos, idle));
            }
          });
      slots.values().removeIf(List::isEmpty);
    }
    idle.forEach(children::stop);
  }

  private static boolean isIdle(Slot slot, long now, long idleNanos, List<Link> idle) {
    Link link = slot.link;
    if (slot.starting || (link != null && (link.load() > 0 || link.busy()))) {
      slot.usedAt = now;
      return false;
    }
    if (now - slot.usedAt <= idleNanos) {
      return false;
    }
    if (link != null) {
      idle.add(link);
    }
    return true;
  }

  /** Returns the least used child, or a free place if all have something to do. */
  private Slot choose(String key, int size) {
    List<Slot> places = slots.computeIfAbsent(key, any -> new ArrayList<>());
    Slot best = null;
    int least = Integer.MAX_VALUE;
    for (Slot slot : places) {
      if (slot.link != null && !slot.link.isUsable()) {
        slot.link = null;
      }
      int load = slot.link == null ? slot.waiters.size() : slot.link.load();
      if (load < least) {
        best = slot;
        least = load;
      }
    }
    if (best == null || (least > 0 && places.size() < size)) {
      best = new Slot();
      places.add(best);
    }
    return best;
  }

  /** Hands a shared child to all who waited for it. */
  private final class SlotWaiter implements Waiter {
    private final Slot slot;
    private final String key;

    SlotWaiter(Slot slot, String key) {
      this.slot = slot;
      this.key = key;
    }

    private List<Waiter> end(@Nullable Link link) {
      synchronized (children) {
        slot.starting = false;
        slot.link = link;
        List<Waiter> all = new ArrayList<>(slot.waiters);
        slot.waiters.clear();
        return all;
      }
    }

    @Override
    public void ready(Link link) {
      keepIfEverybodys(link, key);
      end(link).forEach(waiter -> waiter.ready(link));
    }

    @Override
    public void refused(String why, int retryAfterSeconds) {
      end(null).forEach(waiter -> waiter.refused(why, retryAfterSeconds));
    }
  }
}
