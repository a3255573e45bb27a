package dev.mcpfly.transport.internal.relay;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Session ids that carry what is needed to open the session again: the client's {@code initialize},
 * encrypted and authenticated (AES-256-GCM) with a key, and bound to the principal. Thread-safe.
 */
public final class SessionSeal {
  /** Longer handshakes would make every request longer; their sessions cannot be restored. */
  private static final int MAX_PLAIN = 1500;

  private static final int NONCE = 12;
  private static final int TAG_BITS = 128;
  private static final long LIFETIME_SECONDS = 7 * 24 * 3600;
  private static final String PREFIX = "r1.";

  private final SecretKeySpec key;
  private final SecureRandom random = new SecureRandom();

  /**
   * Makes a seal.
   *
   * @param secret any text; relays with the same one open each other's ids
   */
  public SessionSeal(String secret) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(("mcp-fly session ids\0" + secret).getBytes(StandardCharsets.UTF_8));
      this.key = new SecretKeySpec(digest, "AES");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns an id for a session that this request opens, or null if the request is too long. */
  @Nullable String seal(String principal, byte[] initialize, long epochSeconds) {
    if (initialize.length > MAX_PLAIN) {
      return null;
    }
    byte[] nonce = new byte[NONCE];
    random.nextBytes(nonce);
    byte[] plain =
        ByteBuffer.allocate(Long.BYTES + initialize.length)
            .putLong(epochSeconds)
            .put(initialize)
            .array();
    byte[] sealed = crypt(Cipher.ENCRYPT_MODE, nonce, plain, 0, principal);
    if (sealed == null) {
      return null;
    }
    byte[] id = Arrays.copyOf(nonce, NONCE + sealed.length);
    System.arraycopy(sealed, 0, id, NONCE, sealed.length);
    return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(id);
  }

  /**
   * Returns the request that opened a session, or null if the id is not one of this key and this
   * principal, or too old.
   */
  byte @Nullable [] open(String id, String principal, long epochSeconds) {
    if (!id.startsWith(PREFIX) || id.length() > 4 * MAX_PLAIN) {
      return null;
    }
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(id.substring(PREFIX.length()));
    } catch (IllegalArgumentException e) {
      return null;
    }
    if (bytes.length < NONCE + TAG_BITS / 8 + Long.BYTES) {
      return null;
    }
    byte[] plain = crypt(Cipher.DECRYPT_MODE, Arrays.copyOf(bytes, NONCE), bytes, NONCE, principal);
    if (plain == null) {
      return null;
    }
    long since = ByteBuffer.wrap(plain).getLong();
    return epochSeconds - since > LIFETIME_SECONDS
        ? null
        : Arrays.copyOfRange(plain, Long.BYTES, plain.length);
  }

  private byte @Nullable [] crypt(
      int mode, byte[] nonce, byte[] input, int from, String principal) {
    try {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
      cipher.updateAAD(principal.getBytes(StandardCharsets.UTF_8));
      return cipher.doFinal(input, from, input.length - from);
    } catch (GeneralSecurityException e) {
      return null;
    }
  }

  /** Shows nothing of the key. */
  @Override
  public String toString() {
    return "SessionSeal[****]";
  }
}
