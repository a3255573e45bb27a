package dev.mcpfly.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Hides what may be secret in texts that people read. What is in doubt is hidden. */
final class Secrets {
  static final String HIDDEN = "****";

  private static final Pattern SECRET_NAME =
      Pattern.compile(
          "token|secret|passw|pwd|auth|credential|cookie|bearer|(api|access|private|license)[-_]?key"
              + "|(^|[-_.])key$",
          Pattern.CASE_INSENSITIVE);

  /** Tokens that can be told by how they begin. */
  private static final Pattern TOKEN =
      Pattern.compile(
          "\\b(?:(?:Bearer|Basic|FlyV1)\\s+[^\\s\"',]+"
              + "|(?:sk|pk|rk)[-_][A-Za-z0-9_-]{12,}|gh[a-z]_[A-Za-z0-9]{16,}|github_pat_\\w{16,}"
              + "|glpat-[\\w-]{12,}|xox[a-z]-[\\w-]{6,}|xapp-[\\w-]{6,}|AKIA[0-9A-Z]{12,}"
              + "|AIza[\\w-]{30,}|hf_\\w{16,}|npm_\\w{16,}|lin_api_\\w{12,}|ntn_\\w{12,}"
              + "|fm[12][ar]?_[\\w+/=,-]{8,}|eyJ[\\w-]{8,}\\.[\\w-]+(?:\\.[\\w-]*)?)");

  /** A long word of letters and digits that nobody would think up. */
  private static final Pattern RANDOM_WORD =
      Pattern.compile(
          "(?=.*[0-9])(?=.*[a-z])(?=.*[A-Z])[A-Za-z0-9_+-]{20,}={0,2}"
              + "|(?=.*[0-9])(?=.*[A-Fa-f])[0-9A-Fa-f-]{24,}");

  private static final Pattern USER_INFO = Pattern.compile("(?<=://)[^/@\\s]+(?=@)");
  private static final Pattern PARAMETER = Pattern.compile("(?<=[?&#][^=&#\\s]{1,100}=)[^&#\\s]+");
  private static final Pattern PATH_PART = Pattern.compile("(?<=[^:/]/|#)[^/?#\\s]+");
  private static final Pattern REFERENCE = Pattern.compile("\\$\\{[A-Za-z_][A-Za-z0-9_:]*}");
  private static final Pattern WORD = Pattern.compile("\\S+");
  private static final Set<String> HEADER_OPTIONS = Set.of("--header", "--headers", "-H");
  private static final Set<String> VARIABLE_OPTIONS = Set.of("--env", "-e");

  private Secrets() {}

  /** Returns whether a member, option or header of this name usually holds a secret. */
  static boolean isSecretName(String name) {
    return SECRET_NAME.matcher(name).find();
  }

  /** Returns a line of text without tokens that can be told by how they begin. */
  static String hideTokens(String line) {
    return TOKEN.matcher(line).replaceAll(HIDDEN);
  }

  /**
   * Returns an address without its user information, the values of its parameters, and parts of its
   * path that look random.
   */
  static String hideInUrl(String url) {
    String shown = USER_INFO.matcher(url).replaceAll(HIDDEN);
    shown = PARAMETER.matcher(shown).replaceAll(HIDDEN);
    return PATH_PART
        .matcher(shown)
        .replaceAll(part -> Matcher.quoteReplacement(hideWord(part.group())));
  }

  private static String hideWord(String word) {
    return RANDOM_WORD.matcher(word).matches() || TOKEN.matcher(word).find() ? HIDDEN : word;
  }

  /** Returns a command with its arguments in one text without what looks secret in it. */
  static String hideInCommandLine(String line) {
    List<String> words = new ArrayList<>();
    Matcher matcher = WORD.matcher(line);
    while (matcher.find()) {
      words.add(matcher.group());
    }
    List<String> shown = hideInArgs(words);
    StringBuilder out = new StringBuilder(line.length());
    int next = 0;
    matcher.reset();
    while (matcher.find()) {
      matcher.appendReplacement(out, Matcher.quoteReplacement(shown.get(next++)));
    }
    return matcher.appendTail(out).toString();
  }

  /**
   * Returns a command line without the values of headers and variables, of options and members that
   * have the name of a secret, and without words that look like tokens.
   */
  static List<String> hideInArgs(List<String> args) {
    List<String> shown = new ArrayList<>(args.size());
    String before = "";
    for (String arg : args) {
      shown.add(hideArgument(before, arg, args));
      before = arg;
    }
    return shown;
  }

  private static String hideArgument(String option, String arg, List<String> all) {
    int equals = arg.indexOf('=');
    int colon = arg.indexOf(':');
    if (HEADER_OPTIONS.contains(option)) {
      return hideBehind(arg, colon);
    }
    if (VARIABLE_OPTIONS.contains(option)) {
      return equals > 0 ? hideBehind(arg, equals) : hideWord(arg);
    }
    if (namesSecret(option, all)) {
      return HIDDEN;
    }
    if (arg.chars().anyMatch(Character::isWhitespace)) {
      String name = colon < 0 ? "" : arg.substring(0, colon);
      return isSecretName(name) && name.chars().noneMatch(Character::isWhitespace)
          ? hideBehind(arg, colon)
          : hideInCommandLine(hideTokens(arg));
    }
    if (equals > 0 && arg.startsWith("-")) {
      String name = arg.substring(0, equals);
      String value = hideArgument(name, arg.substring(equals + 1), all);
      return arg.substring(0, equals + 1) + value;
    }
    if (equals > 0 && isSecretName(arg.substring(0, equals)) && !arg.contains("://")) {
      return hideBehind(arg, equals);
    }
    if (arg.contains("://")) {
      return hideInUrl(arg);
    }
    if (colon > 0 && isSecretName(arg.substring(0, colon))) {
      return hideBehind(arg, colon);
    }
    return hideWord(hideTokens(arg));
  }

  /** Returns whether an option says that a secret follows; flyctl's proxy has a short one. */
  private static boolean namesSecret(String option, List<String> all) {
    return option.startsWith("-")
        && option.indexOf('=') < 0
        && (isSecretName(option) || (option.equals("-p") && all.contains("proxy")));
  }

  private static String hideBehind(String text, int separator) {
    String value = text.substring(separator + 1);
    return REFERENCE.matcher(value).matches() ? text : text.substring(0, separator + 1) + HIDDEN;
  }
}
