package dev.mcpfly.transport.internal.auth;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** Hashes of passwords: PBKDF2 with HMAC-SHA256. */
final class Passwords {
  /**
   * What OWASP recommends for this function: about a second of processor time with the quick
   * compiler alone.
   */
  static final int ITERATIONS = 600_000;

  private static final int SALT = 16;
  private static final int LENGTH = 32;

  private Passwords() {}

  /** Hashes a password: iterations, salt and hash, separated by colons. */
  static String hash(String password, int iterations) {
    byte[] salt = new byte[SALT];
    new SecureRandom().nextBytes(salt);
    return iterations
        + ":"
        + Encoding.base64(salt)
        + ":"
        + Encoding.base64(derive(password, salt, iterations));
  }

  static boolean isHash(String text) {
    String[] parts = text.split(":", -1);
    if (parts.length != 3 || !parts[0].matches("[1-9][0-9]{0,7}")) {
      return false;
    }
    byte[] salt = Encoding.decode(parts[1]);
    byte[] hash = Encoding.decode(parts[2]);
    return salt != null && salt.length >= 8 && hash != null && hash.length == LENGTH;
  }

  static int iterations(String hash) {
    return Integer.parseInt(hash.substring(0, hash.indexOf(':')));
  }

  /** Compares a password with a hash that {@link #isHash} accepts. */
  static boolean matches(String password, String hash) {
    String[] parts = hash.split(":", -1);
    byte[] salt = Encoding.decode(parts[1]);
    byte[] expected = Encoding.decode(parts[2]);
    return salt != null
        && MessageDigest.isEqual(expected, derive(password, salt, Integer.parseInt(parts[0])));
  }

  private static byte[] derive(String password, byte[] salt, int iterations) {
    PBEKeySpec spec = new PBEKeySpec(password.toCharArray(), salt, iterations, LENGTH * 8);
    try {
      return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(spec).getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    } finally {
      spec.clearPassword();
    }
  }
}
