package dev.mcpfly.transport.internal.auth;

import dev.mcpfly.transport.internal.Text;
import dev.mcpfly.transport.internal.http.Exchange;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Serves the page on which people sign in and decide about clients. Thread-safe. */
final class AuthorizeEndpoint {
  private static final long CODE_SECONDS = 60;
  private static final String WRONG = "The name or the password is wrong.";

  private final LoginContext context;
  private final Clients clients;
  private final PasswordCheck passwords;
  private final Browser browser;
  private final BrowserForms forms;
  private final String serverName;
  private final Consumer<String> log;

  AuthorizeEndpoint(
      LoginContext context,
      Clients clients,
      PasswordCheck passwords,
      String serverName,
      Consumer<String> log) {
    this.context = context;
    this.clients = clients;
    this.passwords = passwords;
    this.browser = new Browser(context);
    this.forms = new BrowserForms(browser);
    this.serverName = serverName;
    this.log = log;
  }

  void handle(Exchange exchange) {
    forms.serve(exchange, this::ask, this::answer);
  }

  // ---- the question ----

  private void ask(Exchange exchange) {
    Form form;
    try {
      form = Form.parse(exchange.query());
    } catch (IllegalArgumentException e) {
      Pages.message(exchange, 400, BrowserForms.PROBLEM, "The client's request is malformed.");
      return;
    }
    String id = form.get("client_id");
    if (id == null || form.repeats("client_id") || form.repeats("redirect_uri")) {
      Pages.message(
          exchange,
          400,
          BrowserForms.PROBLEM,
          id == null ? "The client's request has no client_id." : "A parameter is given twice.");
      return;
    }
    var unused =
        clients
            .find(id)
            .whenComplete(
                (client, error) -> {
                  if (client == null) {
                    problem(exchange, error);
                  } else {
                    ask(exchange, client, form);
                  }
                });
  }

  private static void problem(Exchange exchange, @Nullable Throwable error) {
    Throwable cause = error instanceof CompletionException ? error.getCause() : error;
    if (cause instanceof OAuthError known && known.retryAfter() > 0) {
      Pages.message(
          exchange,
          known.status(),
          BrowserForms.PROBLEM,
          String.valueOf(known.getMessage()),
          "Retry-After",
          String.valueOf(known.retryAfter()));
    } else {
      Pages.message(
          exchange,
          400,
          BrowserForms.PROBLEM,
          cause instanceof OAuthError known
              ? String.valueOf(known.getMessage())
              : "The client cannot be checked.");
    }
  }

  private void ask(Exchange exchange, SignInClient client, Form form) {
    String redirect;
    try {
      redirect = AuthorizationRequest.redirect(client, form);
    } catch (OAuthError e) {
      problem(exchange, e);
      return;
    }
    String known = browser.mark(exchange);
    String mark = known == null ? browser.newMark() : known;
    try {
      AuthorizationRequest request = AuthorizationRequest.of(client, redirect, form, context, mark);
      User user = browser.user(exchange);
      page(
          exchange,
          200,
          request,
          request.seal(context),
          user == null ? null : user.name(),
          null,
          browser.keepMark(mark));
    } catch (AuthorizationRequest.Refused e) {
      String state = form.repeats("state") ? "" : form.text("state");
      refuse(exchange, redirect, state, e.code(), String.valueOf(e.getMessage()));
    }
  }

  private void page(
      Exchange exchange,
      int status,
      AuthorizationRequest request,
      String form,
      @Nullable String user,
      @Nullable String error,
      String... headers) {
    Pages.consent(
        exchange,
        status,
        new Pages.Consent(
            serverName.isEmpty() ? Redirects.host(context.issuer()) : serverName,
            Redirects.host(context.issuer()),
            request.name(),
            request.origin(),
            request.source(),
            request.redirect(),
            request.scope(),
            form,
            user,
            error),
        headers);
  }

  private void refuse(
      Exchange exchange, String redirect, String state, String code, String message) {
    Pages.redirect(
        exchange,
        Redirects.with(
            redirect,
            "error",
            code,
            "error_description",
            message,
            "state",
            state,
            "iss",
            context.issuer()));
  }

  // ---- the answer ----

  private void answer(Exchange exchange, Form form) {
    String sealed = form.repeats("form") ? null : form.get("form");
    AuthorizationRequest request = AuthorizationRequest.open(context, sealed);
    String mark = browser.mark(exchange);
    if (request == null
        || sealed == null
        || mark == null
        || !Encoding.same(mark, request.browser())) {
      Pages.message(
          exchange,
          403,
          BrowserForms.PROBLEM,
          "This page is out of date, or was opened in another browser. Start again from the"
              + " application.");
      return;
    }
    String action = form.text("action");
    User user = browser.user(exchange);
    if (action.equals("switch")) {
      page(exchange, 200, request, sealed, null, null, browser.signOut());
    } else if (action.equals("deny")) {
      if (unanswered(exchange, request)) {
        refuse(
            exchange,
            request.redirect(),
            request.state(),
            "access_denied",
            "The user denied access.");
      }
    } else if (!action.equals("allow")) {
      Pages.message(exchange, 400, BrowserForms.PROBLEM, "The form has no valid action.");
    } else if (user != null && form.get("user") == null) {
      allow(exchange, request, user);
    } else {
      signIn(exchange, request, sealed, form);
    }
  }

  private void signIn(Exchange exchange, AuthorizationRequest request, String sealed, Form form) {
    String name = form.text("user");
    String password = form.text("password");
    if (name.isEmpty()
        || password.isEmpty()
        || name.length() > 64
        || password.length() > LoginServer.LONGEST_PASSWORD) {
      page(exchange, 401, request, sealed, null, WRONG);
      return;
    }
    passwords.check(
        name,
        password,
        new PasswordCheck.Outcome() {
          @Override
          public void checked(@Nullable User user) {
            if (user == null) {
              log.accept("a sign-in failed");
              SignInLog.tell(log, "", false);
              page(exchange, 401, request, sealed, null, WRONG);
            } else {
              allow(exchange, request, user, browser.signIn(user));
            }
          }

          @Override
          public void later(int seconds) {
            page(
                exchange,
                429,
                request,
                sealed,
                null,
                "Too many attempts. Wait " + seconds + " seconds, then try again.",
                "Retry-After",
                String.valueOf(seconds));
          }
        });
  }

  private boolean unanswered(Exchange exchange, AuthorizationRequest request) {
    if (context.families().use(request.id())) {
      return true;
    }
    Pages.message(
        exchange,
        400,
        BrowserForms.PROBLEM,
        "This question was answered before. Start again from the application.");
    return false;
  }

  private void allow(
      Exchange exchange, AuthorizationRequest request, User user, String... headers) {
    if (!unanswered(exchange, request)) {
      return;
    }
    Sealer sealer = context.sealer();
    Grant grant =
        new Grant(
            user.name(),
            user.epoch(),
            request.client(),
            request.scope(),
            sealer.random(12),
            0,
            sealer.now());
    String code =
        sealer.seal(
            Sealer.Kind.CODE,
            context.issuer(),
            sealer.now() + CODE_SECONDS,
            grant.fields(
                request.redirect(), request.redirectGiven() ? "1" : "", request.challenge()));
    SignInLog.tell(log, user.name(), true);
    log.accept(
        user.name()
            + " allowed \""
            + Text.excerpt(request.name(), 80)
            + "\", which is redirected to "
            + Redirects.host(request.redirect()));
    Pages.redirect(
        exchange,
        Redirects.with(
            request.redirect(), "code", code, "state", request.state(), "iss", context.issuer()),
        headers);
  }
}
