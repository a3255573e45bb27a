package dev.mcpfly.image.internal;

/** The limits beyond which a foreign archive is refused. */
final class UnpackLimits {
  /** The longest name of a file or of where a link leads, in characters: that of Linux. */
  static final int NAME = 4096;

  /** The longest extension header, and all of one entry together, in bytes. */
  static final int EXTENSION = 1 << 20;

  /** How many entries a layer may have. */
  static final int ENTRIES = 1_000_000;

  /** All names of a layer together, in characters: they are kept in memory. */
  static final long NAMES = 64L << 20;

  /** The largest layer, unpacked, in bytes: eight times the largest image that Fly takes. */
  static final long UNPACKED = 64L << 30;

  /** How many bytes may come of one compressed byte, once a layer is large. */
  static final int RATIO = 200;

  /** From how many unpacked bytes on the ratio counts. */
  static final long LARGE = 256L << 20;

  private UnpackLimits() {}
}
