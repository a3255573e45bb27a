package dev.mcpfly.transport.internal.relay;

import dev.mcpfly.transport.internal.http.Exchange;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Decides about a request before anything else is done with it: where it is addressed to, which web
 * page sends it, and who.
 */
final class Access {
  private final RelaySettings settings;
  private final Gate gate;

  Access(RelaySettings settings, Gate gate) {
    this.settings = settings;
    this.gate = gate;
  }

  /**
   * Names who sends a request that came to the right place, or answers it.
   *
   * @return the principal, or null if the request was answered
   */
  @Nullable String admit(Exchange exchange) {
    String principal = gate.principal(exchange);
    if (principal == null) {
      Answers.error(
          exchange,
          401,
          Answers.SERVER_ERROR,
          "Credentials are missing or wrong.",
          "WWW-Authenticate",
          settings.challenge());
    }
    return principal;
  }

  /** Checks Host and Origin, which a web page that was rebound to this address cannot choose. */
  boolean placeIsRight(Exchange exchange) {
    String host = exchange.header("host");
    if (settings.hostsChecked() && host != null && !knownHost(hostName(host))) {
      Answers.error(
          exchange, 403, Answers.SERVER_ERROR, "This relay does not answer for that Host.");
      return false;
    }
    for (String origin : exchange.headers("origin")) {
      if (!knownOrigin(origin)) {
        Answers.error(
            exchange, 403, Answers.SERVER_ERROR, "Requests from that Origin are not allowed.");
        return false;
      }
    }
    return true;
  }

  private boolean knownHost(String name) {
    return isLocal(name) || settings.hosts().contains(name);
  }

  private boolean knownOrigin(String origin) {
    if (settings.origins().contains(origin.toLowerCase(Locale.ROOT))) {
      return true;
    }
    try {
      String host = new URI(origin).getHost();
      String name = host == null ? null : hostName(host);
      return name != null
          && (settings.hosts().contains(name) || (settings.hostsChecked() && isLocal(name)));
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static boolean isLocal(String name) {
    return name.equals("localhost")
        || name.equals("[::1]")
        || name.equals("127.0.0.1")
        || name.matches("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");
  }

  /** The name in a Host header, without the port. */
  private static String hostName(String host) {
    int bracket = host.lastIndexOf(']');
    int colon = host.indexOf(':', Math.max(0, bracket));
    return (colon < 0 ? host : host.substring(0, colon)).toLowerCase(Locale.ROOT);
  }
}
