package dev.mcpfly.transport.internal.auth;

import dev.mcpfly.transport.internal.http.Exchange;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the bearer token of a request: from the Authorization header, and from nowhere else. */
final class Bearer {
  /** Longer tokens are refused unread. */
  static final int LONGEST = 16 << 10;

  private Bearer() {}

  /** Returns whether the request states its credentials in more than one way. */
  static boolean isAmbiguous(Exchange exchange) {
    return exchange.headers("Authorization").size() > 1;
  }

  /** Returns the token, or null if there is none. */
  static @Nullable String token(Exchange exchange) {
    List<String> headers = exchange.headers("Authorization");
    if (headers.isEmpty()) {
      return null;
    }
    String header = headers.get(0);
    if (!header.regionMatches(true, 0, "Bearer ", 0, 7)) {
      return null;
    }
    String token = header.substring(7).strip();
    return token.isEmpty() ? null : token;
  }
}
