package dev.mcpfly.transport.internal.auth;

import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Remembers which tokens were found valid, so that each is verified once. An entry never outlives
 * its token, nor a limit after which a token is verified again. Bounded: the least recently used go
 * first. Thread-safe.
 */
final class TokenCache {
  private static final int ENTRIES = 4096;
  private static final int SHORT = 1024;

  private record Entry(Caller caller, long until) {}

  private final long limitMillis;
  private final InstantSource clock;
  private final Map<String, Entry> entries = new BoundedMap<>(ENTRIES, true);

  TokenCache(long limitMillis, InstantSource clock) {
    this.limitMillis = limitMillis;
    this.clock = clock;
  }

  /**
   * Returns the key of a token: the token itself, for a digest would cost more than everything else
   * that is done with a request, or the digest of a long one. Maps compare hashes first, so that
   * how long a look-up takes tells nothing that helps to guess a token.
   */
  static String key(String token) {
    return token.length() <= SHORT ? token : Encoding.base64(Encoding.sha256(token));
  }

  @Nullable Caller get(String key) {
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

  void put(String key, Caller caller) {
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
