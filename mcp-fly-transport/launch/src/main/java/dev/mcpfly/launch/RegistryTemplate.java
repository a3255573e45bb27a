package dev.mcpfly.launch;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Texts with {@code {names}} in them, as a {@code server.json} has them. */
final class RegistryTemplate {
  private static final Pattern NAME = Pattern.compile("\\{([^{}]{1,200})}");

  private RegistryTemplate() {}

  /** Returns the names, in order. */
  static Set<String> names(String template) {
    Set<String> names = new LinkedHashSet<>();
    Matcher matcher = NAME.matcher(template);
    while (matcher.find()) {
      names.add(matcher.group(1));
    }
    return names;
  }

  /**
   * Fills names in, all at once: what a value holds is not looked at again.
   *
   * @param values the value of a name; null to leave the name as it is
   */
  static String filled(String template, NameValues values) {
    return NAME.matcher(template)
        .replaceAll(
            match -> {
              String value = values.of(match.group(1));
              return Matcher.quoteReplacement(value == null ? match.group() : value);
            });
  }

  /** Fills names in and encodes each value. */
  static String filled(String template, NameValues values, UnaryOperator<String> encoding) {
    return filled(
        template,
        name -> {
          String value = values.of(name);
          return value == null ? null : encoding.apply(value);
        });
  }

  /** Values by name. */
  @FunctionalInterface
  interface NameValues {
    @Nullable String of(String name);
  }
}
