package dev.mcpfly.transport.internal.auth;

import dev.mcpfly.transport.internal.http.Exchange;
import java.nio.charset.StandardCharsets;

/** Reads the forms that a browser sends from a page of this server. */
final class BrowserForms {
  private static final int LONGEST_FORM = 32 << 10;

  private final Browser browser;
  private final String problem;

  /**
   * Creates a reader.
   *
   * @param problem the heading of the pages that say what is wrong with a form
   */
  BrowserForms(Browser browser, String problem) {
    this.browser = browser;
    this.problem = problem;
  }

  /** Handles a form that was read. */
  interface Handler {
    void handle(Exchange exchange, Form form);
  }

  /** Reads a form; one from another site, or one that is not valid, is answered here. */
  void read(Exchange exchange, Handler handler) {
    if (!browser.isOwnForm(exchange)) {
      Pages.message(exchange, 403, problem, "The form comes from another site.");
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
              Pages.message(exchange, 400, problem, "The form is malformed.");
              return;
            }
            handler.handle(exchange, form);
          }

          @Override
          public void tooLarge() {
            Pages.message(exchange, 413, problem, "The form is too long.");
          }
        });
  }
}
