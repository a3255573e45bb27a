package dev.mcpfly.transport.internal.relay;

import dev.mcpfly.transport.internal.http.Exchange;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** An exchange with a web page of an allowed origin: says so on every answer. */
final class CorsExchange implements Exchange {
  private static final List<String> HEADERS =
      List.of(
          "Accept",
          "Authorization",
          "Content-Type",
          "Last-Event-ID",
          "MCP-Protocol-Version",
          "Mcp-Method",
          "Mcp-Name",
          "Mcp-Session-Id",
          "baggage",
          "traceparent",
          "tracestate");

  private static final Pattern PARAMETER =
      Pattern.compile("Mcp-Param-[A-Za-z0-9_.~!#$%&'*+^`|-]{1,128}", Pattern.CASE_INSENSITIVE);

  private final Exchange exchange;
  private final String origin;

  CorsExchange(Exchange exchange, String origin) {
    this.exchange = exchange;
    this.origin = origin;
  }

  /**
   * Answers the question of a browser whether a page may send its request.
   *
   * @param configured further headers that pages may send
   */
  void preflight(Set<String> configured) {
    Set<String> allowed = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    allowed.addAll(HEADERS);
    allowed.addAll(configured);
    // Browsers know no pattern, so that what a tool declares is allowed by its name.
    for (String line : exchange.headers("Access-Control-Request-Headers")) {
      for (String name : line.split(",", -1)) {
        if (PARAMETER.matcher(name.strip()).matches()) {
          allowed.add(name.strip());
        }
      }
    }
    Answers.empty(
        this,
        204,
        "Access-Control-Allow-Methods",
        "GET, POST, DELETE",
        "Access-Control-Allow-Headers",
        String.join(", ", allowed),
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
  public String principal() {
    return exchange.principal();
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
