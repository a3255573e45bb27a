package dev.mcpfly.transport.internal.remote;

import dev.mcpfly.transport.internal.Envelope;
import dev.mcpfly.transport.internal.MalformedMessageException;
import dev.mcpfly.transport.internal.Member;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Explains HTTP errors of an MCP server. */
final class HttpErrors {
  /** Errors of the revision 2026-07-28 that older servers do not know. */
  private static final Set<String> MODERN_CODES = Set.of("-32020", "-32021", "-32022");

  private static final Pattern INTEGER = Pattern.compile("-?[0-9]{1,15}");

  private HttpErrors() {}

  /** Says what a status means and what to do. */
  static String describe(Reply reply) {
    int status = reply.status();
    String what =
        switch (status) {
          case 401 -> "it rejected the credentials: check the token or the user and password";
          case 403 -> "it does not allow this with these credentials";
          case 404 -> "it has no MCP endpoint at this path";
          case 405 -> "it accepts no messages at this path";
          case 409 -> "another client is connected to it";
          case 413 -> "the message is too large for it";
          case 429 -> "it receives too many requests";
          case 502, 503, 504 -> "it is down or still starting";
          default -> status >= 500 ? "it failed" : "it refused the message";
        };
    return "The MCP server answered HTTP " + status + ": " + what + "." + reply.excerpt();
  }

  /** Returns the JSON of the JSON-RPC error object in the body, or null if it holds none. */
  static @Nullable String jsonRpcError(Reply reply) {
    Envelope body = error(reply);
    return body != null && isErrorObject(body) ? body.raw(Member.ERROR) : null;
  }

  /**
   * Returns whether the message's error has what JSON-RPC requires: an integer code and a message.
   */
  static boolean isErrorObject(Envelope message) {
    String code = message.raw(Member.ERROR_CODE);
    return code != null
        && INTEGER.matcher(code).matches()
        && message.text(Member.ERROR_MESSAGE) != null;
  }

  /** Returns the code of the JSON-RPC error in the body, or null if it holds none. */
  static @Nullable String code(Reply reply) {
    Envelope error = error(reply);
    return error == null ? null : error.raw(Member.ERROR_CODE);
  }

  /** Returns whether the error is one that only a server of 2026-07-28 or later gives. */
  static boolean isModern(Reply reply) {
    String code = code(reply);
    return code != null
        && (MODERN_CODES.contains(code) || (reply.status() == 404 && code.equals("-32601")));
  }

  /**
   * Returns whether the session is gone. The specification says 404; some servers say 400 and name
   * the session in the message.
   */
  static boolean isSessionLost(Reply reply) {
    if (reply.status() == 404) {
      return true;
    }
    String said = reply.status() == 400 ? reply.excerpt().toLowerCase(Locale.ROOT) : "";
    return said.contains("session") || said.contains("not initialized");
  }

  private static @Nullable Envelope error(Reply reply) {
    if (!reply.isJson() || reply.isEmpty()) {
      return null;
    }
    try {
      Envelope body = Envelope.scanLine(reply.body(), 0, reply.body().length);
      return body.has(Member.ERROR) ? body : null;
    } catch (MalformedMessageException e) {
      return null;
    }
  }
}
