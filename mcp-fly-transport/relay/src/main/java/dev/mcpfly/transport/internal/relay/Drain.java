package dev.mcpfly.transport.internal.relay;

import dev.mcpfly.transport.internal.Envelope;
import dev.mcpfly.transport.internal.Envelope.Kind;
import dev.mcpfly.transport.internal.MalformedMessageException;
import dev.mcpfly.transport.internal.http.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of requests while the relay ends: nothing new begins, and what belongs to calls that
 * are under way still passes. Thread-safe.
 */
final class Drain {
  static final String WHY = "The relay is shutting down.";

  private final boolean several;
  private volatile boolean on;

  /**
   * Makes a relay's drain, which is off.
   *
   * @param several whether other Machines may serve what this one does not begin any more
   */
  Drain(boolean several) {
    this.several = several;
  }

  void begin() {
    on = true;
  }

  boolean isOn() {
    return on;
  }

  /** Returns whether a message of a client is refused: a request that begins a call. */
  boolean refuses(Envelope message) {
    return on && begins(message);
  }

  private static boolean begins(Envelope message) {
    if (message.kind() != Kind.BATCH) {
      return message.kind() == Kind.REQUEST && !message.isMethod("ping");
    }
    try {
      return message.elements(StreamPeer.MAX_MESSAGES).stream().anyMatch(Drain::begins);
    } catch (MalformedMessageException e) {
      // Refused further on, and for that.
      return false;
    }
  }

  /**
   * Turns away who wants to begin something: to another Machine if there may be one, else for a
   * while.
   *
   * @param rawId the id of the request, or null
   * @param length of the body
   */
  void turnAway(Exchange exchange, @Nullable String rawId, int length) {
    if (!several || !StickyRouting.sendElsewhere(exchange, length)) {
      Answers.unavailable(exchange, rawId, WHY, 1);
    }
  }

  /** Tells the client of a session that it has to begin anew. */
  static void endSession(Exchange exchange, @Nullable String rawId) {
    Answers.error(
        exchange,
        404,
        rawId,
        Answers.NO_SUCH_SESSION,
        "The relay is shutting down and the session has ended; initialize again.");
  }
}
