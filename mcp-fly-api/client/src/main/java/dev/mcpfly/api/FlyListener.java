package dev.mcpfly.api;

/**
 * Hears what a client does, for logs, metrics and progress bars. It is called on the thread that
 * does the work, so it should return soon; what it throws is logged and ignored.
 */
@FunctionalInterface
public interface FlyListener {
  /** Takes note of one event. */
  void on(FlyEvent event);
}
