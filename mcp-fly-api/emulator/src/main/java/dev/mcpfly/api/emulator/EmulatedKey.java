package dev.mcpfly.api.emulator;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Map;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * One secret key. Whatever its type, it signs with an HMAC or encrypts with AES-GCM of the JDK: a
 * test can rely on only the same key verifying and decrypting, not on the bytes of the real
 * service.
 */
final class EmulatedKey {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int NONCE = 12;
  private static final int TAG = 16;

  /** Each type with the length of its keys; 0 takes any length from 1. */
  private static final Map<String, Integer> LENGTHS =
      Map.of(
          "es256", 32,
          "hs256", 0,
          "hs384", 0,
          "hs512", 0,
          "nacl_auth", 32,
          "nacl_sign", 32,
          "nacl_box", 32,
          "nacl_secretbox", 32,
          "xaes256gcm", 32);

  private final String type;
  private final byte[] key;

  private EmulatedKey(String type, byte[] key) {
    this.type = type;
    this.key = key;
  }

  /**
   * Creates a random key.
   *
   * @throws InvalidKeyException if there is no such type
   */
  static EmulatedKey generate(String type) throws InvalidKeyException {
    return of(type, random(32));
  }

  /**
   * Creates a key from the given bytes.
   *
   * @throws InvalidKeyException if there is no such type, or the bytes do not fit the type
   */
  static EmulatedKey of(String type, byte[] value) throws InvalidKeyException {
    Integer length = LENGTHS.get(type);
    if (length == null) {
      throw new InvalidKeyException("unknown key type '" + type + "'");
    }
    // A signing key of NaCl may come with its public half behind it.
    byte[] key = type.equals("nacl_sign") && value.length == 64 ? Arrays.copyOf(value, 32) : value;
    if (key.length == 0 || (length > 0 && key.length != length)) {
      throw new InvalidKeyException(
          type + " keys have " + (length > 0 ? length : "1 or more") + " bytes, not " + key.length);
    }
    return new EmulatedKey(type, key.clone());
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    RANDOM.nextBytes(bytes);
    return bytes;
  }

  /** Returns what stands for the public half, or nothing for types that have none. */
  byte[] publicKey() throws GeneralSecurityException {
    return switch (type) {
      case "es256", "nacl_sign", "nacl_box" -> MessageDigest.getInstance("SHA-256").digest(key);
      default -> new byte[0];
    };
  }

  byte[] sign(byte[] text) throws GeneralSecurityException {
    if (encrypts()) {
      throw new InvalidKeyException("keys of this type do not sign");
    }
    String algorithm = type.equals("hs512") ? "HmacSHA512" : "HmacSHA256";
    Mac mac = Mac.getInstance(algorithm);
    mac.init(new SecretKeySpec(key, algorithm));
    return mac.doFinal(text);
  }

  boolean verify(byte[] text, byte[] signature) throws GeneralSecurityException {
    return MessageDigest.isEqual(sign(text), signature);
  }

  /** Encrypts a text: the nonce, and behind it what the cipher makes. */
  byte[] encrypt(byte[] text, byte[] associated) throws GeneralSecurityException {
    byte[] nonce = random(NONCE);
    byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, associated).doFinal(text);
    return ByteBuffer.allocate(NONCE + sealed.length).put(nonce).put(sealed).array();
  }

  byte[] decrypt(byte[] text, byte[] associated) throws GeneralSecurityException {
    if (text.length < NONCE + TAG) {
      throw new AEADBadTagException("the ciphertext is too short");
    }
    byte[] nonce = Arrays.copyOf(text, NONCE);
    return cipher(Cipher.DECRYPT_MODE, nonce, associated).doFinal(text, NONCE, text.length - NONCE);
  }

  private Cipher cipher(int mode, byte[] nonce, byte[] associated) throws GeneralSecurityException {
    if (!encrypts()) {
      throw new InvalidKeyException("keys of this type do not encrypt");
    }
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG * 8, nonce));
    cipher.updateAAD(associated);
    return cipher;
  }

  private boolean encrypts() {
    return type.equals("xaes256gcm") || type.equals("nacl_box") || type.equals("nacl_secretbox");
  }
}
