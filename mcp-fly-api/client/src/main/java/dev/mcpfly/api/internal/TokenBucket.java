package dev.mcpfly.api.internal;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a stream of requests within a rate limit of the server: so many per second, with a burst.
 *
 * <p>It remembers the moment at which the server's bucket will be full again (the "full" time), as
 * late as that can be: a request counts from the moment its reply arrived, because it may have
 * reached the server just before. So two requests that were sent far enough apart are never counted
 * closer together by the server.
 */
public final class TokenBucket {
  private final Duration interval;
  private final Duration burst;
  private Instant full = Instant.MIN;
  private Instant blockedUntil = Instant.MIN;

  /** Creates a full bucket that holds {@code burst} tokens and gains one each interval. */
  public TokenBucket(Duration interval, int burst) {
    this.interval = interval;
    this.burst = interval.multipliedBy(burst);
  }

  /** A granted request: wait until {@link #start()}, send, then call {@link #arrived}. */
  public final class Permit {
    private final Instant start;
    private final Instant fullBefore;

    private Permit(Instant start, Instant fullBefore) {
      this.start = start;
      this.fullBefore = fullBefore;
    }

    /** Returns the moment from which the request may be sent. */
    public Instant start() {
      return start;
    }

    /** Notes that the reply is there. */
    public void arrived(Instant now) {
      synchronized (TokenBucket.this) {
        Duration late = Duration.between(later(fullBefore, start), later(fullBefore, now));
        if (!late.isZero() && !late.isNegative()) {
          Instant shifted = full.plus(late);
          Instant latest = later(full, now.plus(burst));
          full = shifted.isBefore(latest) ? shifted : latest;
        }
      }
    }

    /** Notes that the server refused the request for the limit: its bucket is empty. */
    public void refused(Instant now, @Nullable Instant comeBack) {
      synchronized (TokenBucket.this) {
        full = later(full, now.plus(burst));
        if (comeBack != null) {
          blockedUntil = later(blockedUntil, comeBack);
        }
      }
    }
  }

  /** Reserves the next place in the stream; returns null if that is after the given moment. */
  public synchronized @Nullable Permit reserve(Instant now, Instant latest) {
    Instant earliest = full.equals(Instant.MIN) ? now : full.minus(burst.minus(interval));
    Instant start = later(later(now, earliest), blockedUntil);
    if (start.isAfter(latest)) {
      return null;
    }
    Instant before = full;
    full = later(full, start).plus(interval);
    return new Permit(start, before);
  }

  /** Returns whether the bucket is full and can be forgotten. */
  public synchronized boolean idle(Instant now) {
    return !full.isAfter(now) && !blockedUntil.isAfter(now);
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }
}
