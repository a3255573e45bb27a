package dev.mcpfly.config.internal.yaml;

import dev.mcpfly.config.internal.edit.Trees;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Spells values in the style of a document. */
final class YamlWriter {
  private final YamlStyle style;

  YamlWriter(YamlStyle style) {
    this.style = style;
  }

  /** Returns the lines of a pair at a column, the first one without its indentation. */
  List<String> pair(String key, @Nullable Object value, int column) {
    List<String> lines = new ArrayList<>();
    if (isInline(value)) {
      lines.add(key(key) + ": " + inline(value));
    } else {
      lines.add(key(key) + ":");
      lines.addAll(below(value, column));
    }
    return lines;
  }

  /** Returns the lines of a value that stands below its key at a column, all indented. */
  List<String> below(@Nullable Object value, int column) {
    List<String> lines = new ArrayList<>();
    if (value instanceof Map<?, ?> map) {
      int inner = column + style.mapIndent();
      map.forEach(
          (key, member) -> lines.addAll(indented(pair(String.valueOf(key), member, inner), inner)));
    } else if (value instanceof List<?> list) {
      int inner = column + style.listIndent();
      list.forEach(item -> lines.addAll(indented(item(item, inner, 2), inner)));
    }
    return lines;
  }

  /**
   * Returns the lines of a list item, the first one without its indentation.
   *
   * @param column the column of the dash
   * @param width how far the content stands to the right of the dash
   */
  List<String> item(@Nullable Object item, int column, int width) {
    String dash = "-" + " ".repeat(width - 1);
    List<String> lines = new ArrayList<>();
    if (item instanceof Map<?, ?> map && !map.isEmpty()) {
      int inner = column + width;
      map.forEach(
          (key, member) -> lines.addAll(indented(pair(String.valueOf(key), member, inner), inner)));
      lines.set(0, dash + lines.get(0).substring(inner));
    } else {
      lines.add(dash + inline(item));
    }
    return lines;
  }

  /** Indents the first line; the others are indented already. */
  static List<String> indented(List<String> lines, int column) {
    lines.set(0, " ".repeat(column) + lines.get(0));
    return lines;
  }

  /** Returns whether the value goes on the line of its key. */
  boolean isInline(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      return map.isEmpty();
    }
    return !(value instanceof List<?> list)
        || list.isEmpty()
        || (style.flowLists() && list.stream().allMatch(this::isInline));
  }

  /** Returns the value on one line, for a place outside brackets. */
  String inline(@Nullable Object value) {
    return value instanceof String string ? string(string, false) : flow(value);
  }

  /** Returns the value on one line, for a place inside brackets. */
  String flow(@Nullable Object value) {
    if (value == null) {
      return "null";
    }
    if (value instanceof String string) {
      return string(string, true);
    }
    if (value instanceof Map<?, ?> map) {
      return map.entrySet().stream()
          .map(e -> key(String.valueOf(e.getKey())) + ": " + flow(e.getValue()))
          .collect(Collectors.joining(", ", "{", "}"));
    }
    if (value instanceof List<?> list) {
      return list.stream().map(this::flow).collect(Collectors.joining(", ", "[", "]"));
    }
    if (value instanceof Number number && !Trees.isFinite(number)) {
      double d = number.doubleValue();
      return Double.isNaN(d) ? ".nan" : d > 0 ? ".inf" : "-.inf";
    }
    if (value instanceof Number || value instanceof Boolean) {
      return value.toString();
    }
    throw new IllegalArgumentException("YAML has no way to write a " + value.getClass().getName());
  }

  /** Returns a key, quoted if need be. */
  String key(String key) {
    return YamlScalars.isSafe(key, true) && !style.quotedKeys()
        ? key
        : quote(key, style.preferredQuote());
  }

  private String string(String string, boolean flow) {
    Character quote = style.quote();
    return quote == null && YamlScalars.isSafe(string, flow)
        ? string
        : quote(string, quote == null ? style.preferredQuote() : quote);
  }

  /** Returns the string in quotes on one line; in double ones if single ones cannot hold it. */
  static String quote(String string, char quote) {
    Trees.requireText(string);
    boolean printable = string.codePoints().allMatch(c -> c >= ' ' && c != 0x7f && !isSpecial(c));
    if (quote == '\'' && printable) {
      return "'" + string.replace("'", "''") + "'";
    }
    StringBuilder out = new StringBuilder(string.length() + 2).append('"');
    string.codePoints().forEach(c -> escape(out, c));
    return out.append('"').toString();
  }

  private static void escape(StringBuilder out, int c) {
    switch (c) {
      case '"' -> out.append("\\\"");
      case '\\' -> out.append("\\\\");
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      default -> {
        if (c < ' ' || c == 0x7f || isSpecial(c)) {
          out.append(String.format("\\u%04X", c));
        } else {
          out.appendCodePoint(c);
        }
      }
    }
  }

  /** Returns whether some YAML reader takes the character for a line break or refuses it. */
  private static boolean isSpecial(int c) {
    return (c >= 0x80 && c < 0xa0)
        || c == 0x2028
        || c == 0x2029
        || c == 0xfeff
        || c == 0xfffe
        || c == 0xffff;
  }
}
