package dev.mcpfly.transport.internal.relay;

import dev.mcpfly.transport.internal.http.Exchange;
import dev.mcpfly.transport.internal.http.ForwardingExchange;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** An exchange with a web page of an allowed origin: says so on every answer. */
final class CorsExchange extends ForwardingExchange {
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

  private final String origin;

  CorsExchange(Exchange exchange, String origin) {
    super(exchange);
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
    for (String line : headers("Access-Control-Request-Headers")) {
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
  public void respond(int status, byte[] body, String... headers) {
    super.respond(status, body, allowed(headers));
  }

  @Override
  public ResponseStream stream(int status, String... headers) {
    return super.stream(status, allowed(headers));
  }
}
