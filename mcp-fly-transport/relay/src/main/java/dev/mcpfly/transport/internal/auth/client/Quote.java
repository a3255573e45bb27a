package dev.mcpfly.transport.internal.auth.client;

import dev.mcpfly.transport.internal.Text;
import org.jspecify.annotations.Nullable;

/** Quotes untrusted text in messages. */
final class Quote {
  private Quote() {}

  /** Quotes a short piece of text, bounded and without control characters. */
  static String of(@Nullable String text) {
    return "\"" + Text.excerpt(text, 120) + "\"";
  }

  /** Returns an error response's code and description, for the end of a sentence. */
  static String error(@Nullable String code, @Nullable String description) {
    String what = code == null ? "no reason given" : Text.excerpt(code, 60);
    return description == null || description.isBlank()
        ? what
        : what + ", \"" + Text.excerpt(description, 160) + "\"";
  }
}
