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
 * @param rewritten what a literal must not contain, because the client would replace it
 */
record Interpolation(String before, String after, boolean prompts, Optional<Pattern> rewritten) {
  /** Nothing is replaced. */
  static final Interpolation NONE = new Interpolation("", "", false, Optional.empty());

  /** <code>${env:NAME}</code>, and other names in the same brackets. */
  static final Interpolation ENV_COLON = of("${env:", "}", "\\$\\{");

  /** <code>${NAME}</code>. */
  static final Interpolation BRACES = of("${", "}", "\\$\\{");

  /** <code>${NAME}</code> and {@code $NAME}. */
  static final Interpolation DOLLAR = of("${", "}", "\\$[{A-Za-z_]");

  /** A shell's expansions. */
  static final Interpolation SHELL = of("${", "}", "[$`]");

  /** <code>{env:NAME}</code> and <code>{file:PATH}</code>. */
  static final Interpolation BRACE_ENV = of("{env:", "}", "\\{(env|file):");

  /** <code>${{ secrets.NAME }}</code>. */
  static final Interpolation SECRETS = of("${{ secrets.", " }}", "\\$\\{\\{");

  static final Interpolation VSCODE =
      new Interpolation("${env:", "}", true, Optional.of(Pattern.compile("\\$\\{")));

  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final Pattern PROMPT = Pattern.compile("\\$\\{input:([^}]+)}$");

  private static Interpolation of(String before, String after, String rewritten) {
    return new Interpolation(before, after, false, Optional.of(Pattern.compile(rewritten)));
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
      case ENVIRONMENT -> value.prefix() + before + value.content() + after;
      case PROMPT -> value.prefix() + "${input:" + value.content() + "}";
    };
  }

  /** Reads a value in this client's spelling; what is no plain reference is a literal. */
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
      if (NAME.matcher(name).matches()) {
        return ConfigValue.fromEnvironment(name).after(text.substring(0, at));
      }
    }
    return ConfigValue.literal(text);
  }
}
