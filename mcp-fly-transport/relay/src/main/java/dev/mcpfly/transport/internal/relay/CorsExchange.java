package dev.mcpfly.transport.internal.relay;

import dev.mcpfly.transport.internal.http.Exchange;
import dev.mcpfly.transport.internal.http.ForwardingExchange;

/** An exchange with a web page of an allowed origin: says so on every answer. */
final class CorsExchange extends ForwardingExchange {
  private final String origin;

  CorsExchange(Exchange exchange, String origin) {
    super(exchange);
    this.origin = origin;
  }

  /** Answers the question of a browser whether a page may send its request. */
  void preflight() {
    Answers.empty(
        this,
        204,
        "Access-Control-Allow-Methods",
        "GET, POST, DELETE",
        "Access-Control-Allow-Headers",
        "Authorization, Content-Type, Accept, Last-Event-ID, Mcp-Session-Id, MCP-Protocol-Version,"
            + " Mcp-Method, Mcp-Name",
        "Access-Control-Max-Age",
        "600");
  }

  private String[] allowed(String[] headers) {
    return Answers.with(
        headers,
        "Access-Control-Allow-Origin",
        origin,
        "Access-Control-Expose-Headers",
        "Mcp-Session-Id, WWW-Authenticate, Retry-After",
        "Vary",
        "Origin");
  }

  @Override
  public void respond(int status, byte[] body, String... headers) {
    super.respond(status, body, allowed(headers));
  }

  @Override
  public ResponseStream stream(int status, String... headers) {
    return super.stream(status, allowed(headers));
  }
}
