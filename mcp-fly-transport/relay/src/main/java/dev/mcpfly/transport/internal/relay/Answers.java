package dev.mcpfly.transport.internal.relay;

import dev.mcpfly.transport.internal.Json;
import dev.mcpfly.transport.internal.http.Exchange;
import org.jspecify.annotations.Nullable;

/** HTTP answers of the relay itself. */
final class Answers {
  static final int PARSE_ERROR = -32700;
  static final int INVALID_REQUEST = -32600;
  static final int SERVER_ERROR = -32000;

  /** What both official SDKs answer to a session that they do not know. */
  static final int NO_SUCH_SESSION = -32001;

  static final String AMBIGUOUS =
      "The message has a member whose name differs from a known one only in case.";

  static final String NO_SESSION_LEFT = "The relay has reached its limit of sessions.";

  static final String TOO_MANY_CALLS =
      "The caller has reached its limit of calls; try again later.";

  private static final byte[] NOTHING = new byte[0];
  private static final String JSON = "application/json";

  private Answers() {}

  static void accepted(Exchange exchange) {
    exchange.respond(202, NOTHING);
  }

  static void empty(Exchange exchange, int status, String... headers) {
    exchange.respond(status, NOTHING, headers);
  }

  static void json(Exchange exchange, int status, byte[] body, String... headers) {
    exchange.respond(status, body, with(headers, "Content-Type", JSON));
  }

  static void text(Exchange exchange, int status, String text) {
    exchange.respond(
        status,
        text.getBytes(java.nio.charset.StandardCharsets.UTF_8),
        "Content-Type",
        "text/plain; charset=utf-8");
  }

  /** Answers with an error that belongs to no request in particular. */
  static void error(Exchange exchange, int status, int code, String message, String... headers) {
    error(exchange, status, null, code, message, headers);
  }

  static void error(
      Exchange exchange,
      int status,
      @Nullable String rawId,
      int code,
      String message,
      String... headers) {
    json(exchange, status, Json.error(rawId, code, message), headers);
  }

  /** Answers that the method is not part of the stateless revision. */
  static void noSuchMethod(Exchange exchange, String rawId) {
    error(
        exchange,
        404,
        rawId,
        Modern.METHOD_NOT_FOUND,
        "This method is not part of the protocol version of the request.");
  }

  /**
   * Answers that the resource is not available now; without {@code rawId}, no request in
   * particular.
   */
  static void unavailable(
      Exchange exchange, @Nullable String rawId, String why, int retryAfterSeconds) {
    error(
        exchange, 503, rawId, SERVER_ERROR, why, "Retry-After", String.valueOf(retryAfterSeconds));
  }

  /** Answers that the caller has reached its limit. */
  static void limited(Exchange exchange, @Nullable String rawId, int retryAfterSeconds) {
    error(
        exchange,
        429,
        rawId,
        SERVER_ERROR,
        TOO_MANY_CALLS,
        "Retry-After",
        String.valueOf(retryAfterSeconds));
  }

  static String[] with(String[] headers, String... more) {
    String[] all = java.util.Arrays.copyOf(headers, headers.length + more.length);
    System.arraycopy(more, 0, all, headers.length, more.length);
    return all;
  }
}
