package dev.mcpfly.transport.internal.auth;

import java.util.function.Consumer;

/** Receives log lines of sign-in, and who has signed in. */
public interface SignInLog extends Consumer<String> {
  /** Called when a user has signed in, or, with an empty name, when an attempt failed. */
  void signedIn(String user, boolean success);

  /** Tells a log that may want to hear it. */
  static void tell(Consumer<String> log, String user, boolean success) {
    if (log instanceof SignInLog signIns) {
      signIns.signedIn(user, success);
    }
  }
}
