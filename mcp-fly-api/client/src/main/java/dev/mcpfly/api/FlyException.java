package dev.mcpfly.api;

import dev.mcpfly.api.internal.Excerpt;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The root of all exceptions of this library. The message is one sentence for people; the subclass
 * and the accessors hold what a program may act on. None of them holds the token.
 */
public abstract class FlyException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Parts of a message come from servers: all of it is one bounded line. */
  private static final int LONGEST_MESSAGE = 2000;

  private final Failure failure;

  FlyException(String message, Failure failure) {
    super(Excerpt.of(message, LONGEST_MESSAGE), failure.cause());
    this.failure = failure;
  }

  /** Returns the operation that failed; empty if the failure came before any operation. */
  public Optional<FlyOperation> operation() {
    return Optional.ofNullable(failure.operation());
  }

  /** Returns the app that was addressed. */
  public Optional<String> app() {
    return Optional.ofNullable(failure.app());
  }

  /** Returns the id of the machine that was addressed. */
  public Optional<String> machine() {
    return Optional.ofNullable(failure.machine());
  }

  /** Returns the HTTP status of the last reply; empty if there was no reply. */
  public OptionalInt status() {
    return failure.status() == 0 ? OptionalInt.empty() : OptionalInt.of(failure.status());
  }

  /** Returns Fly's own code for the failure, such as {@code insufficient_capacity}. */
  public Optional<String> code() {
    return Optional.ofNullable(failure.code());
  }

  /** Returns the {@code fly-request-id} of the last reply: what Fly's support asks for. */
  public Optional<String> requestId() {
    return Optional.ofNullable(failure.requestId());
  }

  /** Returns how many requests were sent; failures of earlier ones are {@link #getSuppressed()}. */
  public int attempts() {
    return failure.attempts();
  }

  /** Returns the beginning of the body of the last reply, at most 4096 characters. */
  public Optional<String> body() {
    return Optional.ofNullable(failure.body());
  }

  /**
   * Returns whether the operation may have taken effect despite the failure: the request was sent,
   * and no reply reported its outcome. False means that it certainly had no effect.
   */
  public boolean outcomeUnknown() {
    return failure.outcomeUnknown();
  }

  Failure failure() {
    return failure;
  }

  static <E extends FlyException> E suppress(
      E error, Iterable<? extends @Nullable Throwable> earlier) {
    for (Throwable one : earlier) {
      if (one != null && one != error && one != error.getCause()) {
        error.addSuppressed(one);
      }
    }
    return error;
  }
}
