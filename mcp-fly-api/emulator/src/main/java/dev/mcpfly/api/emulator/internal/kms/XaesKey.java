package dev.mcpfly.api.emulator.internal.kms;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * XAES-256-GCM: AES-256-GCM with a nonce of 24 bytes, the first half of which derives a key of its
 * own. A ciphertext is the nonce and then what GCM makes.
 */
final class XaesKey implements SecretKey {
  private static final int NONCE = 24;
  private static final int TAG = 16;

  private final byte[] key;

  XaesKey(byte[] key) {
    this.key = key.clone();
  }

  @Override
  public byte[] encrypt(byte[] text, byte[] associated) throws GeneralSecurityException {
    return seal(SecretKeys.random(NONCE), text, associated);
  }

  byte[] seal(byte[] nonce, byte[] text, byte[] associated) throws GeneralSecurityException {
    byte[] sealed = gcm(Cipher.ENCRYPT_MODE, nonce, associated).doFinal(text);
    return ByteBuffer.allocate(NONCE + sealed.length).put(nonce).put(sealed).array();
  }

  @Override
  public byte[] decrypt(byte[] text, byte[] associated) throws GeneralSecurityException {
    if (text.length < NONCE + TAG) {
      throw new AEADBadTagException("the ciphertext is too short");
    }
    byte[] nonce = Arrays.copyOf(text, NONCE);
    return gcm(Cipher.DECRYPT_MODE, nonce, associated).doFinal(text, NONCE, text.length - NONCE);
  }

  private Cipher gcm(int mode, byte[] nonce, byte[] associated) throws GeneralSecurityException {
    byte[] tail = Arrays.copyOfRange(nonce, 12, NONCE);
    Cipher gcm = Cipher.getInstance("AES/GCM/NoPadding");
    gcm.init(mode, new SecretKeySpec(derive(nonce), "AES"), new GCMParameterSpec(128, tail));
    gcm.updateAAD(associated);
    return gcm;
  }

  /** Derives the key of a nonce: CMAC of one full block, twice. */
  @SuppressWarnings("InsecureCryptoUsage") // one block at a time, as CMAC is defined
  private byte[] derive(byte[] nonce) throws GeneralSecurityException {
    Cipher aes = Cipher.getInstance("AES/ECB/NoPadding");
    aes.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"));
    byte[] subkey = doubled(aes.doFinal(new byte[16]));
    ByteBuffer derived = ByteBuffer.allocate(32);
    for (byte counter = 1; counter <= 2; counter++) {
      byte[] block =
          ByteBuffer.allocate(16).put(new byte[] {0, counter, 'X', 0}).put(nonce, 0, 12).array();
      for (int i = 0; i < block.length; i++) {
        block[i] ^= subkey[i];
      }
      derived.put(aes.doFinal(block));
    }
    return derived.array();
  }

  /** Doubles a number of the field that CMAC computes in. */
  private static byte[] doubled(byte[] block) {
    byte[] result = new byte[block.length];
    int carry = 0;
    for (int i = block.length - 1; i >= 0; i--) {
      result[i] = (byte) (block[i] << 1 | carry);
      carry = (block[i] & 0x80) >>> 7;
    }
    if (carry == 1) {
      result[block.length - 1] ^= (byte) 0x87;
    }
    return result;
  }
}
