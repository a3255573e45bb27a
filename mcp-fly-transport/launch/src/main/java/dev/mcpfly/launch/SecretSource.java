package dev.mcpfly.launch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;

/** Where the value of a secret comes from; it is read when the launch begins, once. */
final class SecretSource {
  private final String name;
  private final String origin;
  private final Supplier<String> value;

  private SecretSource(String name, String origin, Supplier<String> value) {
    this.name = checkedName(name);
    this.origin = origin;
    this.value = value;
  }

  /**
   * Returns a name that Fly and a shell take.
   *
   * @throws InvalidLaunchException if it is not valid, or belongs to the wrapper
   */
  static String checkedName(String name) {
    if (!Given.value("the name of a secret", name).matches("[A-Za-z_][A-Za-z0-9_]{0,200}")) {
      throw new InvalidLaunchException(
          "\"%s\" is not a valid name for a secret; use letters, digits and underscores, such as API_KEY."
              .formatted(Texts.shown(name)));
    }
    if (Authorization.SECRET_NAMES.contains(name) || name.equals(NginxConfig.SECRET)) {
      throw new InvalidLaunchException(
          "The secret %s is set by authorization(...); call that instead.".formatted(name));
    }
    return name;
  }

  static SecretSource value(String name, String value) {
    Given.value("the secret " + name, value);
    return new SecretSource(name, "a value", () -> value);
  }

  static SecretSource supplied(String name, Supplier<String> supplier) {
    return new SecretSource(name, "a supplier", supplier);
  }

  static SecretSource environment(String name, Map<String, String> environment) {
    return new SecretSource(
        name,
        "the environment",
        () -> {
          String value = environment.get(name);
          if (value == null) {
            throw new InvalidLaunchException(
                "The secret %s is read from the environment, but no such variable is set; set it or pass a value."
                    .formatted(name));
          }
          return value;
        });
  }

  static SecretSource file(String name, Path file) {
    return new SecretSource(
        name,
        file.toString(),
        () -> {
          try {
            String text = Files.readString(file, StandardCharsets.UTF_8);
            return text.replaceFirst("\\R\\z", "");
          } catch (IOException e) {
            throw new InvalidLaunchException(
                "The secret %s cannot be read from the file %s (%s); check the path and its permissions."
                    .formatted(name, file, Causes.of(e)),
                e);
          }
        });
  }

  String name() {
    return name;
  }

  /**
   * Reads the value.
   *
   * @throws InvalidLaunchException if there is none
   */
  String read() {
    return Given.value("The secret " + name + " from " + origin, value.get());
  }

  @Override
  public String toString() {
    return name + " from " + origin;
  }
}
