package dev.mcpfly.api.emulator.internal.kms;

import java.security.GeneralSecurityException;

/**
 * One secret key. What its type cannot do throws an {@link UnsupportedOperationException}; what is
 * wrong with the given bytes, a {@link GeneralSecurityException}.
 */
public interface SecretKey {

  /** Returns the public key, empty for types that have none. */
  default byte[] publicKey() {
    return new byte[0];
  }

  /** Signs a text. */
  default byte[] sign(byte[] text) throws GeneralSecurityException {
    throw new UnsupportedOperationException("keys of this type do not sign");
  }

  /** Tells whether a signature is this key's for the text. */
  default boolean verify(byte[] text, byte[] signature) throws GeneralSecurityException {
    throw new UnsupportedOperationException("keys of this type do not sign");
  }

  /** Encrypts a text. */
  default byte[] encrypt(byte[] text, byte[] associated) throws GeneralSecurityException {
    throw new UnsupportedOperationException("keys of this type do not encrypt");
  }

  /** Decrypts a text, or fails if it was not encrypted by this key with this associated data. */
  default byte[] decrypt(byte[] text, byte[] associated) throws GeneralSecurityException {
    throw new UnsupportedOperationException("keys of this type do not encrypt");
  }
}
