package dev.mcpfly.config.internal.secret;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Recognizes secrets by what they look like. No expression here repeats a group, and each word is
 * looked at once, so no text is too long or too deep.
 */
final class SecretWords {
  /** Tokens that can be told by how they begin. */
  private static final Pattern TOKEN =
      Pattern.compile(
          "\\b(?:(?i:Bearer|Basic|FlyV1)[ \\t]++(?![$%{])([^\\s\"',;)\\]}>\\\\]++)"
              + "|((?:sk|pk|rk)[-_][A-Za-z0-9_-]{12,}+|gh[a-z]_[A-Za-z0-9]{16,}+|github_pat_\\w{16,}+"
              + "|glpat-[\\w-]{12,}+|xox[a-z]-[\\w-]{6,}+|xapp-[\\w-]{6,}+|(?:AKIA|ASIA)[0-9A-Z]{12,}+"
              + "|AIza[\\w-]{30,}+|hf_\\w{16,}+|npm_\\w{16,}+|lin_api_\\w{12,}+|ntn_\\w{12,}+"
              + "|dop_v1_\\w{16,}+|shp[a-z]{2}_\\w{16,}+|SG\\.[\\w-]{16,}+|whsec_[\\w+/=]{12,}+"
              + "|fm[12][ar]?_[\\w+/=,-]{8,}+|eyJ[\\w-]{8,}+\\.[\\w.-]++))");

  /** What a client, a shell or a template replaces by a value that is not in the file. */
  private static final Pattern REFERENCE =
      Pattern.compile(
          "(?:(?i:Bearer|Basic|Token)[ \\t]++)?"
              + "(?:\\$\\{(?:[a-z]++:)?[A-Za-z_][A-Za-z0-9_.-]*+}|\\$[A-Z_][A-Z0-9_]*+|%[A-Z_][A-Z0-9_]*+%|\\{(?:env|file):[^{}\"]++}|\\$\\{\\{["
              + " \\t]*+[A-Za-z_][A-Za-z0-9_.]*+[ \\t]*+}}|\\$env:[A-Za-z_][A-Za-z0-9_]*+)");

  /** A reference with a value that counts where the variable is not set. */
  private static final Pattern ALTERNATIVE = Pattern.compile("\\$\\{[A-Za-z_][A-Za-z0-9_]*+:[-=]");

  private static final String VOWELS = "aeiouyAEIOUY";
  private static final int SHORTEST = 10;

  private SecretWords() {}

  /** The one notion of white space: what a shell, Java or Unicode takes for it. */
  static boolean isSpace(int c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == 0x85;
  }

  /** Returns where a character is next in a part of a text, or -1. */
  static int indexOf(String text, char c, int from, int to) {
    for (int i = from; i < to; i++) {
      if (text.charAt(i) == c) {
        return i;
      }
    }
    return -1;
  }

  /** Returns where a character is last in a part of a text, or -1. */
  static int lastIndexOf(String text, char c, int from, int to) {
    for (int i = to - 1; i >= from; i--) {
      if (text.charAt(i) == c) {
        return i;
      }
    }
    return -1;
  }

  static boolean hasSpace(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (isSpace(text.charAt(i))) {
        return true;
      }
    }
    return false;
  }

  /** Adds the tokens in a part of a text that can be told by how they begin. */
  static void tokens(String text, int from, int to, SecretSpans spans) {
    Matcher matcher = TOKEN.matcher(text).region(from, to);
    while (matcher.find()) {
      int group = matcher.start(1) >= 0 ? 1 : 2;
      spans.add(matcher.start(group), matcher.end(group));
    }
  }

  /** Returns whether a part is a mere reference, which shows nothing. */
  static boolean isReference(String text, int from, int to) {
    return REFERENCE.matcher(text).region(from, to).matches();
  }

  /** Adds a value, of which a reference stays; of a reference with an alternative, the latter. */
  static void value(String text, int from, int to, SecretSpans spans) {
    if (isReference(text, from, to)) {
      return;
    }
    Matcher alternative = ALTERNATIVE.matcher(text).region(from, to);
    if (alternative.lookingAt() && text.charAt(to - 1) == '}') {
      spans.add(alternative.end(), to - 1);
    } else {
      spans.add(from, to);
    }
  }

  /** Returns whether a word consists of letters and digits that look random. */
  static boolean isRandom(String word) {
    if (word.length() < SHORTEST) {
      return false;
    }
    int strange = isHex(word, 0, word.length(), 24) ? word.length() : 0;
    int from = 0;
    for (int i = 0; i <= word.length(); i++) {
      char c = i < word.length() ? word.charAt(i) : '-';
      boolean inside = SecretNames.isLetter(c) || SecretNames.isDigit(c) || c == '+' || c == '=';
      if (!inside && c != '-' && c != '_' && c != '.') {
        return false; // no word, but a path, a package, an image
      }
      if (!inside) {
        strange += isHex(word, from, i, 12) || !isWordy(word, from, i) ? i - from : 0;
        from = i + 1;
      }
    }
    return strange >= SHORTEST;
  }

  private static boolean isHex(String text, int from, int to, int shortest) {
    boolean letters = false;
    boolean digits = false;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      boolean letter = (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
      if (!letter && !SecretNames.isDigit(c) && c != '-') {
        return false;
      }
      letters |= letter;
      digits |= SecretNames.isDigit(c);
    }
    return letters && digits && to - from >= shortest;
  }

  /** Returns whether letters could be a word, or several, with a number behind them. */
  private static boolean isWordy(String text, int from, int to) {
    int changes = 0;
    int consonants = 0;
    int longest = 0;
    int vowels = 0;
    int letters = 0;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      boolean letter = SecretNames.isLetter(c);
      letters += letter ? 1 : 0;
      boolean vowel = letter && VOWELS.indexOf(c) >= 0;
      vowels += vowel ? 1 : 0;
      consonants = letter && !vowel ? consonants + 1 : 0;
      longest = Math.max(longest, consonants);
      changes += i > from ? changes(text.charAt(i - 1), c) : 0;
    }
    if (letters == 0) {
      return to - from < 24; // a number, a date
    }
    boolean pronounceable =
        longest < 7 && (letters < 12 || (vowels * 5 >= letters && vowels * 5 <= letters * 4));
    return changes * 3 <= to - from + 3 && pronounceable;
  }

  /** Camel case changes once for each of its words; digits stand at the end of one. */
  private static int changes(char before, char c) {
    if (SecretNames.isDigit(before) != SecretNames.isDigit(c)) {
      return SecretNames.isDigit(c) ? 1 : 2;
    }
    return Character.isLowerCase(before) && Character.isUpperCase(c) ? 1 : 0;
  }
}
