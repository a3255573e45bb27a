package dev.mcpfly.transport.internal;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Takes JSON objects and arrays apart by one level; the values stay text. */
public final class JsonMembers {
  private JsonMembers() {}

  /** Returns the members of an object in their order; empty for anything else. */
  public static Map<String, String> of(@Nullable String rawObject) {
    Map<String, String> members = new LinkedHashMap<>();
    if (rawObject == null || !rawObject.startsWith("{")) {
      return members;
    }
    byte[] buf = rawObject.getBytes(StandardCharsets.UTF_8);
    JsonScanner scanner = new JsonScanner(buf, 1, buf.length, false);
    try {
      while (scanner.peek() == '"') {
        int key = scanner.pos;
        scanner.string();
        String name = Json.unquote(buf, key, scanner.pos);
        scanner.expect(':');
        members.put(name, value(buf, scanner));
        if (scanner.peek() == ',') {
          scanner.pos++;
          scanner.peek();
        }
      }
    } catch (MalformedMessageException e) {
      throw new IllegalArgumentException(e);
    }
    return members;
  }

  /** Returns the elements of an array; empty for anything else. */
  public static List<String> elements(@Nullable String rawArray) {
    List<String> elements = new ArrayList<>();
    if (rawArray == null || !rawArray.startsWith("[")) {
      return elements;
    }
    byte[] buf = rawArray.getBytes(StandardCharsets.UTF_8);
    JsonScanner scanner = new JsonScanner(buf, 1, buf.length, false);
    try {
      while (scanner.peek() != ']') {
        elements.add(value(buf, scanner));
        if (scanner.peek() == ',') {
          scanner.pos++;
        }
      }
    } catch (MalformedMessageException e) {
      throw new IllegalArgumentException(e);
    }
    return elements;
  }

  /** Returns the decoded text of a JSON string, or null for anything else. */
  public static @Nullable String text(@Nullable String rawString) {
    if (rawString == null || !rawString.startsWith("\"")) {
      return null;
    }
    byte[] buf = rawString.getBytes(StandardCharsets.UTF_8);
    return Json.unquote(buf, 0, buf.length);
  }

  /** Returns an object of members whose values are JSON. */
  public static String object(Map<String, String> members) {
    StringBuilder out = new StringBuilder("{");
    members.forEach(
        (name, value) ->
            out.append(out.length() > 1 ? "," : "")
                .append(Json.quote(name))
                .append(':')
                .append(value));
    return out.append('}').toString();
  }

  private static String value(byte[] buf, JsonScanner scanner) throws MalformedMessageException {
    scanner.skipSpace();
    int start = scanner.pos;
    scanner.value();
    return new String(buf, start, scanner.pos - start, StandardCharsets.UTF_8);
  }
}
