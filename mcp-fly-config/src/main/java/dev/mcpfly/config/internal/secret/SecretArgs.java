package dev.mcpfly.config.internal.secret;

import dev.mcpfly.config.internal.secret.SecretOptions.Next;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Finds the secrets in a command line, word by word: what a word is depends on the option before
 * it, on the program, and on how it looks.
 */
final class SecretArgs {
  /** How deep a shell's text may be in another's; what is deeper is hidden as a whole. */
  private static final int DEEPEST = 4;

  /** A word that precedes a credential. */
  private static final Set<String> SCHEMES = Set.of("Bearer", "bearer", "Basic", "basic", "Token");

  /** Words before which variables may be set, and that set them. */
  private static final Set<String> LEADING =
      Set.of(
          "env",
          "cross-env",
          "export",
          "set",
          "declare",
          "typeset",
          "readonly",
          "local",
          "sudo",
          "exec",
          "command",
          "time",
          "nohup",
          "then",
          "do",
          "else",
          "if",
          "while",
          "{",
          "(");

  private final int depth;
  private String program;
  private boolean leading = true;
  private Next next = Next.ANYTHING;
  private boolean inMap;

  private SecretArgs(String program, int depth) {
    this.program = program;
    this.depth = depth;
    this.leading = program.isEmpty() || LEADING.contains(program);
  }

  /**
   * Returns the secrets in each word of a command line.
   *
   * @param program the program, if it is not the first of the words; empty if it is, or is unknown
   */
  static List<SecretSpans> of(String program, List<String> words) {
    return of(program, words, 0);
  }

  static List<SecretSpans> of(String program, List<String> words, int depth) {
    SecretArgs line = new SecretArgs(name(program), depth);
    List<SecretSpans> all = new ArrayList<>(words.size());
    for (String word : words) {
      SecretSpans spans = new SecretSpans();
      line.word(word, 0, word.length(), spans);
      all.add(spans);
    }
    return all;
  }

  /** Adds the secrets of a command line in one text, as a shell would take it apart. */
  static void line(String text, int from, int to, int depth, SecretSpans spans) {
    shell(text, from, to, depth, spans);
  }

  private static void shell(String text, int from, int to, int depth, SecretSpans spans) {
    if (depth > DEEPEST) {
      spans.add(from, to);
      return;
    }
    SecretWords.tokens(text, from, to, spans);
    PipedSecrets.add(text, from, to, spans);
    SecretArgs line = new SecretArgs("", depth);
    int pos = from;
    while (pos < to) {
      char c = text.charAt(pos);
      if (SecretWords.isSpace(c)) {
        if (c == '\n') {
          line.begin();
        }
        pos++;
      } else if (";&|()".indexOf(c) >= 0) {
        line.begin();
        pos++;
      } else {
        int end = wordEnd(text, pos, to);
        line.quoted(text, pos, end, spans);
        pos = end;
      }
    }
  }

  /** The word before. */
  private String last = "";

  private void begin() {
    leading = true;
    program = "";
    next = Next.ANYTHING;
  }

  /** Returns the end of a shell's word, which may hold quoted parts. */
  static int wordEnd(String text, int from, int to) {
    char quote = 0;
    int pos = from;
    while (pos < to) {
      char c = text.charAt(pos);
      if (c == '\\' && quote != '\'') {
        pos++;
      } else if (quote != 0) {
        quote = c == quote ? 0 : quote;
      } else if ((c == '"' || c == '\'') && SecretWords.indexOf(text, c, pos + 1, to) >= 0) {
        quote = c;
      } else if (SecretWords.isSpace(c)
          || (";&|".indexOf(c) >= 0 && !isInAddress(text, from, pos))) {
        break;
      }
      pos++;
    }
    return Math.min(pos, to);
  }

  private static boolean isInAddress(String text, int from, int pos) {
    int scheme = SecretUrls.find(text, from, pos);
    return text.charAt(pos) == '&' && scheme >= 0;
  }

  private void quoted(String text, int from, int to, SecretSpans spans) {
    boolean both = SecretParts.isQuoted(text, from, to);
    word(text, both ? from + 1 : from, both ? to - 1 : to, spans);
  }

  /** Adds the secrets of one word, and remembers what it says of the next one. */
  private void word(String text, int from, int to, SecretSpans spans) {
    Next what = next;
    next = Next.ANYTHING;
    String word = text.substring(from, to);
    if (what == Next.VARIABLE_NAME) {
      next = Next.SECRET;
      return;
    }
    boolean pair = what == Next.POSSIBLE_SECRET && SecretOptions.isPair(word, last);
    as(pair ? Next.USER : what, text, from, to, spans);
    last = word;
    inMap = SecretOptions.isMap(word);
    boolean nameAlone = word.indexOf(':') < 0 && word.indexOf('=') < 0;
    boolean goesOn =
        (what == Next.HEADER && nameAlone) // name and value in two words
            || (what == Next.SECRET && SCHEMES.contains(word))
            || word.equals("<<<");
    if (goesOn) {
      next = Next.SECRET;
      return;
    }
    if (what == Next.SECRET || what == Next.USER || what == Next.HEADER) {
      return;
    }
    next = SecretOptions.after(word, program);
    boolean assignment = SecretParts.assignment(word) > 0;
    if (word.equals("login") && !leading) {
      program = word; // to a registry, with its own letters
    }
    if (leading && !assignment && !word.startsWith("-")) {
      program = name(word);
      leading = LEADING.contains(program);
    }
  }

  private void as(Next what, String text, int from, int to, SecretSpans spans) {
    switch (what) {
      case SECRET -> SecretParts.value(text, from, to, spans);
      case LIKELY_SECRET -> {
        if (SecretOptions.isPlain(text.substring(from, to))) {
          free(text, from, to, spans);
        } else {
          SecretParts.value(text, from, to, spans);
        }
      }
      case POSSIBLE_SECRET -> {
        if (SecretOptions.isMixed(text.substring(from, to))) {
          SecretParts.value(text, from, to, spans);
        } else {
          free(text, from, to, spans);
        }
      }
      case HEADER -> SecretParts.header(text, from, to, spans);
      case VARIABLE -> SecretParts.variable(text, from, to, spans);
      case USER -> user(text, from, to, spans);
      case SHELL -> shell(text, from, to, depth + 1, spans);
      case ANYTHING, VARIABLE_NAME -> free(text, from, to, spans);
    }
  }

  private void user(String text, int from, int to, SecretSpans spans) {
    int colon = SecretWords.indexOf(text, ':', from, to);
    int at = colon >= 0 ? colon : SecretWords.indexOf(text, '%', from, to);
    String word = text.substring(from, to);
    if (at > from && !(SecretOptions.isPlain(word) && !program.equals("curl"))) {
      SecretParts.value(text, at + 1, to, spans);
    } else if (at < 0) {
      SecretParts.random(text, from, to, spans);
    }
  }

  /** Adds the secrets of a word of which nothing is known. */
  private void free(String text, int from, int to, SecretSpans spans) {
    String word = text.substring(from, to);
    if (word.isEmpty()) {
      return;
    }
    int attached = SecretOptions.attached(word, program);
    int equals = word.indexOf('=');
    int colon = word.indexOf(':');
    char first = word.charAt(0);
    if (attached > 0) {
      Next what = SecretOptions.after(word.substring(0, attached), program);
      boolean unsaid = what == Next.ANYTHING || what == Next.LIKELY_SECRET;
      as(unsaid ? Next.SECRET : what, text, from + attached, to, spans);
    } else if (first == '{' || first == '[') {
      LooseSecrets.of(text, from, to, inMap ? "env" : null, depth + 1, spans);
    } else if (first == '-' && equals > 0 && !SecretWords.hasSpace(word, 0, equals)) {
      Next what = SecretOptions.after(word.substring(0, equals), program);
      nested(word.substring(0, equals), what, text, from + equals + 1, to, spans);
    } else if ((first == '-' || first == '/')
        && colon > 0
        && SecretParts.isSecretName(word, colon)) {
      SecretParts.value(text, from + colon + 1, to, spans);
    } else if (SecretParts.isConnection(word)) {
      SecretParts.connection(text, from, to, spans);
    } else if (colon > 0
        && SecretParts.isSecretName(word, colon)
        && !word.startsWith("://", colon)) {
      SecretParts.header(text, from, to, spans);
    } else if (SecretWords.hasSpace(word, 0, word.length())) {
      shell(text, from, to, depth + 1, spans);
    } else if (SecretParts.assignment(word) > 0
        && (leading || SecretNames.isCapitals(SecretParts.name(word, equals)))) {
      SecretParts.value(text, from + SecretParts.assignment(word), to, spans);
    } else if (equals > 0
        && SecretParts.isSecretName(word, equals)
        && !word.substring(0, equals).contains("://")) {
      SecretParts.value(text, from + equals + 1, to, spans);
    } else if (word.contains("://")) {
      SecretParts.addresses(text, from, to, spans);
    } else {
      SecretParts.login(text, from, to, spans);
      SecretParts.random(text, from, to, spans);
    }
  }

  private void nested(String option, Next what, String text, int from, int to, SecretSpans spans) {
    inMap = SecretOptions.isMap(option);
    if (what == Next.ANYTHING && from < to) {
      boolean quoted = SecretParts.isQuoted(text, from, to);
      boolean was = leading;
      leading = false;
      free(text, quoted ? from + 1 : from, quoted ? to - 1 : to, spans);
      leading = was;
    } else {
      as(what, text, from, to, spans);
    }
  }

  private static String name(String program) {
    String name =
        program.substring(Math.max(program.lastIndexOf('/'), program.lastIndexOf('\\')) + 1);
    String lower = name.toLowerCase(Locale.ROOT);
    boolean suffix = lower.endsWith(".exe") || lower.endsWith(".cmd") || lower.endsWith(".bat");
    return suffix ? lower.substring(0, lower.length() - 4) : lower;
  }
}
