package dev.mcpfly.transport.internal.events;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Hears what happens in a relay. Called on the threads that serve clients: must be quick, must not
 * block, must not throw. Thread-safe.
 */
public interface Observer {
  /** Hears nothing. */
  Observer NONE = new Observer() {};

  /** The outcome of a call. */
  enum Outcome {
    SUCCESS,
    TOOL_ERROR,
    ERROR,
    CANCELLED,
    FAILED
  }

  /** Why a request was refused. */
  enum Reason {
    CREDENTIALS,
    PLACE,
    SCOPE,
    RULE,
    LIMIT
  }

  /** Returns whether arguments and results are wanted, too. */
  default boolean wantsContents() {
    return false;
  }

  /** Called when a client and a server have initialized a session. */
  default void sessionOpened(ObservedSession session, String version) {}

  /** Called when a session has ended. */
  default void sessionEnded(ObservedSession session) {}

  /** Called when a request goes to a child. */
  default void callStarted(ObservedCall call) {}

  /**
   * Called when a request has ended.
   *
   * @param errorCode the code of a JSON-RPC error as the child wrote it, or null
   * @param responseBytes the size of the answer, or 0
   * @param contents the beginning of the result or error if contents are wanted, else null
   */
  default void callEnded(
      ObservedCall call,
      Outcome outcome,
      @Nullable String errorCode,
      int responseBytes,
      @Nullable String contents) {}

  /** Called when a child has started; {@code principal} is its only user, or empty. */
  default void childStarted(String child, String principal) {}

  /** Called when a child has exited. */
  default void childExited(String child, int code, long uptimeNanos) {}

  /** Called when a sign-in has succeeded or failed. */
  default void signIn(String principal, boolean success) {}

  /** Called when a request was refused; what is not known is empty, or null for the name. */
  default void refused(
      Reason reason,
      String method,
      @Nullable String name,
      String principal,
      String session,
      String address) {}

  /** Called when a pattern of the rules matches nothing. */
  default void unmatchedRule(String kind, String pattern) {}

  /** Called when no more events follow. */
  default void close() {}

  /** Returns one observer for all of these. */
  static Observer of(List<Observer> all) {
    return all.isEmpty() ? NONE : all.size() == 1 ? all.get(0) : new SeveralObservers(all);
  }
}
