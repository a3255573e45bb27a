package dev.mcpfly.launch;

import java.util.Locale;
import java.util.random.RandomGenerator;

/** Names of Fly apps: at most 63 lower-case letters, digits and dashes, unique on all of Fly.io. */
final class AppName {
  static final int MAX_LENGTH = 63;

  private static final String LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";
  private static final int SUFFIX_LENGTH = 6;

  private AppName() {}

  /** Makes the nearest valid app name of {@code text}; empty where nothing of it can stay. */
  static String from(String text) {
    String name =
        text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-+|-+$", "");
    return name.length() <= MAX_LENGTH ? name : name.substring(0, MAX_LENGTH).replaceAll("-+$", "");
  }

  /**
   * Returns {@code name} if it is valid.
   *
   * @throws InvalidLaunchException if it is not
   */
  static String checked(String name) {
    if (!Given.value("app", name).matches("[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")) {
      throw new InvalidLaunchException(
          "%s is not a valid app name; use at most 63 lower-case letters, digits and dashes, such as %s."
              .formatted(
                  quote(Texts.shown(name)), quote(from(name).isEmpty() ? "my-app" : from(name))));
    }
    return name;
  }

  /** Appends a short random suffix, for a name that is taken. */
  static String suffixed(String name, RandomGenerator random) {
    StringBuilder suffix = new StringBuilder("-");
    for (int i = 0; i < SUFFIX_LENGTH; i++) {
      suffix.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    int keep = Math.min(name.length(), MAX_LENGTH - suffix.length());
    return name.substring(0, keep) + suffix;
  }

  private static String quote(String name) {
    return '"' + name + '"';
  }
}
