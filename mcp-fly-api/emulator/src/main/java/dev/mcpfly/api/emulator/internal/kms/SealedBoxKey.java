package dev.mcpfly.api.emulator.internal.kms;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.NamedParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.KeyAgreement;

/**
 * A key pair to which others encrypt: each text gets an X25519 pair of its own, whose public half
 * comes before what {@link BoxKey} makes under the agreed key.
 */
final class SealedBoxKey implements SecretKey {
  private static final int PUBLIC = 32;

  private final KeyPair pair;

  SealedBoxKey(byte[] secret) throws GeneralSecurityException {
    pair = pair(new FixedRandom(secret));
  }

  private static KeyPair pair(SecureRandom random) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("X25519");
    generator.initialize(NamedParameterSpec.X25519, random);
    return generator.generateKeyPair();
  }

  @Override
  public byte[] publicKey() {
    return bare(pair.getPublic());
  }

  /** The encoded key ends with the bare one. */
  private static byte[] bare(PublicKey key) {
    byte[] encoded = key.getEncoded();
    return Arrays.copyOfRange(encoded, encoded.length - PUBLIC, encoded.length);
  }

  @Override
  public byte[] encrypt(byte[] text, byte[] associated) throws GeneralSecurityException {
    KeyPair once = pair(new SecureRandom());
    byte[] sealed = agree(once.getPrivate(), pair.getPublic()).encrypt(text, associated);
    return ByteBuffer.allocate(PUBLIC + sealed.length)
        .put(bare(once.getPublic()))
        .put(sealed)
        .array();
  }

  @Override
  public byte[] decrypt(byte[] text, byte[] associated) throws GeneralSecurityException {
    if (text.length < PUBLIC) {
      throw new AEADBadTagException("the ciphertext is too short");
    }
    byte[] encoded = pair.getPublic().getEncoded();
    System.arraycopy(text, 0, encoded, encoded.length - PUBLIC, PUBLIC);
    PublicKey once =
        KeyFactory.getInstance("X25519").generatePublic(new X509EncodedKeySpec(encoded));
    byte[] sealed = Arrays.copyOfRange(text, PUBLIC, text.length);
    return agree(pair.getPrivate(), once).decrypt(sealed, associated);
  }

  private static BoxKey agree(PrivateKey mine, PublicKey theirs) throws GeneralSecurityException {
    KeyAgreement agreement = KeyAgreement.getInstance("X25519");
    agreement.init(mine);
    agreement.doPhase(theirs, true);
    MessageDigest sha = MessageDigest.getInstance("SHA-256");
    return new BoxKey(sha.digest(agreement.generateSecret()));
  }
}
