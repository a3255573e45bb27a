package dev.mcpfly.launch;

import dev.mcpfly.api.json.JsonObject;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a {@code server.json} says of one value: the {@code Input} and {@code InputWithVariables} of
 * its schema. Immutable.
 *
 * @param key by which a person gives it
 * @param description what it is for
 * @param isRequired whether the server needs it
 * @param isSecret whether it must stay hidden, by its own mark
 * @param format {@code string}, {@code number}, {@code boolean} or {@code filepath}
 * @param value fixed, with {@code {variables}}; null if it is given
 * @param defaultValue used if it is not given; null for none
 * @param choices the only values; empty for any
 * @param variables those that are declared for the value, by name
 */
record RegistryField(
    String key,
    String description,
    boolean isRequired,
    boolean isSecret,
    String format,
    @Nullable String value,
    @Nullable String defaultValue,
    List<String> choices,
    Map<String, RegistryField> variables) {
  private static final int MAX_DESCRIPTION = 300;
  private static final int MAX_ITEMS = 200;
  private static final int MAX_TEXT = 8192;
  private static final int MAX_NAME = 2048;
  private static final Set<String> FORMATS = Set.of("string", "number", "boolean", "filepath");

  /** Members of objects in JavaScript: names like these are used for attacks. */
  private static final Set<String> FORBIDDEN = Set.of("__proto__", "constructor", "prototype");

  RegistryField {
    choices = List.copyOf(choices);
    variables = Collections.unmodifiableMap(new LinkedHashMap<>(variables));
  }

  /**
   * Reads one.
   *
   * @throws RegistryException if a text cannot be used
   * @throws dev.mcpfly.api.json.JsonException if a member has another type
   */
  static RegistryField read(String key, JsonObject json) {
    String format = json.text("format", "string").toLowerCase(Locale.ROOT);
    Map<String, RegistryField> variables = new LinkedHashMap<>();
    JsonObject declared = json.object("variables");
    if (declared != null) {
      atMost(declared.asMap().size(), "variables", key);
      for (String name : declared.asMap().keySet()) {
        JsonObject each = declared.object(name);
        variables.put(
            checkedKey(name),
            read(name, each == null ? JsonObject.empty() : each.without("variables")));
      }
    }
    List<String> choices = json.texts("choices");
    atMost(choices.size(), "choices", key);
    choices.forEach(choice -> checkedText(choice, key));
    String value = json.text("value");
    String defaultValue = json.text("default");
    return new RegistryField(
        key,
        Texts.excerpt(json.text("description", "").strip(), MAX_DESCRIPTION),
        json.flag("isRequired", false),
        json.flag("isSecret", false),
        FORMATS.contains(format) ? format : "string",
        value == null ? null : checkedText(value, key),
        defaultValue == null ? null : checkedText(defaultValue, key),
        choices,
        variables);
  }

  static void atMost(int count, String what, String key) {
    if (count > MAX_ITEMS) {
      throw new RegistryException(
          "The entry has %d %s for \"%s\"; at most %d are accepted."
              .formatted(count, what, Texts.shown(key), MAX_ITEMS));
    }
  }

  /** Returns a name by which a person can give a value. */
  static String checkedKey(String key) {
    if (!key.matches("[A-Za-z0-9_][A-Za-z0-9_. /-]{0,199}") || FORBIDDEN.contains(key)) {
      throw new RegistryException(
          "The entry has a value with the name \"%s\", which is not valid."
              .formatted(Texts.shown(key)));
    }
    return key;
  }

  /** Returns a name or an address, which is of no use if it is longer than any such thing. */
  static String bounded(String text, String member) {
    if (text.length() > MAX_NAME) {
      throw new RegistryException(
          "The entry's %s has %d characters; at most %d are accepted."
              .formatted(member, text.length(), MAX_NAME));
    }
    return text;
  }

  /** Returns text that a process can be handed. */
  static String checkedText(String text, String key) {
    if (text.length() > MAX_TEXT || hasControls(text)) {
      throw new RegistryException(
          "The entry's value for \"%s\" is too long or has control characters; it is not used."
              .formatted(Texts.shown(key)));
    }
    return text;
  }

  /** Returns whether a text has characters that no argument or variable should have. */
  static boolean hasControls(String text) {
    return text.chars()
            .anyMatch(c -> Character.isISOControl(c) && c != '\t' && c != '\n' && c != '\r')
        || text.codePoints().anyMatch(RegistryField::misleads);
  }

  /** Characters that turn the direction of writing, or are half of one. */
  private static boolean misleads(int code) {
    return (code >= 0x202a && code <= 0x202e)
        || (code >= 0x2066 && code <= 0x2069)
        || (code >= 0xd800 && code <= 0xdfff);
  }

  /** Returns this field as one that must not be seen. */
  RegistryField secret() {
    return new RegistryField(
        key, description, isRequired, true, format, value, defaultValue, choices, variables);
  }

  /** Adds the names whose values are secret: this field's, and those of its variables. */
  void addSecretKeys(Set<String> keys) {
    if (isSecret) {
      keys.add(key);
    }
    variables.values().forEach(variable -> variable.addSecretKeys(keys));
  }

  /** Returns what a person is told of it. */
  RegistryInput input(boolean isRepeated) {
    return new RegistryInput(
        key,
        description,
        isRequired && defaultValue == null,
        isSecret,
        isRepeated,
        format,
        Optional.ofNullable(defaultValue),
        choices.stream().map(choice -> Texts.excerpt(choice, MAX_DESCRIPTION)).toList());
  }
}
