package dev.mcpfly.config.internal.toml;

import dev.mcpfly.config.internal.edit.Trees;

/** Quotes and unquotes TOML's basic strings. */
final class TomlEscapes {
  private TomlEscapes() {}

  /** Decodes what stands between the quotes of a one-line basic string. */
  static String decode(String inner) {
    if (inner.indexOf('\\') < 0) {
      return inner;
    }
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < inner.length(); i++) {
      char c = inner.charAt(i);
      if (c != '\\') {
        out.append(c);
        continue;
      }
      c = inner.charAt(++i);
      int digits = c == 'x' ? 2 : c == 'u' ? 4 : c == 'U' ? 8 : 0;
      if (digits > 0) {
        out.appendCodePoint(Integer.parseInt(inner.substring(i + 1, i + 1 + digits), 16));
        i += digits;
      } else {
        int known = "btnfre".indexOf(c);
        out.append(known < 0 ? c : "\b\t\n\f\r\u001b".charAt(known));
      }
    }
    return out.toString();
  }

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
      bare =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || c == '-'
              || c == '_';
    }
    return bare ? name : quote(name);
  }
}
