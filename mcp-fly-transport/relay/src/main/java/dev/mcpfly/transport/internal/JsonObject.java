package dev.mcpfly.transport.internal;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object that others wrote, read strictly: nothing follows it, the text is UTF-8, and no
 * member is named twice, because two readers could pick different ones. Immutable.
 */
public final class JsonObject {
  private final Map<String, String> members;

  private JsonObject(Map<String, String> members) {
    this.members = members;
  }

  /**
   * Reads an object.
   *
   * @throws IllegalArgumentException if the text is not exactly one object
   */
  public static JsonObject parse(byte[] text) {
    byte[] buf = text.clone();
    JsonScanner scanner = new JsonScanner(buf, 0, buf.length, true);
    Map<String, String> members = new LinkedHashMap<>();
    try {
      scanner.expect('{');
      if (scanner.peek() == '}') {
        scanner.pos++;
      } else {
        members(buf, scanner, members);
      }
      scanner.skipSpace();
      if (!scanner.atEnd()) {
        throw new IllegalArgumentException("Something follows the object.");
      }
    } catch (MalformedMessageException e) {
      throw new IllegalArgumentException("The text is not a JSON object.", e);
    }
    return new JsonObject(members);
  }

  /**
   * Reads an object.
   *
   * @throws IllegalArgumentException if the text is not exactly one object
   */
  public static JsonObject parse(String text) {
    return parse(text.getBytes(StandardCharsets.UTF_8));
  }

  private static void members(byte[] buf, JsonScanner scanner, Map<String, String> members)
      throws MalformedMessageException {
    while (true) {
      if (scanner.peek() != '"') {
        throw scanner.bad("a member has no name");
      }
      int key = scanner.pos;
      scanner.string();
      String name = Json.unquote(buf, key, scanner.pos);
      scanner.expect(':');
      scanner.skipSpace();
      int start = scanner.pos;
      scanner.value();
      String value = new String(buf, start, scanner.pos - start, StandardCharsets.UTF_8);
      if (members.put(name, value) != null) {
        throw new IllegalArgumentException("A member is named twice.");
      }
      if (scanner.peek() != ',') {
        scanner.expect('}');
        return;
      }
      scanner.pos++;
    }
  }

  /** Returns whether there is a member of this name. */
  public boolean has(String name) {
    return members.containsKey(name);
  }

  /** Returns the names and the JSON of all members, in their order. */
  public Map<String, String> raw() {
    return Map.copyOf(members);
  }

  /** Returns the JSON of a member, or null if it is absent. */
  public @Nullable String raw(String name) {
    return members.get(name);
  }

  /** Returns a string, or null if the member is absent or something else. */
  public @Nullable String text(String name) {
    return JsonMembers.text(members.get(name));
  }

  /** Returns whether a member is the literal {@code true}. */
  public boolean isTrue(String name) {
    return "true".equals(members.get(name));
  }

  /** Returns a number without its fraction, or null if the member is absent or something else. */
  public @Nullable Long number(String name) {
    String raw = members.get(name);
    if (raw == null || raw.length() > 20 || !raw.matches("-?\\d{1,15}(\\.\\d+)?")) {
      return null;
    }
    int dot = raw.indexOf('.');
    return Long.valueOf(dot < 0 ? raw : raw.substring(0, dot));
  }

  /**
   * Returns the strings of an array, or the one string that stands alone; null if the member is
   * absent, or holds anything that is not a string.
   */
  public @Nullable List<String> texts(String name) {
    String raw = members.get(name);
    String alone = JsonMembers.text(raw);
    if (alone != null) {
      return List.of(alone);
    }
    if (raw == null || !raw.startsWith("[")) {
      return null;
    }
    List<String> all = new ArrayList<>();
    for (String element : JsonMembers.elements(raw)) {
      String text = JsonMembers.text(element);
      if (text == null) {
        return null;
      }
      all.add(text);
    }
    return all;
  }
}
