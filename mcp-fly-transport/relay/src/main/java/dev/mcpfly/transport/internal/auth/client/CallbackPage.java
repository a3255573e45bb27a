package dev.mcpfly.transport.internal.auth.client;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import dev.mcpfly.transport.internal.Text;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The page that a browser shows after the redirect back to this machine. */
record CallbackPage(boolean good, String title, String text) {
  static final CallbackPage STRANGER =
      new CallbackPage(
          false,
          "No sign-in is in progress",
          "Nothing was done. If you were signing in, go back to that page and finish there.");

  static final CallbackPage AGAIN =
      new CallbackPage(true, "This sign-in was received", "You can close this page.");

  static CallbackPage signedIn(String host) {
    return new CallbackPage(
        true, "Signed in to " + Text.excerpt(host, 120), "You can close this page.");
  }

  static CallbackPage failed(String why) {
    return new CallbackPage(false, "Sign-in failed", Text.excerpt(why, 500));
  }

  void send(HttpExchange exchange, int status) throws IOException {
    Headers headers = exchange.getResponseHeaders();
    headers.set("Content-Type", "text/html; charset=utf-8");
    headers.set("Cache-Control", "no-store");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("X-Frame-Options", "DENY");
    headers.set(
        "Content-Security-Policy",
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'");
    headers.set("Connection", "close");
    byte[] html =
        ("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\">"
                + "<meta name=\"viewport\" content=\"width=device-width\"><title>"
                + escape(title)
                + "</title><body style=\"font:1.1em sans-serif;margin:15vh auto;max-width:32em;"
                + "padding:0 1em\"><h1 style=\"font-size:1.4em\">"
                + escape(title)
                + "</h1><p>"
                + escape(text)
                + "</p></body></html>")
            .getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, html.length);
    exchange.getResponseBody().write(html);
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
