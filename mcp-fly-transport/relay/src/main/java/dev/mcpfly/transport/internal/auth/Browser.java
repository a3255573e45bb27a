package dev.mcpfly.transport.internal.auth;

import dev.mcpfly.transport.internal.http.Exchange;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The cookies of a user's browser. One marks the browser, so that a form comes back from where it
 * was shown; another one, new with each sign-in, tells who has signed in. Thread-safe.
 */
final class Browser {
  private static final long SESSION_SECONDS = 3600;

  private final LoginContext context;

  Browser(LoginContext context) {
    this.context = context;
  }

  private String name(String what) {
    // Cookies of one host are shared by all its ports.
    return context.isSecure()
        ? "__Host-mcp-fly-" + what
        : "mcp-fly-" + what + "-" + URI.create(context.issuer()).getPort();
  }

  private @Nullable String cookie(Exchange exchange, String what) {
    String prefix = name(what) + "=";
    for (String header : exchange.headers("Cookie")) {
      for (String pair : header.split(";", 64)) {
        String trimmed = pair.strip();
        if (trimmed.startsWith(prefix)) {
          return trimmed.substring(prefix.length());
        }
      }
    }
    return null;
  }

  private String set(String what, String value, long seconds) {
    return name(what)
        + "="
        + value
        + "; Path=/; HttpOnly; SameSite=Lax; Max-Age="
        + seconds
        + (context.isSecure() ? "; Secure" : "");
  }

  /** Returns the mark of this browser, or null if it has none that is well-formed. */
  @Nullable String mark(Exchange exchange) {
    String mark = cookie(exchange, "browser");
    return mark != null && mark.matches("[A-Za-z0-9_-]{22}") ? mark : null;
  }

  String newMark() {
    return context.sealer().random(16);
  }

  /** Returns headers that give the browser a mark. */
  String[] keepMark(String mark) {
    return new String[] {"Set-Cookie", set("browser", mark, SESSION_SECONDS)};
  }

  /** Returns who has signed in with this browser, or null. */
  @Nullable User user(Exchange exchange) {
    Sealer.Opened opened =
        context.sealer().open(Sealer.Kind.BROWSER, context.issuer(), cookie(exchange, "session"));
    if (opened == null) {
      return null;
    }
    User user = context.users().get(opened.fields().get(0));
    return user != null && Integer.toString(user.epoch()).equals(opened.fields().get(1))
        ? user
        : null;
  }

  /** Returns headers that sign a user in: always with a new cookie. */
  String[] signIn(User user) {
    String value =
        context
            .sealer()
            .seal(
                Sealer.Kind.BROWSER,
                context.issuer(),
                context.sealer().now() + SESSION_SECONDS,
                user.name(),
                Integer.toString(user.epoch()));
    return new String[] {"Set-Cookie", set("session", value, SESSION_SECONDS)};
  }

  /** Returns headers that sign the user out. */
  String[] signOut() {
    return new String[] {"Set-Cookie", set("session", "", 0)};
  }

  /** Returns whether a form comes from a page of this server, as far as the browser tells. */
  boolean isOwnForm(Exchange exchange) {
    List<String> said = new ArrayList<>(exchange.headers("Sec-Fetch-Site"));
    said.removeIf(value -> value.equals("same-origin"));
    List<String> origins = new ArrayList<>(exchange.headers("Origin"));
    origins.removeIf(value -> value.equals(context.issuer()));
    return said.isEmpty() && origins.isEmpty();
  }
}
