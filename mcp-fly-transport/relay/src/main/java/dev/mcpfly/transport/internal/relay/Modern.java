package dev.mcpfly.transport.internal.relay;

import dev.mcpfly.transport.internal.Envelope;
import dev.mcpfly.transport.internal.MalformedMessageException;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** Names and numbers of the stateless revision. */
final class Modern {
  static final String VERSION = "2026-07-28";

  /** The newest revision that has sessions. */
  private static final String LAST_SESSION_VERSION = "2025-11-25";

  static final int METHOD_NOT_FOUND = -32601;
  static final int INVALID_PARAMS = -32602;
  static final int HEADER_MISMATCH = -32020;
  static final int MISSING_CAPABILITY = -32021;
  static final int UNSUPPORTED_VERSION = -32022;

  static final String PREFIX = "io.modelcontextprotocol/";

  /** What the relay says about itself in requests of its own. */
  private static final String OWN_META =
      "\"_meta\":{\""
          + PREFIX
          + "protocolVersion\":\""
          + VERSION
          + "\",\""
          + PREFIX
          + "clientInfo\":{\"name\":\"mcp-fly-relay\",\"version\":\"1\"},\""
          + PREFIX
          + "clientCapabilities\":{}}";

  private static final Set<String> REMOVED =
      Set.of(
          "logging/setLevel",
          "resources/subscribe",
          "resources/unsubscribe",
          "ping",
          "tasks/list",
          "tasks/result");

  private Modern() {}

  /** Returns whether a method of the revisions with sessions is not part of this one any more. */
  static boolean lacks(String method) {
    return REMOVED.contains(method);
  }

  static boolean isModern(String version) {
    return isDate(version) && version.compareTo(LAST_SESSION_VERSION) > 0;
  }

  /** Without a regular expression, which is slow to load and would be matched for each request. */
  private static boolean isDate(String version) {
    if (version.length() != 10) {
      return false;
    }
    for (int i = 0; i < 10; i++) {
      char c = version.charAt(i);
      if ((i == 4 || i == 7) ? c != '-' : (c < '0' || c > '9')) {
        return false;
      }
    }
    return true;
  }

  /** Returns the HTTP status that an error of the server is told with. */
  static int status(long code) {
    if (code == METHOD_NOT_FOUND) {
      return 404;
    }
    return code <= HEADER_MISMATCH && code >= UNSUPPORTED_VERSION ? 400 : 200;
  }

  /** Returns a request of the relay itself. */
  static Envelope own(String method, String moreParams) {
    return parse(
        "{\"jsonrpc\":\"2.0\",\"id\":\"relay\",\"method\":\""
            + method
            + "\",\"params\":{"
            + moreParams
            + OWN_META
            + "}}");
  }

  static Envelope parse(String message) {
    return parse(message.getBytes(StandardCharsets.UTF_8));
  }

  static Envelope parse(byte[] message) {
    try {
      return Envelope.scan(message);
    } catch (MalformedMessageException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
