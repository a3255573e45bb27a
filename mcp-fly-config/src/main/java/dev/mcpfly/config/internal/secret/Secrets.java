package dev.mcpfly.config.internal.secret;

import java.util.ArrayList;
import java.util.List;

/**
 * Hides what may be secret in texts that people read. In case of doubt, a text is hidden; a
 * reference such as <code>${NAME}</code> is not a secret. Handles any text, in time proportional to
 * its length.
 */
public final class Secrets {
  /** What is shown instead of a secret. */
  public static final String HIDDEN = "****";

  private Secrets() {}

  /** Returns an address without its user information, its parameters and what looks secret. */
  public static String hideInUrl(String url) {
    SecretSpans spans = new SecretSpans();
    if (SecretUrls.find(url, 0, url.length()) < 0) {
      SecretUrls.address(url, -3, url.length(), spans); // a client may put the beginning in
    } else {
      SecretParts.addresses(url, 0, url.length(), spans);
    }
    return spans.hide(url);
  }

  /**
   * Returns a command line without the values of headers and variables, of options and members that
   * have the name of a secret, and without words that look like tokens. The first word is the
   * program.
   */
  public static List<String> hideInCommand(List<String> words) {
    List<SecretSpans> spans = SecretArgs.of("", words);
    List<String> shown = new ArrayList<>(words.size());
    for (int i = 0; i < words.size(); i++) {
      shown.add(spans.get(i).hide(words.get(i)));
    }
    return shown;
  }

  /** Adds the secrets of addresses, and tokens, in a part of a text. */
  public static void addresses(String text, int from, int to, SecretSpans spans) {
    SecretParts.addresses(text, from, to, spans);
  }

  /** Returns whether a value is a secret, by its name or by what it looks like. */
  public static boolean isSecret(String name, String value) {
    if (value.isEmpty() || SecretWords.isReference(value, 0, value.length())) {
      return false;
    }
    SecretSpans spans = new SecretSpans();
    SecretParts.addresses(value, 0, value.length(), spans);
    return SecretNames.isSecret(name) || SecretWords.isRandom(value) || !spans.isEmpty();
  }
}
