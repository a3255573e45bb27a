package dev.mcpfly.image.registry;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when an image cannot be read, assembled or pushed. The message is one sentence that names
 * the value and what to do, and never holds a credential.
 */
public final class ImageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The kind of failure, for callers that act on it. */
  public enum Reason {
    /**
     * The caller's input cannot be used: a malformed reference, a relative path, an unknown
     * instruction.
     */
    BAD_INPUT,
    /** The registry has no such image, tag or blob. */
    NOT_FOUND,
    /** The registry requires other credentials, or refuses access. */
    NO_ACCESS,
    /** The image exists, but not for the wanted platform. */
    NO_PLATFORM,
    /** The manifest is of a kind that cannot be used, such as schema 1. */
    UNSUPPORTED,
    /** The bytes do not have the digest or the size that was announced. */
    DIGEST_MISMATCH,
    /** A layer cannot be read: damaged, hostile, or in an unknown compression. */
    BAD_LAYER,
    /** The base image does not fit any wrapper. */
    UNSUITABLE_BASE,
    /** The registry answered with an error or with something that is not the protocol. */
    REGISTRY,
    /** The registry could not be reached, or the connection broke too often. */
    CONNECTION,
    /** No data moved for longer than allowed. */
    TIMED_OUT,
    /** The calling thread was interrupted; its interrupt flag is set. */
    INTERRUPTED,
    /** A local file could not be read or written. */
    LOCAL_FILE
  }

  private final Reason reason;

  /**
   * Creates an exception.
   *
   * @param reason the kind of failure
   * @param message one sentence for the user
   */
  public ImageException(Reason reason, String message) {
    this(reason, message, null);
  }

  /**
   * Creates an exception with a cause.
   *
   * @param reason the kind of failure
   * @param message one sentence for the user
   * @param cause what led to it, or null
   */
  public ImageException(Reason reason, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = Objects.requireNonNull(reason, "reason");
  }

  /** Returns the kind of failure. */
  public Reason reason() {
    return reason;
  }
}
