package dev.mcpfly.transport.internal.remote;

import dev.mcpfly.transport.internal.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Takes JSON that was checked before apart, one level at a time; the parts stay as they stand. */
final class RawJson {
  private final String text;
  private int at;

  private RawJson(String text) {
    this.text = text;
  }

  /** Returns the members of an object in their order; empty for anything else. */
  static Map<String, String> members(@Nullable String object) {
    Map<String, String> members = new LinkedHashMap<>();
    if (object == null || !object.startsWith("{")) {
      return members;
    }
    RawJson json = new RawJson(object);
    json.at = 1;
    while (json.more('}')) {
      String key = string(json.value());
      json.more('}');
      members.put(key == null ? "" : key, json.value());
    }
    return members;
  }

  /** Returns the elements of an array; empty for anything else. */
  static List<String> elements(@Nullable String array) {
    List<String> elements = new ArrayList<>();
    if (array == null || !array.startsWith("[")) {
      return elements;
    }
    RawJson json = new RawJson(array);
    json.at = 1;
    while (json.more(']')) {
      elements.add(json.value());
    }
    return elements;
  }

  /** Returns the text of a string, or null for anything else. */
  static @Nullable String string(@Nullable String raw) {
    if (raw == null || !raw.startsWith("\"")) {
      return null;
    }
    byte[] bytes = raw.getBytes(StandardCharsets.UTF_8);
    return Json.unquote(bytes, 0, bytes.length);
  }

  /** Returns an object of these members. */
  static String object(Map<String, String> members) {
    StringBuilder out = new StringBuilder("{");
    members.forEach(
        (key, value) ->
            out.append(out.length() > 1 ? "," : "")
                .append(Json.quote(key))
                .append(':')
                .append(value));
    return out.append('}').toString();
  }

  /** Goes to the next value; false at the end of the container. */
  private boolean more(char end) {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == end) {
        return false;
      }
      if (c != ' ' && c != '\t' && c != '\n' && c != '\r' && c != ',' && c != ':') {
        return true;
      }
      at++;
    }
    return false;
  }

  private String value() {
    int from = at;
    int depth = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '"') {
        skipString();
        if (depth == 0) {
          break;
        }
        continue;
      }
      if (c == '{' || c == '[') {
        depth++;
      } else if (c == '}' || c == ']') {
        depth--;
        if (depth <= 0) {
          at += depth == 0 ? 1 : 0;
          break;
        }
      } else if (depth == 0 && (c == ',' || c == ' ' || c == '\t' || c == '\n' || c == '\r')) {
        break;
      }
      at++;
    }
    return text.substring(from, at);
  }

  private void skipString() {
    at++;
    while (text.charAt(at) != '"') {
      at += text.charAt(at) == '\\' ? 2 : 1;
    }
    at++;
  }
}
