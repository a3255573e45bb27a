package dev.mcpfly.api.emulator.internal.kms;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.SecureRandom;
import java.util.Arrays;

/** Makes secret keys by the names of their types. */
public final class SecretKeys {
  private static final SecureRandom RANDOM = new SecureRandom();

  private SecretKeys() {}

  /**
   * Makes a random key.
   *
   * @throws GeneralSecurityException if there is no such type
   */
  public static SecretKey generate(String type) throws GeneralSecurityException {
    return switch (type) {
      case "es256" -> SignatureKey.es256();
      case "nacl_sign" -> SignatureKey.ed25519(random(32));
      case "hs512" -> of(type, random(64));
      case "hs384" -> of(type, random(48));
      default -> of(type, random(32));
    };
  }

  /**
   * Makes a key of given bytes.
   *
   * @throws GeneralSecurityException if there is no such type, or the bytes do not fit it
   */
  public static SecretKey of(String type, byte[] value) throws GeneralSecurityException {
    return switch (type) {
      case "hs256" -> new MacKey("HmacSHA256", value, 32);
      case "hs384" -> new MacKey("HmacSHA384", value, 48);
      case "hs512" -> new MacKey("HmacSHA512", value, 64);
      case "nacl_auth" -> new MacKey("HmacSHA512", exactly(type, value, 32), 32);
      case "xaes256gcm" -> new XaesKey(exactly(type, value, 32));
      case "nacl_secretbox" -> new BoxKey(exactly(type, value, 32));
      case "nacl_box" -> new SealedBoxKey(exactly(type, value, 32));
      case "nacl_sign" ->
          SignatureKey.ed25519(
              Arrays.copyOf(value.length == 64 ? value : exactly(type, value, 32), 32));
      case "es256" -> throw new InvalidKeyException("es256 keys can only be generated here");
      default -> throw new InvalidKeyException("unknown key type '" + type + "'");
    };
  }

  static byte[] random(int length) {
    byte[] bytes = new byte[length];
    RANDOM.nextBytes(bytes);
    return bytes;
  }

  private static byte[] exactly(String type, byte[] value, int length) throws InvalidKeyException {
    if (value.length != length) {
      throw new InvalidKeyException(type + " keys have " + length + " bytes, not " + value.length);
    }
    return value;
  }
}
