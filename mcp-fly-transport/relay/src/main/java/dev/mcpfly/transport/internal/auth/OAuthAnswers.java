package dev.mcpfly.transport.internal.auth;

import dev.mcpfly.transport.internal.Json;
import dev.mcpfly.transport.internal.http.Exchange;
import java.nio.charset.StandardCharsets;

/** Answers of OAuth endpoints that programs call; pages of any origin may, without credentials. */
final class OAuthAnswers {
  private static final byte[] NOTHING = new byte[0];

  private OAuthAnswers() {}

  /** Answers the question of a browser whether a page may send its request; false if it is none. */
  static boolean preflight(Exchange exchange) {
    if (!exchange.method().equals("OPTIONS")) {
      return false;
    }
    exchange.respond(
        204,
        NOTHING,
        "Access-Control-Allow-Origin",
        "*",
        "Access-Control-Allow-Methods",
        "GET, POST",
        "Access-Control-Allow-Headers",
        "Authorization, Content-Type, Accept, MCP-Protocol-Version",
        "Access-Control-Max-Age",
        "600");
    return true;
  }

  static void empty(Exchange exchange, int status, String... headers) {
    exchange.respond(
        status,
        NOTHING,
        with(headers, "Access-Control-Allow-Origin", "*", "Cache-Control", "no-store"));
  }

  static void json(Exchange exchange, int status, byte[] body, String... headers) {
    exchange.respond(
        status,
        body,
        with(
            headers,
            "Content-Type",
            "application/json",
            "X-Content-Type-Options",
            "nosniff",
            "Access-Control-Allow-Origin",
            "*"));
  }

  /** Sends an answer that must not be stored. */
  static void once(Exchange exchange, int status, String json, String... headers) {
    json(
        exchange,
        status,
        json.getBytes(StandardCharsets.UTF_8),
        with(headers, "Cache-Control", "no-store", "Pragma", "no-cache"));
  }

  static void error(Exchange exchange, OAuthError error) {
    String[] headers = new String[0];
    if (error.retryAfter() > 0) {
      headers = with(headers, "Retry-After", String.valueOf(error.retryAfter()));
    }
    if (error.status() == 401) {
      headers = with(headers, "WWW-Authenticate", "Basic realm=\"token\"");
    }
    once(
        exchange,
        error.status(),
        "{\"error\":"
            + Json.quote(error.code())
            + ",\"error_description\":"
            + Json.quote(String.valueOf(error.getMessage()))
            + "}",
        headers);
  }

  static String[] with(String[] headers, String... more) {
    String[] all = java.util.Arrays.copyOf(headers, headers.length + more.length);
    System.arraycopy(more, 0, all, headers.length, more.length);
    return all;
  }
}
