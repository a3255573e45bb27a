package dev.mcpfly.transport.internal.relay;

import dev.mcpfly.transport.internal.http.Exchange;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads Accept and Content-Type. */
final class MediaTypes {
  private MediaTypes() {}

  /** Returns why a POST must be refused for its media types, or null. */
  static @Nullable String refusePost(Exchange exchange) {
    String type = exchange.header("Content-Type");
    if (type == null || !mediaType(type).equals("application/json")) {
      return "Content-Type must be application/json.";
    }
    if (!accepts(exchange, "application/json") || !accepts(exchange, "text/event-stream")) {
      return "Accept must list both application/json and text/event-stream.";
    }
    return null;
  }

  static boolean acceptsEvents(Exchange exchange) {
    return accepts(exchange, "text/event-stream");
  }

  static boolean accepts(Exchange exchange, String wanted) {
    String group = wanted.substring(0, wanted.indexOf('/')) + "/*";
    for (String header : exchange.headers("Accept")) {
      for (String entry : header.split(",", -1)) {
        String type = mediaType(entry);
        if (type.equals(wanted) || type.equals("*/*") || type.equals(group)) {
          return true;
        }
      }
    }
    return false;
  }

  /** Returns whether Accept names exactly this type. */
  static boolean named(Exchange exchange, String wanted) {
    for (String header : exchange.headers("Accept")) {
      for (String entry : header.split(",", -1)) {
        if (mediaType(entry).equals(wanted)) {
          return true;
        }
      }
    }
    return false;
  }

  private static String mediaType(String value) {
    int semicolon = value.indexOf(';');
    return (semicolon < 0 ? value : value.substring(0, semicolon)).trim().toLowerCase(Locale.ROOT);
  }
}
