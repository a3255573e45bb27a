package dev.mcpfly.launch;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Fills given values into the fields of an entry, and collects the missing and the possible ones.
 * For one derivation; not thread-safe.
 */
final class RegistryValues {
  private final Map<String, List<String>> given;
  private final Set<String> kept;
  private final Map<String, RegistryField> declared;
  private final Set<String> secretKeys;
  private final Map<String, RegistryInput> inputs = new LinkedHashMap<>();
  private final Map<String, RegistryInput> missing = new LinkedHashMap<>();
  private final Set<String> used = new LinkedHashSet<>();

  /**
   * Begins.
   *
   * @param given values by the names of inputs, without leading dashes
   * @param kept names of secrets that the app has already, whose values are not known
   * @param declared all variables of the package
   * @param secretKeys names whose values are secret wherever they are used
   */
  RegistryValues(
      Map<String, List<String>> given,
      Set<String> kept,
      Map<String, RegistryField> declared,
      Set<String> secretKeys) {
    this.given = new LinkedHashMap<>(given);
    this.kept = kept;
    this.declared = declared;
    this.secretKeys = secretKeys;
  }

  /**
   * A value of a field.
   *
   * @param text the value; empty if it is kept
   * @param isSecret whether it must stay hidden
   * @param isKept whether the app has it already, and the text is not known
   * @param startsAsGiven whether it begins with what a person gave
   */
  record Filled(String text, boolean isSecret, boolean isKept, boolean startsAsGiven) {}

  /** Returns the value of a field; empty if it has none. */
  Optional<Filled> fill(RegistryField field, String secretName) {
    List<Filled> all = fill(field, false, secretName);
    return all.isEmpty() ? Optional.empty() : Optional.of(all.get(0));
  }

  /** Returns the values of a field that may have several. */
  List<Filled> fill(RegistryField field, boolean repeated, String secretName) {
    String template = field.value();
    List<Filled> filled =
        template == null
            ? plain(field, repeated, secretName)
            : template(field, template, repeated, secretName);
    return isSecret(field)
        ? filled.stream()
            .map(f -> new Filled(f.text(), true, f.isKept(), f.startsAsGiven()))
            .toList()
        : filled;
  }

  /** Returns whether a value is secret: it is if any field of its name is. */
  boolean isSecret(RegistryField field) {
    if (field.isSecret() || secretKeys.contains(field.key())) {
      return true;
    }
    String template = field.value();
    if (template == null) {
      return false;
    }
    for (String name : RegistryTemplate.names(template)) {
      RegistryField variable = field.variables().getOrDefault(name, declared.get(name));
      if (variable != null && (variable.isSecret() || secretKeys.contains(name))) {
        return true;
      }
    }
    return false;
  }

  private List<Filled> plain(RegistryField field, boolean repeated, String secretName) {
    offer(field, repeated);
    List<String> values = given(field, repeated);
    if (!values.isEmpty()) {
      return values.stream()
          .map(value -> new Filled(value, field.isSecret(), false, true))
          .toList();
    }
    if (isSecret(field) && kept.contains(secretName)) {
      return List.of(new Filled("", true, true, false));
    }
    if (field.defaultValue() != null) {
      return List.of(new Filled(field.defaultValue(), field.isSecret(), false, false));
    }
    if (field.isRequired()) {
      lacks(field, repeated);
    }
    return List.of();
  }

  private List<Filled> template(
      RegistryField field, String template, boolean repeated, String secretName) {
    Map<String, RegistryField> variables = new LinkedHashMap<>();
    for (String name : RegistryTemplate.names(template)) {
      RegistryField variable = field.variables().getOrDefault(name, declared.get(name));
      if (variable != null) {
        variables.put(name, variable);
      }
    }
    if (variables.isEmpty()) {
      return List.of(new Filled(template, field.isSecret(), false, false));
    }
    boolean secret = isSecret(field);
    Map<String, List<String>> values = new LinkedHashMap<>();
    boolean anyGiven = false;
    for (Map.Entry<String, RegistryField> each : variables.entrySet()) {
      offer(each.getValue(), repeated);
      List<String> of = given(each.getValue(), repeated);
      anyGiven |= !of.isEmpty();
      values.put(each.getKey(), of);
    }
    if (!anyGiven && secret && kept.contains(secretName)) {
      return List.of(new Filled("", true, true, false));
    }
    boolean complete = true;
    for (Map.Entry<String, RegistryField> each : variables.entrySet()) {
      RegistryField variable = each.getValue();
      if (!values.getOrDefault(each.getKey(), List.of()).isEmpty()) {
        continue;
      }
      if (variable.defaultValue() != null) {
        values.put(each.getKey(), List.of(variable.defaultValue()));
      } else {
        complete = false;
        if (variable.isRequired() || field.isRequired() || anyGiven) {
          lacks(variable, repeated);
        }
      }
    }
    return complete ? rows(template, values, secret, anyGiven) : List.of();
  }

  /** One value for each row of values; a variable with one value has it in each row. */
  private static List<Filled> rows(
      String template, Map<String, List<String>> values, boolean secret, boolean anyGiven) {
    int rows = values.values().stream().mapToInt(List::size).max().orElse(1);
    List<Filled> filled = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      int row = i;
      for (Map.Entry<String, List<String>> each : values.entrySet()) {
        if (each.getValue().size() != 1 && each.getValue().size() != rows) {
          throw new RegistryException(
              "\"%s\" was given %d times, but the values that belong with it %d times; give each as often."
                  .formatted(each.getKey(), each.getValue().size(), rows));
        }
      }
      String text =
          RegistryTemplate.filled(
              template,
              name -> {
                List<String> of = values.get(name);
                return of == null ? null : of.get(Math.min(row, of.size() - 1));
              });
      filled.add(new Filled(text, secret, false, anyGiven && template.startsWith("{")));
    }
    return filled;
  }

  private List<String> given(RegistryField field, boolean repeated) {
    List<String> values = given.getOrDefault(field.key(), List.of());
    if (values.isEmpty()) {
      return List.of();
    }
    used.add(field.key());
    if (values.size() > 1 && !repeated) {
      throw new RegistryException(
          "\"%s\" takes one value, but %d were given; give one."
              .formatted(field.key(), values.size()));
    }
    return values.stream().map(value -> checked(field, value)).toList();
  }

  /** Checks a value that a person gave; the value is not shown, because it may be secret. */
  private String checked(RegistryField field, String value) {
    if (value.indexOf('\0') >= 0 || RegistryField.hasControls(value)) {
      throw new RegistryException(
          "The value of \"%s\" contains a control character, which is not allowed; remove it."
              .formatted(field.key()));
    }
    String shown = isSecret(field) ? "the given one" : "\"" + Texts.shown(value) + "\"";
    if (!field.choices().isEmpty() && !field.choices().contains(value)) {
      throw new RegistryException(
          "\"%s\" must be one of %s, but was %s."
              .formatted(
                  field.key(), Texts.excerpt(String.join(", ", field.choices()), 300), shown));
    }
    switch (field.format()) {
      case "number" -> {
        if (!value.matches("[+-]?[0-9]+(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")) {
          throw new RegistryException(
              "\"%s\" must be a number, but was %s.".formatted(field.key(), shown));
        }
      }
      case "boolean" -> {
        String lower = value.toLowerCase(Locale.ROOT);
        if (!lower.equals("true") && !lower.equals("false")) {
          throw new RegistryException(
              "\"%s\" must be true or false, but was %s.".formatted(field.key(), shown));
        }
        return lower;
      }
      case "filepath" -> {
        if (value.indexOf('\n') >= 0 || value.indexOf('\r') >= 0 || value.isBlank()) {
          throw new RegistryException(
              "\"%s\" must be a path inside the machine, in one line.".formatted(field.key()));
        }
      }
      default -> {
        // Any text.
      }
    }
    return value;
  }

  private void offer(RegistryField field, boolean repeated) {
    RegistryField shown = isSecret(field) ? field.secret() : field;
    inputs.merge(
        field.key(), shown.input(repeated), (one, other) -> one.isRequired() ? one : other);
  }

  private void lacks(RegistryField field, boolean repeated) {
    RegistryField shown = isSecret(field) ? field.secret() : field;
    missing.putIfAbsent(field.key(), needed(shown.input(repeated)));
    inputs.computeIfPresent(field.key(), (key, input) -> needed(input));
  }

  private static RegistryInput needed(RegistryInput input) {
    return new RegistryInput(
        input.name(),
        input.description(),
        true,
        input.isSecret(),
        input.isRepeated(),
        input.format(),
        input.defaultValue(),
        input.choices());
  }

  /** Returns whether a person has given a value for a key. */
  boolean has(String key) {
    return given.containsKey(key);
  }

  /** Gives a value to another field than the one that it was given for. */
  void move(String from, String to) {
    List<String> values = given.remove(from);
    if (values != null) {
      given.put(to, values);
    }
  }

  /** Returns all that can be given. */
  Collection<RegistryInput> inputs() {
    return inputs.values();
  }

  /** Returns what must be given and was not. */
  Collection<RegistryInput> missing() {
    return missing.values();
  }

  /** Returns the names that were given and that nothing takes. */
  Set<String> unknown() {
    Set<String> unknown = new LinkedHashSet<>(given.keySet());
    unknown.removeAll(used);
    unknown.removeAll(inputs.keySet());
    return unknown;
  }
}
