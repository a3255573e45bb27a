package dev.mcpfly.api.emulator.internal.kms;

import java.security.SecureRandom;

/** Hands given bytes to a key generator, which then makes the key that belongs to them. */
final class FixedRandom extends SecureRandom {
  private static final long serialVersionUID = 1L;

  private final byte[] seed;

  FixedRandom(byte[] seed) {
    this.seed = seed.clone();
  }

  @Override
  public void nextBytes(byte[] bytes) {
    System.arraycopy(seed, 0, bytes, 0, bytes.length);
  }
}
