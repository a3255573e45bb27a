package dev.mcpfly.transport.internal.auth;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** The encodings and digests that OAuth uses. */
public final class Encoding {
  private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();

  private static final SecureRandom RANDOM = new SecureRandom();

  private Encoding() {}

  /** Encodes bytes as base64url without padding. */
  public static String base64(byte[] bytes) {
    return URL.encodeToString(bytes);
  }

  /**
   * Decodes base64url without padding in its one canonical spelling, so that no two texts mean the
   * same bytes; null for anything else.
   */
  static byte @Nullable [] decode(String text) {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(text);
      return URL.encodeToString(bytes).equals(text) ? bytes : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns the SHA-256 digest of a text. */
  public static byte[] sha256(String text) {
    return sha256(text.getBytes(StandardCharsets.UTF_8));
  }

  static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** 256 random bits, as 43 characters that need no escape anywhere. */
  public static String random() {
    byte[] bytes = new byte[32];
    RANDOM.nextBytes(bytes);
    return base64(bytes);
  }

  /** Returns whether two secrets are equal, in a time that does not tell where they differ. */
  public static boolean same(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }
}
