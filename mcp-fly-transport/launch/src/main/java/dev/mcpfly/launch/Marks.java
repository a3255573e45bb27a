package dev.mcpfly.launch;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * Marks by which a later launch sees whether something has changed, without the thing itself being
 * kept. Secrets get a slow, salted hash, because whoever can read a machine's metadata could guess
 * short ones otherwise.
 */
final class Marks {
  private static final int ITERATIONS = 20_000;
  private static final int SALT_BYTES = 16;
  private static final int HASH_BITS = 256;
  private static final SecureRandom RANDOM = new SecureRandom();

  private Marks() {}

  static String ofSecrets(Map<String, String> secrets) {
    if (secrets.isEmpty()) {
      return ""; // nothing to guess, so nothing to make slow
    }
    byte[] salt = new byte[SALT_BYTES];
    RANDOM.nextBytes(salt);
    return encode(salt) + "." + encode(slowHash(salt, secrets));
  }

  /** Returns whether {@code mark} is one of these secrets. */
  static boolean matches(String mark, Map<String, String> secrets) {
    int dot = mark.indexOf('.');
    if (dot < 0) {
      return false;
    }
    try {
      byte[] salt = Base64.getUrlDecoder().decode(mark.substring(0, dot));
      byte[] hash = Base64.getUrlDecoder().decode(mark.substring(dot + 1));
      return MessageDigest.isEqual(hash, slowHash(salt, secrets));
    } catch (IllegalArgumentException e) {
      return false; // not written by this library
    }
  }

  static String ofConfig(String json) {
    try {
      return encode(
          MessageDigest.getInstance("SHA-256").digest(json.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }

  private static byte[] slowHash(byte[] salt, Map<String, String> secrets) {
    StringBuilder text = new StringBuilder();
    // Lengths keep {a=bc} and {ab=c} apart.
    new TreeMap<>(secrets)
        .forEach(
            (name, value) ->
                text.append(name.length()).append(name).append(value.length()).append(value));
    PBEKeySpec spec = new PBEKeySpec(text.toString().toCharArray(), salt, ITERATIONS, HASH_BITS);
    try {
      return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(spec).getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JDK has PBKDF2WithHmacSHA256", e);
    } finally {
      spec.clearPassword();
    }
  }

  private static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
