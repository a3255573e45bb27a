package dev.mcpfly.launch;

import dev.mcpfly.api.json.JsonObject;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * An argument of a package: the {@code Argument} of the schema. Immutable.
 *
 * @param name with its dashes; empty if it is positional
 * @param isRepeated whether it may be given several times
 * @param field its value
 * @param hint a label of a positional argument; may be empty
 */
record RegistryArgument(String name, boolean isRepeated, RegistryField field, String hint) {
  private static final Pattern NAME =
      Pattern.compile("-{0,2}[A-Za-z0-9@?][A-Za-z0-9_.:@?/-]{0,199}");

  /**
   * Reads one.
   *
   * @throws RegistryException if it cannot be used
   */
  static RegistryArgument read(JsonObject json) {
    boolean repeated = json.flag("isRepeated", false);
    String type = json.text("type", "").toLowerCase(Locale.ROOT);
    return switch (type) {
      case "named" -> named(json, repeated);
      case "positional" -> positional(json, repeated);
      default ->
          throw new RegistryException(
              "The entry has an argument of the type \"%s\"; only named and positional are known."
                  .formatted(Texts.shown(type)));
    };
  }

  private static RegistryArgument named(JsonObject json, boolean repeated) {
    String given = RegistryField.bounded(json.text("name", ""), "argument name");
    if (!NAME.matcher(given).matches()) {
      throw new RegistryException(
          "The entry has an argument with the name \"%s\", which is not that of an option."
              .formatted(Texts.shown(given)));
    }
    String bare = given.replaceFirst("^-+", "");
    // Entries without the dashes are many; what they mean is clear.
    String name = given.startsWith("-") ? given : (bare.length() == 1 ? "-" : "--") + bare;
    RegistryField field =
        RegistryField.read(RegistryField.checkedKey(bare.replaceAll("[@?:]", "_")), json);
    String value = field.value();
    if (value != null && (value.startsWith(name + "=") || value.startsWith(name + " "))) {
      throw new RegistryException(
          "The entry repeats the name of the argument %s in its value; that cannot be started."
              .formatted(name));
    }
    return new RegistryArgument(name, repeated, field, "");
  }

  private static RegistryArgument positional(JsonObject json, boolean repeated) {
    String hint = RegistryField.bounded(json.text("valueHint", ""), "valueHint");
    if (hint.isEmpty() && json.text("value") == null) {
      throw new RegistryException(
          "The entry has a positional argument with neither a value nor a valueHint, so its"
              + " meaning is unknown.");
    }
    String key = hint.replaceAll("^[<\\[{(]+|[>\\]})]+$", "");
    RegistryField field =
        RegistryField.read(key.isEmpty() ? "argument" : RegistryField.checkedKey(key), json);
    return new RegistryArgument("", repeated, field, hint);
  }

  boolean isNamed() {
    return !name.isEmpty();
  }

  /** Returns whether it has only a text that never changes. */
  boolean isFixed() {
    String value = field.value();
    return value != null && RegistryTemplate.names(value).isEmpty();
  }
}
