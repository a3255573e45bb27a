package dev.mcpfly.transport.internal.auth;

import dev.mcpfly.transport.internal.http.Exchange;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Serves a page with a form: shows it, and reads what the browser sends from it. */
final class BrowserForms {
  /** The heading of the pages that say what is wrong. */
  static final String PROBLEM = "This sign-in cannot go on";

  private static final int LONGEST_FORM = 32 << 10;

  private final Browser browser;

  BrowserForms(Browser browser) {
    this.browser = browser;
  }

  /** Handles a form that was read. */
  interface Handler {
    void handle(Exchange exchange, Form form);
  }

  /**
   * Answers a request for the page.
   *
   * @param page shows it
   * @param form handles a form that was sent from it
   */
  void serve(Exchange exchange, Consumer<Exchange> page, Handler form) {
    switch (exchange.method()) {
      case "GET" -> page.accept(exchange);
      case "POST" -> read(exchange, form);
      default ->
          Pages.message(
              exchange, 405, PROBLEM, "Open this page in a browser.", "Allow", "GET, POST");
    }
  }

  /** Reads a form; one from another site, or one that is not valid, is answered here. */
  private void read(Exchange exchange, Handler handler) {
    if (!browser.isOwnForm(exchange)) {
      Pages.message(exchange, 403, PROBLEM, "The form comes from another site.");
      return;
    }
    exchange.readBody(
        LONGEST_FORM,
        new Exchange.BodyReceiver() {
          @Override
          public void received(byte[] body) {
            Form form;
            try {
              form = Form.parse(new String(body, StandardCharsets.UTF_8));
            } catch (IllegalArgumentException e) {
              Pages.message(exchange, 400, PROBLEM, "The form is malformed.");
              return;
            }
            handler.handle(exchange, form);
          }

          @Override
          public void tooLarge() {
            Pages.message(exchange, 413, PROBLEM, "The form is too long.");
          }
        });
  }
}
