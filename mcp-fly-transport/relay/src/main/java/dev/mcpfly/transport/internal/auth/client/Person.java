package dev.mcpfly.transport.internal.auth.client;

import java.net.URI;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The user at this machine: the browser, and where instructions are shown. */
final class Person {
  private static final System.Logger LOG = System.getLogger("dev.mcpfly.transport.proxy");

  private final OAuthSettings settings;
  private final Browser browser;

  Person(OAuthSettings settings) {
    this.settings = settings;
    this.browser = new Browser(settings.environment, System.getProperty("os.name"));
  }

  /** Returns whether a browser can be opened here. */
  boolean hasBrowser() {
    return settings.browser != null || browser.command() != null;
  }

  /** Opens a page; returns whether a browser took it. */
  boolean open(URI url) throws OAuthFailure {
    Consumer<URI> own = settings.browser;
    if (own == null) {
      return browser.open(url);
    }
    try {
      own.accept(url);
      return true;
    } catch (RuntimeException e) {
      throw OAuthFailure.because("The sign-in page could not be opened.", e);
    }
  }

  /** Tells something. */
  void tell(String text) {
    Consumer<String> own = settings.prompt;
    if (own != null) {
      own.accept(text);
    } else {
      LOG.log(System.Logger.Level.INFO, "{0}", text);
    }
  }

  /** Reads lines that the person types until one is taken. */
  void offerPastes(Callback callback) {
    Supplier<@Nullable String> source = settings.pasted;
    if (source == null) {
      return;
    }
    Thread reader =
        new Thread(
            () -> {
              String line = source.get();
              while (line != null && !callback.paste(line)) {
                if (!line.isBlank()) {
                  tell("That is not the address of the page that the sign-in ended on.");
                }
                line = source.get();
              }
            },
            "mcp-fly-sign-in-paste");
    reader.setDaemon(true);
    reader.start();
  }
}
