package dev.mcpfly.image.registry;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Decides how often and after which pause something is retried: growing pauses with jitter, or what
 * the registry asks for.
 */
final class Retries {
  private static final Duration LONGEST = Duration.ofSeconds(60);

  private final int attempts;
  private final Duration first;
  private final Consumer<ImageEvent> listener;

  Retries(int attempts, Duration first, Consumer<ImageEvent> listener) {
    this.attempts = attempts;
    this.first = first;
    this.listener = listener;
  }

  boolean more(int attempt) {
    return attempt < attempts;
  }

  /**
   * Returns whether another attempt makes sense after this reply: not if the registry asks for a
   * long pause.
   */
  boolean more(int attempt, Wire.Reply reply) {
    return more(attempt) && retryAfter(reply).compareTo(LONGEST) <= 0;
  }

  private static Duration retryAfter(Wire.Reply reply) {
    String seconds = reply.header("Retry-After");
    return seconds.matches("[0-9]{1,9}")
        ? Duration.ofSeconds(Long.parseLong(seconds))
        : Duration.ZERO;
  }

  static boolean isPassing(int status) {
    return status == 408
        || status == 429
        || status == 500
        || status == 502
        || status == 503
        || status == 504;
  }

  /** Waits before the next attempt. */
  void pause(int attempt, Wire.@Nullable Reply reply, String what) {
    listener.accept(new ImageEvent.Retrying(Text.excerpt(what), attempt + 1));
    Duration pause = first.multipliedBy(1L << Math.min(attempt - 1, 6));
    long millis =
        pause.toMillis() / 2 + ThreadLocalRandom.current().nextLong(pause.toMillis() / 2 + 1);
    if (reply != null) {
      millis = Math.max(millis, retryAfter(reply).toMillis());
    }
    try {
      Thread.sleep(Math.min(millis, LONGEST.toMillis()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ImageException(
          ImageException.Reason.INTERRUPTED,
          "Interrupted before another attempt at " + what + ".",
          e);
    }
  }
}
