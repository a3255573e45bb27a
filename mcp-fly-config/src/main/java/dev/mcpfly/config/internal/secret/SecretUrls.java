package dev.mcpfly.config.internal.secret;

import java.util.Locale;
import java.util.Set;

/**
 * The secrets in addresses: the user information, the values of parameters, the parts of a path
 * that follow one that announces a secret, and parts that look random.
 */
final class SecretUrls {
  /** Parts of a path behind which a secret stands, as hosted servers and webhooks have them. */
  private static final Set<String> ANNOUNCING =
      Set.of(
          "s",
          "k",
          "t",
          "u",
          "key",
          "keys",
          "apikey",
          "api-key",
          "api_key",
          "token",
          "tokens",
          "secret",
          "secrets",
          "hook",
          "hooks",
          "webhook",
          "webhooks",
          "password",
          "pat",
          "sid");

  /** Parts whose meaning is common knowledge, so they are not secret. */
  private static final Set<String> PUBLIC =
      Set.of("mcp", "sse", "message", "messages", "api", "v1", "v2", "v3", "v4", "http", "stream");

  private static final String ENDS = "\"'`<>(){}[]\\|^";

  private SecretUrls() {}

  /** Returns where the next {@code ://} of a part of a text stands, or -1. */
  static int find(String text, int from, int to) {
    for (int i = from; i < to - 2; i++) {
      if (text.charAt(i) == ':' && text.charAt(i + 1) == '/' && text.charAt(i + 2) == '/') {
        return i;
      }
    }
    return -1;
  }

  /**
   * Adds the secrets of an address.
   *
   * @param scheme where its {@code ://} stands
   * @param to where it ends at the latest
   * @return where it ends
   */
  static int address(String text, int scheme, int to, SecretSpans spans) {
    int start = scheme + 3;
    int end = start;
    while (end < to && !isEnd(text, start, end)) {
      end++;
    }
    int path = start;
    while (path < end && "/?#".indexOf(text.charAt(path)) < 0) {
      path++;
    }
    int at = SecretWords.lastIndexOf(text, '@', start, path);
    if (at > start) {
      SecretWords.value(text, start, at, spans);
    }
    boolean hooks = text.regionMatches(true, Math.max(start, at + 1), "hooks.", 0, 6);
    int rest = path(text, path, end, hooks, spans);
    parameters(text, rest, end, spans);
    return end;
  }

  private static boolean isEnd(String text, int start, int at) {
    char c = text.charAt(at);
    if (c == '{' || c == '}') {
      // A reference is a part of the address.
      if (at == start) {
        return true;
      }
      int open = SecretWords.lastIndexOf(text, '{', start, at);
      return c == '{' ? text.charAt(at - 1) != '$' : open <= start || text.charAt(open - 1) != '$';
    }
    return SecretWords.isSpace(c) || ENDS.indexOf(c) >= 0;
  }

  private static int path(String text, int from, int end, boolean announced, SecretSpans spans) {
    boolean secret = announced;
    boolean endpoint = false;
    int pos = from;
    while (pos < end && text.charAt(pos) == '/') {
      int next = pos + 1;
      while (next < end && "/?#".indexOf(text.charAt(next)) < 0) {
        next++;
      }
      String part = text.substring(pos + 1, next);
      String lower = part.toLowerCase(Locale.ROOT);
      boolean bot = lower.startsWith("bot") && part.indexOf(':') > 0;
      boolean behind = endpoint && SecretOptions.isMixed(part);
      if (ANNOUNCING.contains(lower)) {
        secret = true;
      } else if (bot || behind || (secret && !PUBLIC.contains(lower)) || looksSecret(part)) {
        SecretWords.value(text, pos + 1, next, spans);
      }
      endpoint |= lower.equals("mcp") || lower.equals("sse");
      pos = next;
    }
    return pos;
  }

  private static boolean looksSecret(String part) {
    if (SecretWords.isRandom(part)) {
      return true;
    }
    SecretSpans tokens = new SecretSpans();
    SecretWords.tokens(part, 0, part.length(), tokens);
    return !tokens.isEmpty();
  }

  /** Adds the values of parameters, and of a fragment, that follow a path. */
  private static void parameters(String text, int from, int end, SecretSpans spans) {
    int pos = from;
    while (pos < end) {
      int next = pos + 1;
      int equals = -1;
      while (next < end && "&#?;".indexOf(text.charAt(next)) < 0) {
        equals = equals < 0 && text.charAt(next) == '=' ? next : equals;
        next++;
      }
      if (equals >= 0) {
        SecretWords.value(text, equals + 1, next, spans);
      } else if (text.charAt(pos) == '#' && pos + 1 < next && text.charAt(pos + 1) == '/') {
        path(text, pos + 1, next, false, spans);
      } else if (text.charAt(pos) == '#' || looksSecret(text.substring(pos + 1, next))) {
        spans.add(pos + 1, next);
      }
      pos = next;
    }
  }
}
