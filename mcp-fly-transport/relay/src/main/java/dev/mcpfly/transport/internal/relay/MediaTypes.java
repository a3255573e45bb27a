package dev.mcpfly.transport.internal.relay;

import dev.mcpfly.transport.internal.http.Exchange;
import org.jspecify.annotations.Nullable;

/** Reads Accept and Content-Type. */
final class MediaTypes {
  private MediaTypes() {}

  /** Returns why a POST must be refused for its media types, or null. */
  static @Nullable String refusePost(Exchange exchange) {
    String type = exchange.header("Content-Type");
    if (type == null || !isType(type, 0, type.length(), "application/json")) {
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
    return lists(exchange, wanted, true);
  }

  /** Returns whether Accept names exactly this type. */
  static boolean named(Exchange exchange, String wanted) {
    return lists(exchange, wanted, false);
  }

  private static boolean lists(Exchange exchange, String wanted, boolean ranges) {
    for (String header : exchange.headers("Accept")) {
      for (int from = 0; from <= header.length(); ) {
        int comma = header.indexOf(',', from);
        int to = comma < 0 ? header.length() : comma;
        if (isType(header, from, to, wanted) || (ranges && isRange(header, from, to, wanted))) {
          return true;
        }
        from = to + 1;
      }
    }
    return false;
  }

  /** Whether an entry is this type, whatever its parameters; nothing is copied to see it. */
  private static boolean isType(String text, int from, int to, String type) {
    int start = start(text, from, to);
    int end = end(text, start, to);
    return end - start == type.length() && text.regionMatches(true, start, type, 0, type.length());
  }

  /** Whether an entry is a range of types that this one is in. */
  private static boolean isRange(String text, int from, int to, String type) {
    int start = start(text, from, to);
    int end = end(text, start, to);
    int group = type.indexOf('/') + 1;
    return end > start
        && text.charAt(end - 1) == '*'
        && ((end - start == 3 && text.startsWith("*/", start))
            || (end - start == group + 1 && text.regionMatches(true, start, type, 0, group)));
  }

  private static int start(String text, int from, int to) {
    int start = from;
    while (start < to && text.charAt(start) <= ' ') {
      start++;
    }
    return start;
  }

  private static int end(String text, int from, int to) {
    int semicolon = text.indexOf(';', from);
    int end = semicolon < 0 ? to : Math.min(semicolon, to);
    while (end > from && text.charAt(end - 1) <= ' ') {
      end--;
    }
    return end;
  }
}
