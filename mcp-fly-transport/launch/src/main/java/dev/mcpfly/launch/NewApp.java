package dev.mcpfly.launch;

import dev.mcpfly.api.ApiException;
import dev.mcpfly.api.NotFoundException;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Retries calls to a new app, of which the API's servers learn one after the other: until the first
 * call to the app has succeeded, one that does not find it is made again for a while.
 */
final class NewApp {
  private static final Duration UNTIL_KNOWN = Duration.ofSeconds(30);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

  private volatile long until;
  private volatile boolean isNew;

  /** Says that the app has been created. */
  void isThere() {
    until = System.nanoTime() + UNTIL_KNOWN.toNanos();
    isNew = true;
  }

  /** Makes a call, again if the app is new and was not found. */
  <T> T patiently(Supplier<T> call) {
    while (true) {
      try {
        T answer = call.get();
        isNew = false;
        return answer;
      } catch (NotFoundException | ApiException.Unauthorized e) {
        pause(e);
      }
    }
  }

  private void pause(ApiException e) {
    if (!isNew || System.nanoTime() - until >= 0) {
      throw e;
    }
    try {
      Thread.sleep(BETWEEN_LOOKS.toMillis());
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
      throw e;
    }
  }

  /** Waits until the app is seen, if it is new and no call to it has succeeded. */
  void await(BooleanSupplier isSeen) throws InterruptedException {
    while (isNew && System.nanoTime() - until < 0 && !sees(isSeen)) {
      Thread.sleep(BETWEEN_LOOKS.toMillis());
    }
  }

  private static boolean sees(BooleanSupplier isSeen) {
    try {
      return isSeen.getAsBoolean();
    } catch (ApiException.Unauthorized e) {
      return false; // as for the calls above
    }
  }
}
