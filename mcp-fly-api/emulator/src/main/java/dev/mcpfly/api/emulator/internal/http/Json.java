package dev.mcpfly.api.emulator.internal.http;

import dev.mcpfly.api.emulator.internal.json.ArrayNode;
import dev.mcpfly.api.emulator.internal.json.JsonNode;
import dev.mcpfly.api.emulator.internal.json.ObjectNode;
import dev.mcpfly.api.json.JsonException;
import dev.mcpfly.api.json.JsonObject;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Helpers to build and read JSON trees. */
public final class Json {
  private Json() {}

  /** Returns a new, empty object. */
  public static ObjectNode object() {
    return new ObjectNode();
  }

  /** Returns a new, empty array. */
  public static ArrayNode array() {
    return new ArrayNode();
  }

  /** Returns an array of strings. */
  public static ArrayNode strings(Collection<String> values) {
    ArrayNode array = array();
    values.forEach(array::add);
    return array;
  }

  /** Returns the text's tree, or an error that names the place and quotes nothing. */
  public static JsonNode read(byte[] text) {
    try {
      return JsonNode.of(JsonObject.read(text));
    } catch (JsonException e) {
      throw ApiError.badRequest("invalid JSON in request body: " + e.getMessage());
    }
  }

  /** Returns the tree as UTF-8 text. */
  public static byte[] write(JsonNode tree) {
    return JsonObject.write(tree.value());
  }

  /** Returns a member's text, or null if it is absent, null or not a string. */
  public static @Nullable String text(@Nullable JsonNode node, String member) {
    JsonNode value = node == null ? null : node.get(member);
    return (value != null && value.isString()) ? value.stringValue() : null;
  }

  /** Returns a member's text, or a default if it is absent, null, empty or not a string. */
  public static String text(@Nullable JsonNode node, String member, String otherwise) {
    String value = text(node, member);
    return value == null || value.isEmpty() ? otherwise : value;
  }

  /** Returns a member's whole number, or a default if it is absent or not a number. */
  public static long number(@Nullable JsonNode node, String member, long otherwise) {
    JsonNode value = node == null ? null : node.get(member);
    return (value != null && value.isNumber()) ? value.asLong() : otherwise;
  }

  /** Returns a member's boolean, or a default if it is absent or not a boolean. */
  public static boolean flag(@Nullable JsonNode node, String member, boolean otherwise) {
    JsonNode value = node == null ? null : node.get(member);
    return (value != null && value.isBoolean()) ? value.booleanValue() : otherwise;
  }

  /** Returns a member that is an object, or null. */
  public static @Nullable ObjectNode child(@Nullable JsonNode node, String member) {
    JsonNode value = node == null ? null : node.get(member);
    return value instanceof ObjectNode object ? object : null;
  }

  /** Returns a member that is an array, or an empty one that belongs to nothing. */
  public static ArrayNode items(@Nullable JsonNode node, String member) {
    JsonNode value = node == null ? null : node.get(member);
    return value instanceof ArrayNode array ? array : array();
  }
}
