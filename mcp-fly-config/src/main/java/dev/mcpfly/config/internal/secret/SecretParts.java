package dev.mcpfly.config.internal.secret;

import java.util.Locale;
import java.util.Set;

/** The secrets in one word, or a part of one, of which it is known what it is. */
final class SecretParts {
  /** What stands before a colon in the name of a package or a repository. */
  private static final Set<String> KINDS =
      Set.of("npm", "jsr", "pkg", "git", "github", "gitlab", "file", "workspace", "oci", "docker");

  private SecretParts() {}

  /** Adds a value, without the quotes around it. */
  static void value(String text, int from, int to, SecretSpans spans) {
    int start = from;
    int end = to;
    while (end - start > 1
        && (text.charAt(start) == '"' || text.charAt(start) == '\'')
        && text.charAt(end - 1) == text.charAt(start)) {
      start++;
      end--;
    }
    SecretWords.value(text, start, end, spans);
  }

  static void header(String text, int from, int to, SecretSpans spans) {
    int colon = SecretWords.indexOf(text, ':', from, to);
    int at = colon >= 0 ? colon : SecretWords.indexOf(text, '=', from, to);
    if (at >= 0) {
      int start = at + 1;
      while (start < to && SecretWords.isSpace(text.charAt(start))) {
        start++;
      }
      value(text, start, to, spans);
    }
  }

  static void variable(String text, int from, int to, SecretSpans spans) {
    int equals = SecretWords.indexOf(text, '=', from, to);
    if (equals >= 0) {
      value(text, equals + 1, to, spans);
    } else {
      random(text, from, to, spans);
    }
  }

  static void random(String text, int from, int to, SecretSpans spans) {
    SecretWords.tokens(text, from, to, spans);
    if (SecretWords.isRandom(text.substring(from, to))) {
      spans.add(from, to);
    }
  }

  /**
   * Returns where the value of {@code NAME=value} begins, or 0 if the word is not an assignment.
   */
  static int assignment(String word) {
    int equals = word.indexOf('=');
    return equals > 0 && SecretNames.isIdentifier(name(word, equals)) ? equals + 1 : 0;
  }

  static String name(String word, int equals) {
    String name = word.substring(0, Math.max(0, equals));
    return name.toLowerCase(Locale.ROOT).startsWith("$env:") ? name.substring(5) : name;
  }

  static boolean isSecretName(String word, int end) {
    String name = word.substring(0, end);
    return name.chars().allMatch(c -> Character.isLetterOrDigit(c) || "_.-/$:".indexOf(c) >= 0)
        && SecretNames.isSecret(name);
  }

  /** Returns whether a word is a list of settings, such as {@code Server=h;Password=X}. */
  static boolean isConnection(String word) {
    int equals = word.indexOf('=');
    int semicolon = word.indexOf(';');
    return equals > 0
        && semicolon > 0
        && (semicolon > equals || !SecretWords.hasSpace(word, 0, equals))
        && word.indexOf('=', semicolon) > 0
        && !word.contains("&&");
  }

  static void connection(String text, int from, int to, SecretSpans spans) {
    int pos = from;
    while (pos < to) {
      int end = pos;
      char quote = 0;
      while (end < to && (quote != 0 || text.charAt(end) != ';')) {
        char c = text.charAt(end++);
        boolean quotes = (c == '"' || c == '\'') && SecretWords.indexOf(text, c, end, to) >= 0;
        quote = quote == c ? 0 : quote == 0 && quotes ? c : quote;
      }
      int equals = SecretWords.indexOf(text, '=', pos, end);
      if (equals > pos && SecretNames.isSecret(text.substring(pos, equals).strip())) {
        value(text, equals + 1, end, spans);
      } else if (equals > pos && SecretNames.isCapitals(text.substring(pos, equals))) {
        value(text, equals + 1, end, spans);
      } else {
        addresses(text, pos, end, spans);
        random(text, equals > pos ? equals + 1 : pos, end, spans);
      }
      pos = end + 1;
    }
  }

  static void addresses(String text, int from, int to, SecretSpans spans) {
    SecretWords.tokens(text, from, to, spans);
    int pos = from;
    for (int scheme = SecretUrls.find(text, pos, to);
        scheme >= 0;
        scheme = SecretUrls.find(text, pos, to)) {
      pos = SecretUrls.address(text, scheme, to, spans);
    }
  }

  /** Adds the password of {@code user:password@host}. */
  static void login(String text, int from, int to, SecretSpans spans) {
    int at = SecretWords.lastIndexOf(text, '@', from, to);
    int colon = SecretWords.indexOf(text, ':', from, to);
    if (colon <= from || at <= colon + 1 || at == to - 1) {
      return;
    }
    String before = text.substring(from, colon).toLowerCase(Locale.ROOT);
    boolean image = text.startsWith("@sha", at);
    boolean kind = KINDS.contains(before);
    if (!image && !kind) {
      value(text, colon + 1, at, spans);
    }
  }

  static boolean isQuoted(String text, int from, int to) {
    char c = text.charAt(from);
    return to - from > 1
        && (c == '"' || c == '\'')
        && text.charAt(to - 1) == c
        && SecretWords.indexOf(text, c, from + 1, to) == to - 1;
  }
}
