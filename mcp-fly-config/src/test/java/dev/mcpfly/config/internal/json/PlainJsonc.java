package dev.mcpfly.config.internal.json;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A small parser of JSON with comments and trailing commas, independent of the engine. */
final class PlainJsonc {
  private final String text;
  private int pos;

  private PlainJsonc(String text) {
    this.text = text;
  }

  static Object parse(String text) {
    PlainJsonc parser = new PlainJsonc(text);
    if (parser.peek() == 0) {
      return null;
    }
    Object value = parser.value();
    if (parser.peek() != 0) {
      throw new IllegalArgumentException("something follows at " + parser.pos);
    }
    return value;
  }

  /** Returns the first character of the next token; 0 at the end. */
  private char peek() {
    while (pos < text.length()) {
      if (text.startsWith("//", pos)) {
        while (pos < text.length() && text.charAt(pos) != '\n' && text.charAt(pos) != '\r') {
          pos++;
        }
      } else if (text.startsWith("/*", pos)) {
        pos = text.indexOf("*/", pos + 2) + 2;
      } else if (" \t\r\n".indexOf(text.charAt(pos)) >= 0) {
        pos++;
      } else {
        return text.charAt(pos);
      }
    }
    return 0;
  }

  private void expect(char c) {
    if (peek() != c) {
      throw new IllegalArgumentException("no " + c + " at " + pos);
    }
    pos++;
  }

  private Object value() {
    char c = peek();
    if (c == '{') {
      Map<String, Object> map = new LinkedHashMap<>();
      pos++;
      while (peek() != '}') {
        peek();
        String key = string();
        expect(':');
        map.put(key, value());
        if (peek() != '}') {
          expect(',');
        }
      }
      pos++;
      return map;
    }
    if (c == '[') {
      List<Object> list = new ArrayList<>();
      pos++;
      while (peek() != ']') {
        list.add(value());
        if (peek() != ']') {
          expect(',');
        }
      }
      pos++;
      return list;
    }
    if (c == '"') {
      return string();
    }
    int start = pos;
    while (pos < text.length() && "{}[],:/ \t\r\n\"".indexOf(text.charAt(pos)) < 0) {
      pos++;
    }
    String word = text.substring(start, pos);
    return switch (word) {
      case "true" -> true;
      case "false" -> false;
      case "null" -> null;
      default -> new BigDecimal(word);
    };
  }

  private String string() {
    expect('"');
    StringBuilder out = new StringBuilder();
    while (text.charAt(pos) != '"') {
      char c = text.charAt(pos++);
      if (c == '\\') {
        char escape = text.charAt(pos++);
        if (escape == 'u') {
          out.append((char) Integer.parseInt(text.substring(pos, pos + 4), 16));
          pos += 4;
        } else {
          int known = "bfnrt".indexOf(escape);
          out.append(known < 0 ? escape : "\b\f\n\r\t".charAt(known));
        }
      } else {
        out.append(c);
      }
    }
    pos++;
    return out.toString();
  }
}
