package dev.mcpfly.launch;

import dev.mcpfly.api.ApiException;
import dev.mcpfly.api.FlyClient;
import dev.mcpfly.api.NotFoundException;
import java.time.Duration;

/** Operations on whole apps that launches and deployments share. */
final class Apps {
  private static final Duration GONE_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(250);

  private Apps() {}

  /**
   * Deletes an app with all that it has, and waits until it is gone, because Fly answers before.
   *
   * @return false if there was no such app
   * @throws LaunchException if it is still there after a minute
   */
  static boolean delete(FlyClient fly, String name) throws InterruptedException {
    if (!exists(fly, name)) {
      return false;
    }
    try {
      fly.apps().delete(name);
    } catch (NotFoundException e) {
      return false;
    }
    awaitGone(fly, name);
    return true;
  }

  /**
   * Waits until an app that is being deleted cannot be seen any more.
   *
   * @throws LaunchException if it is still there after a minute
   */
  static void awaitGone(FlyClient fly, String name) throws InterruptedException {
    long deadline = System.nanoTime() + GONE_TIMEOUT.toNanos();
    while (exists(fly, name)) {
      if (System.nanoTime() > deadline) {
        throw new LaunchException(
            "The app %s was deleted but is still there after %d s; look again with the Fly dashboard."
                .formatted(name, GONE_TIMEOUT.toSeconds()),
            null);
      }
      Thread.sleep(POLL.toMillis());
    }
  }

  /** Returns whether the account can see an app of that name. */
  static boolean exists(FlyClient fly, String name) {
    try {
      return fly.apps().find(name).isPresent();
    } catch (ApiException.Forbidden e) {
      return false; // it exists, but belongs to another organization
    }
  }
}
