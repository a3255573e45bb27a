package dev.mcpfly.api.internal;

import java.security.SecureRandom;
import java.time.Instant;

/** Generates ULIDs: 26 characters, unique, ordered by time. */
public final class Ulid {
  private static final char[] DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".toCharArray();
  private static final SecureRandom RANDOM = new SecureRandom();

  private Ulid() {}

  /** Returns a new ULID for the given time. */
  public static String next(Instant now) {
    char[] text = new char[26];
    long millis = now.toEpochMilli();
    for (int i = 9; i >= 0; i--) {
      text[i] = DIGITS[(int) (millis & 31)];
      millis >>>= 5;
    }
    byte[] random = new byte[16];
    RANDOM.nextBytes(random);
    for (int i = 0; i < 16; i++) {
      text[10 + i] = DIGITS[random[i] & 31];
    }
    return new String(text);
  }
}
