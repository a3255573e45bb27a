package dev.mcpfly.transport.internal.auth;

import dev.mcpfly.transport.internal.http.Exchange;
import java.util.function.Consumer;

/** Serves the page of a one-time link, by which a user signs in without a password. */
final class LinkEndpoint {
  private static final String NOT_VALID = "This link is not valid";

  private final LoginContext context;
  private final Browser browser;
  private final BrowserForms forms;
  private final String serverName;
  private final Consumer<String> log;

  LinkEndpoint(LoginContext context, String serverName, Consumer<String> log) {
    this.context = context;
    this.browser = new Browser(context);
    this.forms = new BrowserForms(browser);
    this.serverName = serverName;
    this.log = log;
  }

  void handle(Exchange exchange) {
    forms.serve(exchange, this::show, this::signIn);
  }

  private void show(Exchange exchange) {
    String link;
    try {
      link = Form.parse(exchange.query()).text("link");
    } catch (IllegalArgumentException e) {
      link = "";
    }
    User user = SignInLink.user(context, link);
    if (user == null) {
      Pages.message(exchange, 400, NOT_VALID, SignInLink.INVALID);
    } else {
      Pages.link(
          exchange,
          serverName.isEmpty() ? Redirects.host(context.issuer()) : serverName,
          user.name(),
          link);
    }
  }

  private void signIn(Exchange exchange, Form form) {
    String link = form.text("link");
    User user = SignInLink.user(context, link);
    if (user == null) {
      Pages.message(exchange, 400, NOT_VALID, SignInLink.INVALID);
    } else if (!SignInLink.use(context, link)) {
      Pages.message(
          exchange, 410, "This link was used before", "Sign in with your name and password.");
    } else {
      log.accept(user.name() + " signed in by a link");
      SignInLog.tell(log, user.name(), true);
      Pages.message(
          exchange,
          200,
          "You are signed in",
          "Go back to the application that you want to connect. For an hour, this browser does not"
              + " ask for a password.",
          browser.signIn(user));
    }
  }
}
