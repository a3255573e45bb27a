package dev.mcpfly.api;

import java.time.Duration;

/** Lets the calling thread wait. Tests give one that moves a clock instead. */
@FunctionalInterface
public interface Sleeper {
  /**
   * Waits.
   *
   * @throws InterruptedException if the thread is interrupted meanwhile
   */
  void sleep(Duration duration) throws InterruptedException;
}
