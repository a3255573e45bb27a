package dev.mcpfly.transport.internal.auth;

import dev.mcpfly.transport.internal.http.Exchange;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Writes the pages that people see: HTML without scripts, images and external resources. They
 * cannot be framed or kept, and everything that others wrote is escaped.
 */
final class Pages {
  private static final String STYLE =
      """
      :root{color-scheme:light dark}
      body{font:1rem/1.5 system-ui,sans-serif;margin:0;padding:1rem}
      main{max-width:26rem;margin:5vh auto;overflow-wrap:anywhere}
      h1{font-size:1.35rem;line-height:1.3}
      dl{border:1px solid #8886;border-radius:.5rem;padding:.75rem 1rem;margin:1rem 0}
      dt{font-size:.85rem;opacity:.75}dd{margin:0 0 .5rem}dd:last-child{margin:0}
      label{display:block;margin:.75rem 0 .25rem}
      input{font:inherit;width:100%;box-sizing:border-box;padding:.6rem;\
      border:1px solid #888;border-radius:.4rem}
      .buttons{display:flex;gap:.75rem;margin-top:1.25rem}
      button{font:inherit;flex:1;padding:.7rem;border-radius:.4rem;border:1px solid #888;\
      background:none;color:inherit;cursor:pointer}
      button.main{background:#1652c8;border-color:#1652c8;color:#fff}
      button.link{border:0;padding:0;flex:none;text-decoration:underline}
      .warn{border-left:4px solid #c77700;padding-left:.75rem}
      .error{border-left:4px solid #c62828;padding-left:.75rem}
      """;

  private static final String POLICY =
      // No form-action: browsers apply it to the redirect that follows the form, and the client may
      // redirect further. The page holds nothing that could be injected.
      "default-src 'none'; style-src 'sha256-"
          + Base64.getEncoder().encodeToString(Encoding.sha256(STYLE))
          + "'; frame-ancestors 'none'; base-uri 'none'";

  private Pages() {}

  /**
   * The contents of a page that asks for consent.
   *
   * @param host the server's own, which it cannot choose
   * @param form the sealed request, which comes back with the answer
   * @param user who is signed in, or null to ask for name and password
   * @param error what was wrong with the last attempt, or null
   */
  record Consent(
      String server,
      String host,
      String client,
      SignInClient.Origin origin,
      String source,
      String redirect,
      String scopes,
      String form,
      @Nullable String user,
      @Nullable String error) {}

  static void consent(Exchange exchange, int status, Consent page, String... headers) {
    StringBuilder out = new StringBuilder();
    out.append("<h1>Allow <em>")
        .append(escape(page.client()))
        .append("</em> to use ")
        .append(escape(page.server()))
        .append("?</h1>");
    String error = page.error();
    if (error != null) {
      out.append("<p class=error role=alert>").append(escape(error)).append("</p>");
    }
    out.append("<dl>");
    term(out, "Application", page.client() + " (" + origin(page) + ")");
    term(out, "Sends you back to", Redirects.host(page.redirect()));
    term(
        out,
        "Server",
        page.server().equals(page.host()) ? page.host() : page.server() + " (" + page.host() + ")");
    term(out, "May do", page.scopes().isEmpty() ? "use the server" : page.scopes());
    out.append("</dl>");
    if (Redirects.isLocal(page.redirect())) {
      out.append(
          "<p class=warn>The answer goes to a program on this device, which can call itself"
              + " anything. Allow it only if you have just started it yourself.</p>");
    } else if (page.origin() == SignInClient.Origin.REGISTERED) {
      out.append(
          "<p class=warn>The application chose its name itself. Allow it only if you know the"
              + " address that it sends you back to.</p>");
    }
    out.append("<form method=post action=/authorize>");
    hidden(out, "form", page.form());
    String user = page.user();
    if (user == null) {
      out.append(
          "<label for=user>Name</label><input id=user name=user autocomplete=username"
              + " autocapitalize=none spellcheck=false required autofocus>"
              + "<label for=password>Password</label><input id=password name=password"
              + " type=password autocomplete=current-password required>");
    } else {
      out.append("<p>Signed in as <strong>").append(escape(user)).append("</strong>. ");
      out.append("<button class=link name=action value=switch>Use another account</button></p>");
    }
    out.append(
        "<div class=buttons><button class=main name=action value=allow>"
            + (user == null ? "Sign in and allow" : "Allow")
            + "</button><button name=action value=deny formnovalidate>Deny</button></div></form>");
    send(exchange, status, "Sign in", out.toString(), headers);
  }

  private static String origin(Consent page) {
    return page.origin() == SignInClient.Origin.REGISTERED
        ? "not verified"
        : "as " + page.source() + " says";
  }

  /** The page behind a one-time link: opening it changes nothing, the button does. */
  static void link(Exchange exchange, String server, String user, String link) {
    StringBuilder out = new StringBuilder();
    out.append("<h1>Sign in to ")
        .append(escape(server))
        .append("</h1><p>This link signs you in as ");
    out.append("<strong>").append(escape(user)).append("</strong>, once.</p>");
    out.append("<form method=post action=/login>");
    hidden(out, "link", link);
    out.append("<div class=buttons><button class=main>Sign in</button></div></form>");
    send(exchange, 200, "Sign in", out.toString());
  }

  /** A page with a heading and one paragraph. */
  static void message(Exchange exchange, int status, String title, String text, String... headers) {
    send(
        exchange,
        status,
        title,
        "<h1>" + escape(title) + "</h1><p>" + escape(text) + "</p>",
        headers);
  }

  /** Sends the person back to a client. */
  static void redirect(Exchange exchange, String to, String... headers) {
    exchange.respond(
        303,
        new byte[0],
        OAuthAnswers.with(
            headers,
            "Location",
            to,
            "Cache-Control",
            "no-store",
            "Referrer-Policy",
            "no-referrer",
            "Content-Security-Policy",
            "frame-ancestors 'none'",
            "X-Frame-Options",
            "DENY"));
  }

  private static void term(StringBuilder out, String name, String value) {
    out.append("<dt>").append(name).append("</dt><dd>").append(escape(value)).append("</dd>");
  }

  private static void hidden(StringBuilder out, String name, String value) {
    out.append("<input type=hidden name=")
        .append(name)
        .append(" value=\"")
        .append(escape(value))
        .append("\">");
  }

  private static void send(
      Exchange exchange, int status, String title, String body, String... headers) {
    String page =
        "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport"
            + " content=\"width=device-width,initial-scale=1\"><title>"
            + escape(title)
            + "</title><style>"
            + STYLE
            + "</style><main>"
            + body
            + "</main></html>";
    exchange.respond(
        status,
        page.getBytes(StandardCharsets.UTF_8),
        OAuthAnswers.with(
            headers,
            "Content-Type",
            "text/html; charset=utf-8",
            "Cache-Control",
            "no-store",
            "Content-Security-Policy",
            POLICY,
            "X-Frame-Options",
            "DENY",
            "X-Content-Type-Options",
            "nosniff",
            // To this server itself only, so that its forms carry their origin.
            "Referrer-Policy",
            "same-origin"));
  }

  static String escape(String text) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean plain =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || " .,:;!?/()_-+@=".indexOf(c) >= 0
              || c >= 0x80;
      if (plain) {
        out.append(c);
      } else {
        out.append(String.format(Locale.ROOT, "&#%d;", (int) c));
      }
    }
    return out.toString();
  }
}
