package dev.mcpfly.transport.internal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Open entries by JSON-RPC id or progress token. Found by the very id; if nothing has it, by an id
 * of the other type that is spelled the same, where only one fits. Thread-safe.
 *
 * @param <V> what is open
 */
public final class IdMap<V> {
  private final Map<String, V> byKey = new ConcurrentHashMap<>();

  /** Adds an entry; false if there is one with this id. */
  public boolean add(String rawId, V value) {
    return byKey.putIfAbsent(Ids.key(rawId), value) == null;
  }

  /** Adds an entry, in place of one with the same id. */
  public void put(String rawId, V value) {
    byKey.put(Ids.key(rawId), value);
  }

  /** Returns what has this very id, or null. */
  public @Nullable V get(String rawId) {
    return byKey.get(Ids.key(rawId));
  }

  /** Returns what the other side means by an id, or null. */
  public @Nullable V find(String rawId) {
    String key = Ids.key(rawId);
    V exact = byKey.get(key);
    if (exact != null) {
      return exact;
    }
    String other = other(key);
    return other == null ? null : byKey.get(other);
  }

  /** Takes out what the other side means by an id, or returns null. */
  public @Nullable V take(String rawId) {
    String key = Ids.key(rawId);
    V exact = byKey.remove(key);
    if (exact != null) {
      return exact;
    }
    String other = other(key);
    return other == null ? null : byKey.remove(other);
  }

  /** Returns whether an id of the other type that is spelled like this one has an entry. */
  public boolean hasOtherSpelling(String rawId) {
    String key = Ids.key(rawId);
    String twin = Ids.looseKey(key);
    boolean number = key.charAt(0) != '"';
    return number ? byKey.containsKey('"' + twin + '"') : byKey.containsKey(twin);
  }

  /** Returns whether this very id has this entry. */
  public boolean holds(String rawId, V value) {
    return byKey.get(Ids.key(rawId)) == value;
  }

  /** Removes an entry; whether it was there. */
  public boolean remove(String rawId, V value) {
    return byKey.remove(Ids.key(rawId), value);
  }

  /** Returns the entries as they come and go; removing from here removes them. */
  public Collection<V> values() {
    return byKey.values();
  }

  /** Returns the entries that are there now. */
  public List<V> snapshot() {
    return new ArrayList<>(byKey.values());
  }

  /** Returns whether nothing is open. */
  public boolean isEmpty() {
    return byKey.isEmpty();
  }

  /** Returns how much is open. */
  public int size() {
    return byKey.size();
  }

  private @Nullable String other(String key) {
    String loose = Ids.looseKey(key);
    String found = null;
    for (String each : byKey.keySet()) {
      if (Ids.looseKey(each).equals(loose)) {
        if (found != null) {
          return null;
        }
        found = each;
      }
    }
    return found;
  }
}
