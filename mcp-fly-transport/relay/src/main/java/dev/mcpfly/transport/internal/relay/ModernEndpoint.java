package dev.mcpfly.transport.internal.relay;

import dev.mcpfly.transport.internal.Envelope;
import dev.mcpfly.transport.internal.Envelope.Kind;
import dev.mcpfly.transport.internal.Json;
import dev.mcpfly.transport.internal.Member;
import dev.mcpfly.transport.internal.http.Exchange;
import dev.mcpfly.transport.internal.policy.Policy;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Streamable HTTP without sessions: the revision 2026-07-28. */
final class ModernEndpoint {
  private final StatelessServers servers;
  private final Drain drain;
  private final Policy policy;
  private final @Nullable StickyIds sticky;

  /**
   * Makes the endpoint.
   *
   * @param policy who may do what
   * @param sticky knows what belongs to which Machine; null if there is but one
   */
  ModernEndpoint(StatelessServers servers, Drain drain, Policy policy, @Nullable StickyIds sticky) {
    this.drain = drain;
    this.servers = servers;
    this.policy = policy;
    this.sticky = sticky;
  }

  /** Returns whether a message is of this revision. */
  static boolean owns(Exchange exchange, Envelope message) {
    String inBody = message.text(Member.META_PROTOCOL_VERSION);
    if (message.kind() == Kind.BATCH || (inBody == null && message.isMethod("initialize"))) {
      return false;
    }
    String inHeader = exchange.header("MCP-Protocol-Version");
    return (inBody != null && Modern.isModern(inBody))
        || (inHeader != null && Modern.isModern(inHeader))
        || message.isMethod("server/discover")
        || message.isMethod("subscriptions/listen");
  }

  /** Returns whether a request without a message is of this revision, which has only POST. */
  static boolean owns(Exchange exchange) {
    String version = exchange.header("MCP-Protocol-Version");
    return version != null && Modern.isModern(version);
  }

  void handle(Exchange exchange, String principal, Envelope message) {
    if (message.kind() == Kind.RESPONSE) {
      Answers.error(
          exchange, 400, Answers.INVALID_REQUEST, "Clients of this revision send no responses.");
      return;
    }
    ModernHeaders.Problem problem = ModernHeaders.check(exchange, message);
    if (problem != null) {
      refuse(exchange, message, problem);
      return;
    }
    if (message.isMethod("initialize")) {
      Answers.error(
          exchange,
          404,
          message.raw(Member.ID),
          Modern.METHOD_NOT_FOUND,
          "This protocol version has no initialize.");
      return;
    }
    StickyIds ids = sticky;
    Envelope translated = ids == null ? message : ids.received(exchange, principal, message);
    // What belongs to a task or a call of this Machine can go nowhere else.
    if (translated == message && drain.refuses(message) && !message.has(Member.REQUEST_STATE)) {
      drain.turnAway(exchange, message.raw(Member.ID), message.buffer().length);
    } else if (translated != null) {
      pass(exchange, principal, translated);
    }
  }

  private void pass(Exchange exchange, String principal, Envelope message) {
    servers.with(
        principal,
        new StatelessServers.Waiter() {
          @Override
          public void ready(StatelessServer server) {
            String version = exchange.header("MCP-Protocol-Version");
            if (server.versions().contains(version)) {
              server.handle(
                  exchange, AdmittedExchange.rights(exchange, principal, policy), message);
            } else {
              unsupported(exchange, message, server, String.valueOf(version));
            }
          }

          @Override
          public void refused(String why, int retryAfterSeconds) {
            Answers.unavailable(exchange, message.raw(Member.ID), why, retryAfterSeconds);
          }
        });
  }

  static void refuse(Exchange exchange, Envelope message, ModernHeaders.Problem problem) {
    Answers.error(exchange, 400, message.raw(Member.ID), problem.code(), problem.message());
  }

  private static void unsupported(
      Exchange exchange, Envelope message, StatelessServer server, String version) {
    String supported =
        server.versions().stream().map(Json::quote).collect(Collectors.joining(",", "[", "]"));
    Answers.json(
        exchange,
        400,
        Json.error(
            message.raw(Member.ID),
            Modern.UNSUPPORTED_VERSION,
            "The server does not support this protocol version.",
            "{\"supported\":" + supported + ",\"requested\":" + Json.quote(version) + "}"));
  }
}
