package dev.mcpfly.api.emulator.internal.kms;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A key that encrypts with ChaCha20-Poly1305, in place of the XSalsa20-Poly1305 that NaCl has and
 * the JDK has not. A ciphertext is the nonce and then what the cipher makes; it takes no associated
 * data.
 */
final class BoxKey implements SecretKey {
  private static final int NONCE = 12;
  private static final int TAG = 16;

  private final SecretKeySpec key;

  BoxKey(byte[] key) {
    this.key = new SecretKeySpec(key, "ChaCha20");
  }

  @Override
  public byte[] encrypt(byte[] text, byte[] associated) throws GeneralSecurityException {
    checkNone(associated);
    byte[] nonce = SecretKeys.random(NONCE);
    byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce).doFinal(text);
    return ByteBuffer.allocate(NONCE + sealed.length).put(nonce).put(sealed).array();
  }

  @Override
  public byte[] decrypt(byte[] text, byte[] associated) throws GeneralSecurityException {
    checkNone(associated);
    if (text.length < NONCE + TAG) {
      throw new AEADBadTagException("the ciphertext is too short");
    }
    byte[] nonce = Arrays.copyOf(text, NONCE);
    return cipher(Cipher.DECRYPT_MODE, nonce).doFinal(text, NONCE, text.length - NONCE);
  }

  private Cipher cipher(int mode, byte[] nonce) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("ChaCha20-Poly1305");
    cipher.init(mode, key, new IvParameterSpec(nonce));
    return cipher;
  }

  static void checkNone(byte[] associated) throws GeneralSecurityException {
    if (associated.length > 0) {
      throw new InvalidAlgorithmParameterException("keys of this type take no associated data");
    }
  }
}
