package dev.mcpfly.config.internal.json;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes plain values as strict JSON in a given style. */
final class JsonWriter {
  private final JsonStyle style;
  private final StringBuilder out = new StringBuilder();

  private JsonWriter(JsonStyle style) {
    this.style = style;
  }

  /** Returns the value as text; {@code indent} is the indentation of the line that it starts on. */
  static String value(@Nullable Object value, JsonStyle style, String indent) {
    JsonWriter writer = new JsonWriter(style);
    writer.write(value, indent, style.manyLines());
    return writer.out.toString();
  }

  /** Returns a member as text. */
  static String member(String key, @Nullable Object value, JsonStyle style, String indent) {
    return string(key) + style.colon() + value(value, style, indent);
  }

  private void write(@Nullable Object value, String indent, boolean manyLines) {
    if (value instanceof Map<?, ?> map) {
      writeMap(map, indent, manyLines);
    } else if (value instanceof List<?> list) {
      writeList(list, indent);
    } else if (value instanceof String string) {
      out.append(string(string));
    } else if (value == null || value instanceof Boolean || value instanceof Number) {
      out.append(value);
    } else {
      throw new IllegalArgumentException("JSON has no value for a " + value.getClass().getName());
    }
  }

  private void writeMap(Map<?, ?> map, String indent, boolean manyLines) {
    if (map.isEmpty()) {
      out.append("{}");
      return;
    }
    String inner = indent + style.unit();
    out.append('{').append(manyLines ? "" : style.padding());
    for (Iterator<? extends Map.Entry<?, ?>> it = map.entrySet().iterator(); it.hasNext(); ) {
      Map.Entry<?, ?> member = it.next();
      if (manyLines) {
        out.append(style.eol()).append(inner);
      }
      out.append(string((String) member.getKey())).append(style.colon());
      write(member.getValue(), manyLines ? inner : indent, manyLines && style.nestedManyLines());
      if (it.hasNext()) {
        out.append(manyLines ? "," : style.comma());
      }
    }
    out.append(manyLines ? style.eol() + indent : style.padding()).append('}');
  }

  private void writeList(List<?> list, String indent) {
    if (list.isEmpty()) {
      out.append("[]");
      return;
    }
    boolean holdsMaps = list.stream().anyMatch(element -> element instanceof Map<?, ?>);
    boolean manyLines = style.manyLines() && (style.listsManyLines() || holdsMaps);
    String inner = indent + style.unit();
    out.append('[');
    for (Iterator<?> it = list.iterator(); it.hasNext(); ) {
      if (manyLines) {
        out.append(style.eol()).append(inner);
      }
      write(it.next(), manyLines ? inner : indent, manyLines);
      if (it.hasNext()) {
        out.append(manyLines ? "," : style.comma());
      }
    }
    out.append(manyLines ? style.eol() + indent : "").append(']');
  }

  /**
   * Returns a string as a JSON literal; what UTF-8 cannot carry (half a surrogate pair) is escaped.
   */
  static String string(String value) {
    StringBuilder out = new StringBuilder(value.length() + 2).append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\b' -> out.append("\\b");
        case '\f' -> out.append("\\f");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < 0x20 || isHalfPair(value, i)) {
            out.append(String.format("\\u%04x", (int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    return out.append('"').toString();
  }

  private static boolean isHalfPair(String value, int i) {
    char c = value.charAt(i);
    if (Character.isHighSurrogate(c)) {
      return i + 1 == value.length() || !Character.isLowSurrogate(value.charAt(i + 1));
    }
    return Character.isLowSurrogate(c)
        && (i == 0 || !Character.isHighSurrogate(value.charAt(i - 1)));
  }
}
