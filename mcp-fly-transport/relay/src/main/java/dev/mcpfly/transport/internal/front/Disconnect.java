package dev.mcpfly.transport.internal.front;

import org.jspecify.annotations.Nullable;

/** Tells once that the client went away, whether that is asked before or after it happens. */
final class Disconnect {
  private boolean gone;
  private @Nullable Runnable action;

  void onGone(Runnable given) {
    synchronized (this) {
      if (!gone) {
        action = given;
        return;
      }
    }
    given.run();
  }

  void gone() {
    Runnable told;
    synchronized (this) {
      gone = true;
      told = action;
      action = null;
    }
    if (told != null) {
      told.run();
    }
  }
}
