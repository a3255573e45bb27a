package dev.mcpfly.transport;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * An event in a {@link Relay}. Names and principals are as callers sent them, without control
 * characters and cut to 200 characters; sessions are named by a short digest, never by their id.
 * New kinds may be added: a {@code switch} needs a default. Immutable.
 */
public sealed interface RelayEvent {
  /** Returns when it happened. */
  Instant time();

  /**
   * A client has opened a session.
   *
   * @param session the digest of the session's id
   * @param principal who opened it; empty if callers are not told apart
   * @param transport {@code streamable-http}, {@code sse} or {@code fly-wrap}
   * @param protocolVersion the version that client and server agreed on, or empty if not known
   */
  record SessionOpened(
      Instant time, String session, String principal, String transport, String protocolVersion)
      implements RelayEvent {}

  /** A session has ended, after {@code duration}. */
  record SessionEnded(
      Instant time, String session, String principal, String transport, Duration duration)
      implements RelayEvent {}

  /**
   * A request was passed on to the server.
   *
   * @param call a number that no other call of the relay has
   * @param method such as {@code tools/call}
   * @param tool the tool or prompt that it names, if it names one
   * @param principal who calls; empty if callers are not told apart
   * @param session the digest of the session's id; empty in the stateless revision
   * @param requestBytes the size of the message
   */
  record CallStarted(
      Instant time,
      long call,
      String method,
      Optional<String> tool,
      String principal,
      String session,
      int requestBytes)
      implements RelayEvent {}

  /**
   * A request was answered, or will not be.
   *
   * @param outcome the outcome
   * @param errorCode the code of the JSON-RPC error, if it was answered with one
   * @param responseBytes the size of the answer; 0 if there was none
   * @param duration from its way to the server to its answer
   */
  record CallEnded(
      Instant time,
      long call,
      String method,
      Optional<String> tool,
      String principal,
      String session,
      int requestBytes,
      int responseBytes,
      Duration duration,
      Outcome outcome,
      OptionalInt errorCode)
      implements RelayEvent {
    /**
     * Returns the name of the error in the conventions of OpenTelemetry; empty if there is none.
     */
    public Optional<String> errorType() {
      return switch (outcome) {
        case SUCCESS -> Optional.empty();
        case TOOL_ERROR -> Optional.of("tool_error");
        case ERROR -> Optional.of(errorCode.isPresent() ? "" + errorCode.getAsInt() : "_OTHER");
        case CANCELLED -> Optional.of("cancelled");
        case FAILED -> Optional.of("_OTHER");
      };
    }
  }

  /** The outcome of a call. */
  enum Outcome {
    /** It has a result. */
    SUCCESS,
    /** It has a result that says that the tool failed. */
    TOOL_ERROR,
    /** The server answered with a JSON-RPC error. */
    ERROR,
    /** Its client cancelled it or disconnected. */
    CANCELLED,
    /** The server did not answer, for example because it exited. */
    FAILED
  }

  /**
   * A server process was started.
   *
   * @param child what it is called in log lines
   * @param principal whose it alone is, or empty
   */
  record ChildStarted(Instant time, String child, String principal) implements RelayEvent {}

  /** A server process has ended. */
  record ChildExited(Instant time, String child, int exitCode, Duration uptime)
      implements RelayEvent {}

  /**
   * A user has signed in with the relay's own authorization server, or an attempt has failed.
   *
   * @param principal who; empty if the attempt failed
   */
  record SignIn(Instant time, String principal, boolean success) implements RelayEvent {}

  /**
   * A request was refused.
   *
   * @param reason why
   * @param method the method of the message, or empty if it was not looked at
   * @param name the tool, prompt or resource that it names, if it names one
   * @param principal who asked, or empty if that is not known
   * @param session the digest of the session's id, or empty
   * @param remoteAddress where the request came from, or empty if it was a message of a session
   */
  record Refused(
      Instant time,
      Reason reason,
      String method,
      Optional<String> name,
      String principal,
      String session,
      String remoteAddress)
      implements RelayEvent {}

  /** Why a request was refused. */
  enum Reason {
    /** Its credentials are missing or not accepted. */
    CREDENTIALS,
    /** Its Host, its Origin or its network is not allowed. */
    PLACE,
    /** Its token lacks a scope. */
    SCOPE,
    /** A rule blocks what it names. */
    RULE,
    /** Its caller has reached a limit. */
    LIMIT
  }

  /**
   * A pattern of the rules matched nothing in a complete list of the server. Reported once.
   *
   * @param kind {@code tool}, {@code prompt} or {@code resource}
   */
  record UnmatchedRule(Instant time, String kind, String pattern) implements RelayEvent {}

  /** Events were dropped because a listener is too slow. */
  record EventsDropped(Instant time, long count) implements RelayEvent {}
}
