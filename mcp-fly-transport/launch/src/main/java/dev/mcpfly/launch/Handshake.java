package dev.mcpfly.launch;

import dev.mcpfly.api.json.JsonObject;
import java.time.Duration;

/** Finds out whether a server answers, without disturbing its clients. */
final class Handshake {
  /**
   * How long a server behind the wrapper may leave a ping unanswered before it is greeted instead.
   */
  private static final Duration PING_TIMEOUT = Duration.ofSeconds(30);

  /** A server that does not know ping lives all the same. */
  private static final int METHOD_NOT_FOUND = -32601;

  private Handshake() {}

  /**
   * Behind flyctl's wrapper there is one server process for all clients, and it may take only one
   * handshake: there a ping is tried, which the protocol allows before it. Elsewhere a session of
   * its own is opened and closed.
   *
   * @throws McpConversation.NoAnswerException if no answer comes in time
   */
  static void with(McpConversation conversation, Wire wire, Duration timeout)
      throws InterruptedException {
    Duration patience = timeout;
    if (wire == Wire.WRAP) {
      Duration first = patience.compareTo(PING_TIMEOUT) < 0 ? patience : PING_TIMEOUT;
      try {
        JsonObject answer = conversation.request("ping", JsonObject.empty(), first);
        JsonObject error = ServerJson.object(answer, "error");
        if (answer.has("result") || ServerJson.number(error, "code", 0) == METHOD_NOT_FOUND) {
          return;
        }
      } catch (McpConversation.SilenceException e) {
        patience = patience.minus(first);
        if (patience.isZero()) {
          throw e;
        }
      }
    }
    conversation.initialize(patience);
  }
}
