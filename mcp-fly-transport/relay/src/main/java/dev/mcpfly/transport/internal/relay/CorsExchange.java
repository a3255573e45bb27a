package dev.mcpfly.transport.internal.relay;

import dev.mcpfly.transport.internal.http.Exchange;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An exchange with a web page of an allowed origin: says so on every answer. */
final class CorsExchange implements Exchange {
  private final Exchange exchange;
  private final String origin;

  CorsExchange(Exchange exchange, String origin) {
    this.exchange = exchange;
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
  public String method() {
    return exchange.method();
  }

  @Override
  public String path() {
    return exchange.path();
  }

  @Override
  public String mount() {
    return exchange.mount();
  }

  @Override
  public @Nullable String query() {
    return exchange.query();
  }

  @Override
  public List<String> headers(String name) {
    return exchange.headers(name);
  }

  @Override
  public String remoteAddress() {
    return exchange.remoteAddress();
  }

  @Override
  public void readBody(int limit, BodyReceiver receiver) {
    exchange.readBody(limit, receiver);
  }

  @Override
  public void respond(int status, byte[] body, String... headers) {
    exchange.respond(status, body, allowed(headers));
  }

  @Override
  public ResponseStream stream(int status, String... headers) {
    return exchange.stream(status, allowed(headers));
  }

  @Override
  public void onDisconnect(Runnable action) {
    exchange.onDisconnect(action);
  }
}
