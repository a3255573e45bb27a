package dev.mcpfly.launch;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes the words of a command and the variables that it needs. A word is handed to the program as
 * it is: a secret is a reference that the machine fills in, and so is a text that looks like one.
 */
final class RegistryWords {
  private final RegistryValues values;
  private final Map<String, String> environment = new LinkedHashMap<>();
  private final Map<String, String> secrets = new LinkedHashMap<>();
  private final Map<String, String> seen = new HashMap<>();
  private boolean hasSecretWords;
  private int literals;

  RegistryWords(RegistryValues values) {
    this.values = values;
  }

  Map<String, String> environment() {
    return environment;
  }

  Map<String, String> secrets() {
    return secrets;
  }

  /** Returns whether a word refers to a secret. */
  boolean hasSecretWords() {
    return hasSecretWords;
  }

  /** Returns a value that is not secret, by an argument's or variable's name; null if unknown. */
  @Nullable String seen(String name) {
    return seen.get(name);
  }

  /** Sets a variable of the server, or leaves it out if it has no value. */
  void variable(RegistryField field) {
    variable(field.key(), field);
  }

  void variable(String name, RegistryField field) {
    values
        .fill(field, name)
        .ifPresent(
            filled -> {
              if (filled.isKept()) {
                return;
              }
              if (filled.isSecret()) {
                environment.remove(name);
                secrets.put(name, filled.text());
              } else if (!secrets.containsKey(name)) {
                environment.put(name, filled.text());
                seen.put(name, filled.text());
              }
            });
  }

  /** Returns a text of the publisher as a word. */
  String literal(String text) {
    if (References.in(List.of(text)).isEmpty()) {
      return text;
    }
    String name = "MCP_TEXT_" + ++literals; // it must reach the program as it is
    environment.put(name, text);
    return "${" + name + "}";
  }

  /** Returns the words of an argument; none if it has no value. */
  List<String> of(RegistryArgument argument) {
    RegistryField field = argument.field();
    String secretName = secretName(field);
    List<RegistryValues.Filled> all = values.fill(field, argument.isRepeated(), secretName);
    List<String> words = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      RegistryValues.Filled filled = all.get(i);
      if (!filled.isSecret()) {
        seen.put(field.key(), filled.text());
        seen.put(argument.isNamed() ? argument.name() : argument.hint(), filled.text());
      }
      words.addAll(words(argument, filled, i == 0 ? secretName : secretName + "_" + (i + 1)));
    }
    return words;
  }

  private List<String> words(
      RegistryArgument argument, RegistryValues.Filled filled, String secretName) {
    String word = filled.isSecret() ? secretWord(filled, secretName) : literal(filled.text());
    boolean looksLikeOption = filled.text().startsWith("-");
    if (!argument.isNamed()) {
      if (looksLikeOption && filled.startsAsGiven()) {
        throw new RegistryException(
            "\"%s\" must not begin with a dash, because the server would take it for an option."
                .formatted(argument.field().key()));
      }
      return List.of(word);
    }
    if (!looksLikeOption) {
      return List.of(argument.name(), word);
    }
    if (!argument.name().startsWith("--")) {
      throw new RegistryException(
          "The value of %s must not begin with a dash, because the server would take it for an option."
              .formatted(argument.name()));
    }
    return List.of(argument.name() + "=" + word);
  }

  private String secretWord(RegistryValues.Filled filled, String name) {
    hasSecretWords = true;
    if (!filled.isKept()) {
      secrets.put(name, filled.text());
    }
    return "${" + name + "}";
  }

  private static String secretName(RegistryField field) {
    String key = field.key();
    if (field.value() != null && field.variables().size() == 1) {
      key = field.variables().keySet().iterator().next();
    }
    return "MCP_ARG_" + key.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
  }
}
