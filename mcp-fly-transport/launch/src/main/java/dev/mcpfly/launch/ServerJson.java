package dev.mcpfly.launch;

import dev.mcpfly.api.json.JsonObject;
import java.util.List;

/** Reads an MCP server's answers: a member of an unexpected type counts as absent. */
final class ServerJson {
  private ServerJson() {}

  static JsonObject object(JsonObject of, String name) {
    return of.get(name) instanceof JsonObject object ? object : JsonObject.empty();
  }

  static List<JsonObject> objects(JsonObject of, String name) {
    return of.get(name) instanceof List<?> items
        ? items.stream().filter(JsonObject.class::isInstance).map(JsonObject.class::cast).toList()
        : List.of();
  }

  static String text(JsonObject of, String name, String otherwise) {
    return of.get(name) instanceof String text ? text : otherwise;
  }

  static long number(JsonObject of, String name, long otherwise) {
    return of.get(name) instanceof Long number ? number : otherwise;
  }
}
