package dev.mcpfly.api.emulator.internal.kms;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A key that authenticates: an HMAC, cut to its length. */
final class MacKey implements SecretKey {
  private final String algorithm;
  private final byte[] key;
  private final int length;

  MacKey(String algorithm, byte[] key, int length) throws InvalidKeyException {
    if (key.length == 0) {
      throw new InvalidKeyException("the key is empty");
    }
    this.algorithm = algorithm;
    this.key = key.clone();
    this.length = length;
  }

  @Override
  public byte[] sign(byte[] text) throws GeneralSecurityException {
    Mac mac = Mac.getInstance(algorithm);
    mac.init(new SecretKeySpec(key, algorithm));
    return Arrays.copyOf(mac.doFinal(text), length);
  }

  @Override
  public boolean verify(byte[] text, byte[] signature) throws GeneralSecurityException {
    return MessageDigest.isEqual(sign(text), signature);
  }
}
