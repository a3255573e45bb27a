package dev.mcpfly.launch;

import java.util.List;
import java.util.Optional;

/**
 * An input of a server from a registry. Its texts come from the publisher, bounded and without
 * control characters. Immutable.
 *
 * @param name by which it is given: {@code McpLauncher.input}
 * @param description what it is for; may be empty
 * @param isRequired whether the server needs it, and there is no default
 * @param isSecret whether it goes into Fly's secrets
 * @param isRepeated whether it can be given several times
 * @param format {@code string}, {@code number}, {@code boolean} or {@code filepath}
 * @param defaultValue what is used if it is not given; empty if nothing is
 * @param choices the only values that it takes; empty if any is good
 */
public record RegistryInput(
    String name,
    String description,
    boolean isRequired,
    boolean isSecret,
    boolean isRepeated,
    String format,
    Optional<String> defaultValue,
    List<String> choices) {
  /** Copies the list. */
  public RegistryInput {
    choices = List.copyOf(choices);
  }

  /** Returns the input as one line of text for a person. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(name);
    text.append(isRequired ? " (required" : " (optional");
    if (isSecret) {
      text.append(", secret");
    }
    if (isRepeated) {
      text.append(", repeated");
    }
    if (!format.equals("string")) {
      text.append(", ").append(format);
    }
    if (!choices.isEmpty()) {
      text.append(", one of ").append(Texts.excerpt(String.join(", ", choices), 300));
    }
    defaultValue.ifPresent(
        value -> text.append(", default ").append(isSecret ? "***" : Texts.excerpt(value, 80)));
    text.append(')');
    return description.isEmpty() ? text.toString() : text + ": " + description;
  }
}
