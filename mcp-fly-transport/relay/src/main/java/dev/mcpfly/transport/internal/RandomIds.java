package dev.mcpfly.transport.internal;

import java.security.SecureRandom;
import java.util.Base64;

/**
 * Ids that nobody can guess. The JDK takes some 10 ms to load what makes them, so that it is loaded
 * when the first is wanted, and no server's process waits for it to be started.
 */
public final class RandomIds {
  private static final int BYTES = 24;

  private RandomIds() {}

  /** Returns 192 random bits, as 32 characters that need no escape anywhere. Thread-safe. */
  public static String next() {
    byte[] bytes = new byte[BYTES];
    Source.RANDOM.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static final class Source {
    static final SecureRandom RANDOM = new SecureRandom();
  }
}
