package dev.mcpfly.transport.internal.relay;

import org.jspecify.annotations.Nullable;

/**
 * The child that was started before a client wants it, and whether another one is to be started
 * after one that ended on its own. Guarded by {@link Children}.
 */
final class SpareChild {
  private @Nullable Link link;
  private boolean starting;
  private boolean wanted;

  /** Takes the child, or null if there is none that lives. */
  @Nullable Link take() {
    Link taken = link;
    link = null;
    return taken == null || taken.isDead() ? null : taken;
  }

  boolean is(Link other) {
    return link == other;
  }

  /** Asks for a new one. */
  void want() {
    wanted = true;
  }

  /** Returns whether one is to be started now; it then counts as begun. */
  boolean begin() {
    if (!wanted || starting) {
      return false;
    }
    wanted = false;
    starting = link == null || link.isDead();
    return starting;
  }

  void started(Link started) {
    starting = false;
    link = started;
  }

  /** It could not be started: later, once more. */
  void failed() {
    starting = false;
    wanted = true;
  }
}
