package dev.mcpfly.config.internal.toml;

import dev.mcpfly.config.internal.edit.Trees;

/** Writes strings and keys as TOML. */
final class TomlEscapes {
  private TomlEscapes() {}

  /**
   * Returns the value as a basic string with its quotes, on one line.
   *
   * @throws IllegalArgumentException if half of a surrogate pair is missing
   */
  static String quote(String value) {
    Trees.requireText(value);
    StringBuilder out = new StringBuilder(value.length() + 2).append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < ' ' || c == 0x7f) {
            out.append(String.format("\\u%04X", (int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    return out.append('"').toString();
  }

  /** Returns the key bare where TOML allows it, else quoted. */
  static String key(String name) {
    boolean bare = !name.isEmpty();
    for (int i = 0; i < name.length() && bare; i++) {
      char c = name.charAt(i);
      bare = TomlScanner.isBareKeyPart(c);
    }
    return bare ? name : quote(name);
  }
}
