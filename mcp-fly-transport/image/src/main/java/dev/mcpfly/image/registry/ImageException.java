package dev.mcpfly.image.registry;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Says why an image could not be read, assembled or pushed; the root of this part's errors. The
 * message is one sentence that names the value and what to do, and never holds a credential.
 */
public final class ImageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What kind of failure it was, for callers that act on it. */
  public enum Reason {
    /**
     * The caller's input cannot be used: a malformed reference, a relative path, an unknown
     * instruction.
     */
    BAD_INPUT,
    /** The registry has no such image, tag or blob. */
    NOT_FOUND,
    /** The registry wants other credentials, or none would do. */
    NO_ACCESS,
    /** The image exists, but not for the wanted platform. */
    NO_PLATFORM,
    /** The manifest is of a kind that cannot be used, such as schema 1. */
    UNSUPPORTED,
    /** Bytes do not have the digest or the size that they were announced with. */
    DIGEST_MISMATCH,
    /** A layer cannot be read: damaged, hostile, or in an unknown compression. */
    BAD_LAYER,
    /** The base image fits no way of wrapping its server. */
    UNSUITABLE_BASE,
    /** The registry answered with an error or with something that is not the protocol. */
    REGISTRY,
    /** The registry could not be reached, or the connection broke more often than is retried. */
    CONNECTION,
    /** Nothing moved for longer than allowed. */
    TIMED_OUT,
    /** The calling thread was interrupted; its interrupt flag is set. */
    INTERRUPTED,
    /** A local file could not be read or written. */
    LOCAL_FILE
  }

  private final Reason reason;

  /**
   * Makes an error.
   *
   * @param reason what kind of failure it is
   * @param message one sentence for the user
   */
  public ImageException(Reason reason, String message) {
    this(reason, message, null);
  }

  /**
   * Makes an error with its cause.
   *
   * @param reason what kind of failure it is
   * @param message one sentence for the user
   * @param cause what led to it, or null
   */
  public ImageException(Reason reason, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = Objects.requireNonNull(reason, "reason");
  }

  /** Returns what kind of failure it was. */
  public Reason reason() {
    return reason;
  }
}
