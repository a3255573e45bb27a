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

  /** What became of a call. */
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

  /** Whether arguments and results are wanted, too. */
  default boolean wantsContents() {
    return false;
  }

  /** A session has a client and a server that have agreed. */
  default void sessionOpened(ObservedSession session, String version) {}

  /** The session is over. */
  default void sessionEnded(ObservedSession session) {}

  /** A request goes to a child. */
  default void callStarted(ObservedCall call) {}

  /**
   * A request is over.
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

  /** A child runs; {@code principal} is whose it alone is, or empty. */
  default void childStarted(String child, String principal) {}

  /** A child has ended. */
  default void childExited(String child, int code, long uptimeNanos) {}

  /** Somebody has signed in, or has failed to. */
  default void signIn(String principal, boolean success) {}

  /** A request was refused; what is not known is empty, or null for the name. */
  default void refused(
      Reason reason,
      String method,
      @Nullable String name,
      String principal,
      String session,
      String address) {}

  /** A pattern of the rules matches nothing. */
  default void unmatchedRule(String kind, String pattern) {}

  /** There is nothing more to hear. */
  default void close() {}

  /** Returns one observer for all of these. */
  static Observer of(List<Observer> all) {
    return all.isEmpty() ? NONE : all.size() == 1 ? all.get(0) : new SeveralObservers(all);
  }
}
