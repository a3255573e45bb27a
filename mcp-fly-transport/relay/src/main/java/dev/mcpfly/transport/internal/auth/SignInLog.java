package dev.mcpfly.transport.internal.auth;

import java.util.function.Consumer;

/** Takes log lines of sign-in, and hears who has signed in. */
public interface SignInLog extends Consumer<String> {
  /** Hears that a user has signed in; or, with an empty name, that an attempt failed. */
  void signedIn(String user, boolean success);

  /** Tells a log that may want to hear it. */
  static void tell(Consumer<String> log, String user, boolean success) {
    if (log instanceof SignInLog signIns) {
      signIns.signedIn(user, success);
    }
  }
}
