package dev.mcpfly.api.emulator;

import com.google.errorprone.annotations.CheckReturnValue;
import java.time.Duration;

/**
 * How long machines stay in their transient states, by the emulator's clock.
 *
 * @param create from the create call until the machine may boot
 * @param start how long it boots (state {@code starting}); also a resume from suspension
 * @param stop how long it takes to go down (state {@code stopping}), on top of what the runtime
 *     takes
 * @param suspend how long it takes to suspend (state {@code suspending})
 * @param update how long an update keeps it in state {@code replacing}
 * @param destroy how long it is {@code destroying}; also how long a deleted app can still be read
 */
@CheckReturnValue
@SuppressWarnings("exports") // needed only while compiling
public record LifecycleDelays(
    Duration create,
    Duration start,
    Duration stop,
    Duration suspend,
    Duration update,
    Duration destroy) {

  /** Checks that no delay is negative. */
  public LifecycleDelays {
    for (Duration delay : new Duration[] {create, start, stop, suspend, update, destroy}) {
      if (delay.isNegative()) {
        throw new IllegalArgumentException("a lifecycle delay cannot be negative: " + delay);
      }
    }
  }

  /** Returns the default: short, but long enough for a client to meet the transient states. */
  public static LifecycleDelays brief() {
    return all(Duration.ofMillis(40));
  }

  /** Returns no delays: every transition is over when the call that started it is answered. */
  public static LifecycleDelays none() {
    return all(Duration.ZERO);
  }

  /** Returns delays of the order that the real service shows: about two seconds to boot. */
  public static LifecycleDelays realistic() {
    return new LifecycleDelays(
        Duration.ofMillis(1500),
        Duration.ofMillis(600),
        Duration.ofMillis(800),
        Duration.ofMillis(900),
        Duration.ofMillis(1200),
        Duration.ofMillis(1000));
  }

  /** Returns the same delay for every transition. */
  public static LifecycleDelays all(Duration delay) {
    return new LifecycleDelays(delay, delay, delay, delay, delay, delay);
  }
}
