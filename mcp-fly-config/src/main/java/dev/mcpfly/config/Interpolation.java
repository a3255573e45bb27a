package dev.mcpfly.config;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a client replaces references inside its values.
 *
 * @param before what stands before the name of an environment variable; empty if the client has no
 *     such reference
 * @param after what stands after it
 * @param prompts whether <code>${input:ID}</code> asks the user, with the question in the file's
 *     {@code inputs}
 * @param alternatives whether <code>${NAME:-other}</code> gives a value where the variable is not
 *     set
 * @param rewritten what a literal must not contain, because the client would replace it
 */
record Interpolation(
    String before,
    String after,
    boolean prompts,
    boolean alternatives,
    Optional<Pattern> rewritten) {
  /** Nothing is replaced. */
  static final Interpolation NONE = none(Optional.empty());

  /** <code>${env:NAME}</code>, and other names in the same brackets. */
  static final Interpolation ENV_COLON = of("${env:", "}", "\\$\\{");

  /**
   * <code>${env:NAME}</code> in one program that reads the file, and not in the other: no reference
   * works in both.
   */
  static final Interpolation ENV_COLON_IN_PART = none(Optional.of(Pattern.compile("\\$\\{env:")));

  /**
   * <code>${env:NAME}</code> and others, {@code $NAME} at the beginning of an argument, and for an
   * empty variable the one of the same name outside.
   */
  static final Interpolation HUB = of("${env:", "}", "\\$\\{|^\\$");

  /** <code>${NAME}</code>. */
  static final Interpolation BRACES = of("${", "}", "\\$\\{");

  /** <code>${NAME}</code>, and <code>${NAME:-other}</code>. */
  static final Interpolation BRACES_OR_ELSE = orElse("${", "}", "\\$\\{");

  /** <code>${NAME}</code>, {@code $NAME} and <code>${NAME:-other}</code>. */
  static final Interpolation DOLLAR_OR_ELSE = orElse("${", "}", "\\$[{A-Za-z_]");

  /** <code>${NAME}</code> and {@code $NAME}. */
  static final Interpolation DOLLAR = of("${", "}", "\\$[{A-Za-z_]");

  /** A shell's expansions. */
  static final Interpolation SHELL = of("${", "}", "[$`]");

  /** <code>{env:NAME}</code> and <code>{file:PATH}</code>. */
  static final Interpolation BRACE_ENV = of("{env:", "}", "\\{(env|file):");

  /** <code>${{ secrets.NAME }}</code>. */
  static final Interpolation SECRETS = of("${{ secrets.", " }}", "\\$\\{\\{");

  static final Interpolation VSCODE =
      new Interpolation("${env:", "}", true, false, Optional.of(Pattern.compile("\\$\\{")));

  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final Pattern PROMPT = Pattern.compile("\\$\\{input:([^}]+)}$");

  private static Interpolation of(String before, String after, String rewritten) {
    return new Interpolation(before, after, false, false, Optional.of(Pattern.compile(rewritten)));
  }

  private static Interpolation orElse(String before, String after, String rewritten) {
    return new Interpolation(before, after, false, true, Optional.of(Pattern.compile(rewritten)));
  }

  private static Interpolation none(Optional<Pattern> rewritten) {
    return new Interpolation("", "", false, false, rewritten);
  }

  boolean hasEnvironment() {
    return !before.isEmpty();
  }

  /** Returns whether the client would change this literal. */
  boolean rewrites(String literal) {
    return rewritten.isPresent() && rewritten.get().matcher(literal).find();
  }

  /** Returns a value in this client's spelling. */
  String write(ConfigValue value) {
    return switch (value.kind()) {
      case LITERAL -> value.content();
      case ENVIRONMENT ->
          value.prefix()
              + before
              + value.content()
              + value.alternative().map(other -> ":-" + other).orElse("")
              + after;
      case PROMPT -> value.prefix() + "${input:" + value.content() + "}";
    };
  }

  /** Reads a value in this client's spelling; anything but a plain reference is a literal. */
  ConfigValue read(String text) {
    if (prompts) {
      Matcher prompt = PROMPT.matcher(text);
      if (prompt.find()) {
        return ConfigValue.fromPrompt(prompt.group(1), "").after(text.substring(0, prompt.start()));
      }
    }
    int at = hasEnvironment() ? text.indexOf(before) : -1;
    if (at >= 0 && text.endsWith(after)) {
      String name =
          text.substring(
              at + before.length(), Math.max(at + before.length(), text.length() - after.length()));
      int other = alternatives ? name.indexOf(":-") : -1;
      String variable = other < 0 ? name : name.substring(0, other);
      if (NAME.matcher(variable).matches() && !name.substring(variable.length()).contains("}")) {
        ConfigValue value = ConfigValue.fromEnvironment(variable).after(text.substring(0, at));
        return other < 0 ? value : value.orElse(name.substring(other + 2));
      }
    }
    return ConfigValue.literal(text);
  }
}
