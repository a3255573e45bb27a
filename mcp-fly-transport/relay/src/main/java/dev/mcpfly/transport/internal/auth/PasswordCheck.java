package dev.mcpfly.transport.internal.auth;

import dev.mcpfly.transport.internal.DaemonThreads;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Checks names and passwords on a separate thread, because hashing is deliberately slow. A name
 * that is not known costs what a known one does, and each name has only so many attempts.
 */
final class PasswordCheck {
  private static final int BURST = 10;
  private static final long INTERVAL_MILLIS = 30_000;
  private static final int WAITING = 8;

  /** Receives the outcome. */
  interface Outcome {
    /** Called with the user whose password it is, or null if it is wrong. */
    void checked(@Nullable User user);

    /** Called if there were too many attempts for the name or the server. */
    void later(int seconds);
  }

  private final Map<String, User> users;
  private final int iterations;
  private final RateLimit attempts;
  private final LongAdder hashed = new LongAdder();
  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          1,
          1,
          10,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(WAITING),
          DaemonThreads.named("mcp-relay-password"));

  PasswordCheck(Map<String, User> users, InstantSource clock) {
    this.users = users;
    this.attempts = new RateLimit(BURST, INTERVAL_MILLIS, clock);
    this.threads.allowCoreThreadTimeOut(true);
    this.iterations =
        users.values().stream()
            .mapToInt(user -> Passwords.iterations(user.hash()))
            .max()
            .orElse(Passwords.ITERATIONS);
  }

  /** Returns a hash that no password has, at the price of a real one. */
  private static String nobody(int iterations) {
    return iterations + ":AAAAAAAAAAAAAAAAAAAAAA:" + Encoding.base64(new byte[32]);
  }

  /** Checks a password; costs the same for every name, even if users' hashes differ in cost. */
  private boolean matches(String password, @Nullable User user) {
    int own = user == null ? 0 : Passwords.iterations(user.hash());
    boolean same = user != null && hash(password, user.hash(), own);
    if (own < iterations) {
      hash(password, nobody(iterations - own), iterations - own);
    }
    return same;
  }

  private boolean hash(String password, String hash, int times) {
    hashed.add(times);
    return Passwords.matches(password, hash);
  }

  void check(String name, String password, Outcome outcome) {
    String key = Encoding.base64(Encoding.sha256(name));
    int wait = attempts.take(key);
    if (wait > 0) {
      outcome.later(wait);
      return;
    }
    try {
      threads.execute(
          () -> {
            User user = users.get(name);
            boolean same = matches(password, user);
            if (same && user != null) {
              attempts.reset(key);
              outcome.checked(user);
            } else {
              outcome.checked(null);
            }
          });
    } catch (RejectedExecutionException e) {
      outcome.later(5);
    }
  }

  /** Returns how often passwords were hashed, in iterations: the work, whatever came of it. */
  long hashed() {
    return hashed.sum();
  }

  void close() {
    threads.shutdownNow();
  }
}
