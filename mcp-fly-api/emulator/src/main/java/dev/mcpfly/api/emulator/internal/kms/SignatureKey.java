package dev.mcpfly.api.emulator.internal.kms;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;

/** A key pair that signs. */
final class SignatureKey implements SecretKey {
  private final String algorithm;
  private final KeyPair pair;
  private final int publicLength;

  private SignatureKey(String algorithm, KeyPair pair, int publicLength) {
    this.algorithm = algorithm;
    this.pair = pair;
    this.publicLength = publicLength;
  }

  static SecretKey es256() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return new SignatureKey("SHA256withECDSAinP1363Format", generator.generateKeyPair(), 65);
  }

  /** Makes an Ed25519 key of its seed, from which the JDK's generator derives the public half. */
  static SecretKey ed25519(byte[] seed) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
    generator.initialize(NamedParameterSpec.ED25519, new FixedRandom(seed));
    return new SignatureKey("Ed25519", generator.generateKeyPair(), 32);
  }

  /** The encoded key ends with the bare one. */
  @Override
  public byte[] publicKey() {
    byte[] encoded = pair.getPublic().getEncoded();
    return Arrays.copyOfRange(encoded, encoded.length - publicLength, encoded.length);
  }

  @Override
  public byte[] sign(byte[] text) throws GeneralSecurityException {
    Signature signature = Signature.getInstance(algorithm);
    signature.initSign(pair.getPrivate());
    signature.update(text);
    return signature.sign();
  }

  @Override
  public boolean verify(byte[] text, byte[] sent) throws GeneralSecurityException {
    Signature signature = Signature.getInstance(algorithm);
    signature.initVerify(pair.getPublic());
    signature.update(text);
    try {
      return signature.verify(sent);
    } catch (SignatureException e) {
      return false; // not even of a signature's form
    }
  }
}
