package dev.mcpfly.transport.internal.auth;

import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Remembers which tokens were found valid, by their digests, so that each is verified once. An
 * entry never outlives its token, nor a limit after which a token is verified again. Bounded: the
 * least recently used go first. Thread-safe.
 */
final class TokenCache {
  private static final int ENTRIES = 4096;

  private record Entry(Caller caller, long until) {}

  private final long limitMillis;
  private final InstantSource clock;
  private final Map<ByteBuffer, Entry> entries =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteBuffer, Entry> eldest) {
          return size() > ENTRIES;
        }
      };

  TokenCache(long limitMillis, InstantSource clock) {
    this.limitMillis = limitMillis;
    this.clock = clock;
  }

  static ByteBuffer key(String token) {
    return ByteBuffer.wrap(Encoding.sha256(token));
  }

  @Nullable Caller get(ByteBuffer key) {
    long now = clock.millis();
    synchronized (entries) {
      Entry entry = entries.get(key);
      if (entry == null) {
        return null;
      }
      if (entry.until() > now) {
        return entry.caller();
      }
      entries.remove(key);
      return null;
    }
  }

  void put(ByteBuffer key, Caller caller) {
    long until = Math.min(caller.expiresAt(), clock.millis() + limitMillis);
    synchronized (entries) {
      entries.put(key, new Entry(caller, until));
    }
  }

  void clear() {
    synchronized (entries) {
      entries.clear();
    }
  }

  int size() {
    synchronized (entries) {
      return entries.size();
    }
  }
}
