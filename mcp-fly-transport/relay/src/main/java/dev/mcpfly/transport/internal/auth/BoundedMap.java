package dev.mcpfly.transport.internal.auth;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A map that forgets its eldest entry when there are too many. Not thread-safe.
 *
 * @param <V> what is kept
 */
final class BoundedMap<V> extends LinkedHashMap<String, V> {
  private static final long serialVersionUID = 1L;

  private final int most;

  /**
   * Makes an empty map.
   *
   * @param byUse whether the entry that was used least recently is the eldest, and not the one that
   *     was put first
   */
  BoundedMap(int most, boolean byUse) {
    super(16, 0.75f, byUse);
    this.most = most;
  }

  @Override
  protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
    return size() > most;
  }
}
