package dev.mcpfly.api.emulator;

import dev.mcpfly.api.emulator.internal.http.Json;
import dev.mcpfly.api.emulator.internal.json.JsonNode;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * An answer by which a machine has the proxy send the request elsewhere: the header {@code
 * fly-replay}, or its fields as JSON. What concerns regions is read over.
 *
 * @param app the app that is to get it; empty for the same one
 * @param instance the machine that is to get it; empty for any
 * @param path the path that it gets; empty for the one that it has
 * @param state what the target is told
 */
record Replay(String app, String instance, String path, String state) {
  static final String HEADER = "fly-replay";
  static final String TYPE = "application/vnd.fly.replay+json";

  /** Says whether the answer has its fields in the body. */
  static boolean isInBody(HttpHead answer) {
    return answer.get("content-type").toLowerCase(Locale.ROOT).startsWith(TYPE);
  }

  /** Reads {@code app=a;instance=b;state=c}. */
  static Replay parse(String header) {
    Map<String, String> fields = new HashMap<>();
    for (String field : header.split(";", -1)) {
      int equals = field.indexOf('=');
      if (equals > 0) {
        fields.put(
            field.substring(0, equals).strip().toLowerCase(Locale.ROOT),
            field.substring(equals + 1).strip().replace("\"", ""));
      }
    }
    return new Replay(
        fields.getOrDefault("app", ""),
        fields.getOrDefault("instance", ""),
        "",
        fields.getOrDefault("state", ""));
  }

  static Replay parse(JsonNode json) {
    return new Replay(
        Json.text(json, "app", ""),
        Json.text(json, "instance", ""),
        Json.text(Json.child(json, "transform"), "path", ""),
        Json.text(json, "state", ""));
  }
}
