package dev.mcpfly.transport.internal.auth;

import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/**
 * What a server must remember of the things that it sealed: which were used, which grants have
 * ended, and how far refreshing has come. It is kept in memory only, so that another Machine, or
 * this one after a restart, does not know; what remains then are lifetimes, PKCE, and the epochs of
 * users. Bounded: the oldest are forgotten first. Thread-safe.
 */
final class Families {
  /** How a refresh token is used. */
  enum Use {
    /** For the first time, as far as is known. */
    FIRST,
    /** Again, because the answer was lost on the way. */
    AGAIN,
    /** Again, too late for that. */
    REUSED
  }

  static final long GRACE_MILLIS = 60_000;
  private static final int MOST = 10_000;

  /** The newest counter of a family, and when it was handed out first. */
  private record Rotation(int newest, long since) {}

  private final InstantSource clock;
  private final Map<String, Long> used = new BoundedMap<>(MOST, false);
  private final Map<String, Long> ended = new BoundedMap<>(MOST, false);
  private final Map<String, Rotation> rotations = new BoundedMap<>(MOST, false);

  Families(InstantSource clock) {
    this.clock = clock;
  }

  /** Marks something as used; false if it was used before. */
  synchronized boolean use(String id) {
    return used.putIfAbsent(id, clock.millis()) == null;
  }

  /** Ends a grant: its tokens no longer count. */
  synchronized void end(String family) {
    ended.put(family, clock.millis());
  }

  synchronized boolean isEnded(String family) {
    return !ended.isEmpty() && ended.containsKey(family);
  }

  /** Uses a refresh token of a family, which has this counter. */
  synchronized Use rotate(String family, int counter) {
    long now = clock.millis();
    Rotation last = rotations.get(family);
    if (last == null || counter >= last.newest()) {
      rotations.put(family, new Rotation(counter + 1, now));
      return Use.FIRST;
    }
    return counter + 1 == last.newest() && now - last.since() <= GRACE_MILLIS
        ? Use.AGAIN
        : Use.REUSED;
  }

  /** Returns how many entries are kept, by kind. */
  synchronized Map<String, Integer> sizes() {
    Map<String, Integer> sizes = new HashMap<>();
    sizes.put("used", used.size());
    sizes.put("ended", ended.size());
    sizes.put("rotations", rotations.size());
    return sizes;
  }
}
