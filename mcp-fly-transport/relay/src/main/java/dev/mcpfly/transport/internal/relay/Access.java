package dev.mcpfly.transport.internal.relay;

import dev.mcpfly.transport.internal.SafeTarget;
import dev.mcpfly.transport.internal.auth.Caller;
import dev.mcpfly.transport.internal.auth.Gate;
import dev.mcpfly.transport.internal.auth.Refusal;
import dev.mcpfly.transport.internal.events.Observer;
import dev.mcpfly.transport.internal.http.Exchange;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;

/**
 * Decides about a request before anything else is done with it: where it is addressed to, which web
 * page sends it, and who.
 */
final class Access {
  private final RelaySettings settings;
  private final Gate gate;
  private final Log log;
  private final Metrics metrics;
  private final Expiries expiries = new Expiries();

  Access(RelaySettings settings, Gate gate, Log log, Metrics metrics) {
    this.settings = settings;
    this.gate = gate;
    this.log = log;
    this.metrics = metrics;
  }

  /**
   * Passes a request that came to the right place on, with the principal who sends it, or answers
   * it; at once or later, from any thread.
   */
  void admit(Exchange exchange, BiConsumer<Exchange, String> next) {
    Thread asking = Thread.currentThread();
    gate.decide(
        exchange,
        new Gate.Decision() {
          @Override
          public void admitted(Caller caller) {
            try {
              next.accept(limited(exchange, caller), caller.principal());
            } catch (RuntimeException e) {
              if (Thread.currentThread() == asking) {
                throw e;
              }
              log.log(Level.ERROR, "a request failed unexpectedly: " + e);
              Answers.error(exchange, 500, Answers.SERVER_ERROR, "The relay failed unexpectedly.");
            }
          }

          @Override
          public void refused(Refusal refusal) {
            metrics.refused.increment();
            observe(Observer.Reason.CREDENTIALS, exchange);
            refuse(exchange, refusal);
          }
        });
  }

  private Exchange limited(Exchange exchange, Caller caller) {
    boolean free = caller.expiresAt() == Long.MAX_VALUE && caller.scopes() == null;
    return free && settings.policy().isEmpty()
        ? exchange
        : new AdmittedExchange(exchange, caller, settings, gate, expiries);
  }

  private void observe(Observer.Reason reason, Exchange exchange) {
    settings.observer().refused(reason, "", null, "", "", exchange.remoteAddress());
  }

  private static void refuse(Exchange exchange, Refusal refusal) {
    if (refusal.status() == 503) {
      Answers.unavailable(exchange, null, refusal.message(), 5);
      return;
    }
    String challenge = refusal.challenge();
    Answers.error(
        exchange,
        refusal.status(),
        Answers.SERVER_ERROR,
        refusal.message(),
        challenge == null ? new String[0] : new String[] {"WWW-Authenticate", challenge});
  }

  /**
   * Answers a request for metadata, which says the same to whomever it is addressed.
   *
   * @return whether it was answered
   */
  boolean serveMetadata(Exchange exchange) {
    return exchange.path().startsWith("/.well-known/") && gate.serve(exchange);
  }

  /** Ends the streams of callers whose credentials have ended. */
  void tick() {
    expiries.tick(settings.clock().millis());
  }

  /**
   * Checks Host, Origin and Sec-Fetch-Site, which a web page cannot choose, not even one that was
   * rebound to this address; the endpoints of sign-in, which pages of any origin may call, are
   * answered in between.
   *
   * @return whether the request is still to be answered
   */
  boolean placeIsRight(Exchange exchange) {
    for (String client : exchange.headers("Fly-Client-IP")) {
      if (settings.privateOnly() && !client.strip().toLowerCase(Locale.ROOT).startsWith("fdaa:")) {
        observe(Observer.Reason.PLACE, exchange);
        Answers.error(
            exchange,
            403,
            Answers.SERVER_ERROR,
            "This server is for its organization's private network only.");
        return false;
      }
    }
    String host = exchange.header("host");
    if (settings.hostsChecked() && host != null && !knownHost(hostName(host))) {
      Answers.error(exchange, 403, Answers.SERVER_ERROR, "This relay does not serve that Host.");
      observe(Observer.Reason.PLACE, exchange);
      metrics.refused.increment();
      return false;
    }
    if (gate.serve(exchange)) {
      return false;
    }
    List<String> origins = exchange.headers("origin");
    if (origins.isEmpty() && isFromAnotherSite(exchange)) {
      // An image, a frame or a form: requests of this kind have no Origin.
      Answers.error(
          exchange, 403, Answers.SERVER_ERROR, "Requests from pages of other sites are refused.");
      observe(Observer.Reason.PLACE, exchange);
      return false;
    }
    for (String origin : origins) {
      if (!knownOrigin(origin)) {
        Answers.error(
            exchange, 403, Answers.SERVER_ERROR, "Requests from that Origin are not allowed.");
        observe(Observer.Reason.PLACE, exchange);
        metrics.refused.increment();
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
      URI uri = new URI(origin);
      // Extensions and files have origins, too, whose host means something else.
      boolean page = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      String name = uri.getHost() == null ? null : hostName(uri.getHost());
      return page
          && name != null
          && isOrigin(uri)
          && (settings.hosts().contains(name) || (settings.hostsChecked() && isLocal(name)));
    } catch (URISyntaxException e) {
      return false;
    }
  }

  /**
   * Returns whether there is a host and perhaps a port, and nothing else that could mean another
   * host.
   */
  private static boolean isOrigin(URI uri) {
    String path = uri.getRawPath();
    return uri.getRawUserInfo() == null
        && uri.getRawQuery() == null
        && uri.getRawFragment() == null
        && uri.getPort() <= 65_535
        && (path.isEmpty() || path.equals("/"));
  }

  /** What a browser says of a request that a page of another site has caused (Fetch Metadata). */
  private static boolean isFromAnotherSite(Exchange exchange) {
    for (String site : exchange.headers("sec-fetch-site")) {
      if (!site.equals("same-origin") && !site.equals("none")) {
        return true;
      }
    }
    return false;
  }

  private static boolean isLocal(String name) {
    return name.equals("localhost") || (!name.endsWith("localhost") && SafeTarget.isLoopback(name));
  }

  /** Returns the name in a Host header, without the port. */
  private static String hostName(String host) {
    int bracket = host.lastIndexOf(']');
    int colon = host.indexOf(':', Math.max(0, bracket));
    return (colon < 0 ? host : host.substring(0, colon)).toLowerCase(Locale.ROOT);
  }
}
