package dev.mcpfly.api.emulator;

import dev.mcpfly.api.emulator.internal.http.Json;
import dev.mcpfly.api.emulator.internal.json.JsonNode;
import dev.mcpfly.api.emulator.internal.json.ObjectNode;
import dev.mcpfly.api.internal.time.Times;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A response by which a machine tells the proxy to send the request elsewhere: the header {@code
 * fly-replay}, or its fields as JSON.
 *
 * @param app the app that is to get it; empty for the same one
 * @param instance the machine that must get it; empty for any
 * @param preferInstance the machine that should get it if it can; empty for none
 * @param regions the regions to try, in order; empty for all
 * @param elsewhere whether the machine that answers is left out
 * @param state what the target is told
 * @param timeout how long to try to reach the target; null for as long as usual
 * @param fallback {@code force_self}, {@code prefer_self}, or empty
 * @param transform what changes in the request
 */
record Replay(
    String app,
    String instance,
    String preferInstance,
    List<String> regions,
    boolean elsewhere,
    String state,
    @Nullable Duration timeout,
    String fallback,
    Transform transform) {
  static final String HEADER = "fly-replay";
  static final String TYPE = "application/vnd.fly.replay+json";

  private static final Pattern FIELD = Pattern.compile("\\s*([\\w-]+)\\s*=\\s*(\"[^\"]*\"|[^;]*)");

  /**
   * What changes in a request that is replayed.
   *
   * @param path the path that the target gets; empty for the one that the request has
   */
  record Transform(String path, Map<String, String> set, List<String> delete) {
    static final Transform NONE = new Transform("", Map.of(), List.of());

    void apply(HttpHead request) {
      if (!path.isEmpty()) {
        request.path(path);
      }
      delete.forEach(request::remove);
      set.forEach(request::set);
    }
  }

  /** Returns whether the answer has its fields in the body. */
  static boolean isInBody(HttpHead answer) {
    return answer.get("content-type").toLowerCase(Locale.ROOT).startsWith(TYPE);
  }

  /** Reads {@code app=a;instance=b;state=c}; a value with commas or semicolons is quoted. */
  static Replay parse(String header) {
    Map<String, String> fields = new HashMap<>();
    Matcher field = FIELD.matcher(header);
    while (field.find()) {
      fields.put(field.group(1).toLowerCase(Locale.ROOT), field.group(2).replace("\"", "").strip());
    }
    return new Replay(
        fields.getOrDefault("app", ""),
        fields.getOrDefault("instance", ""),
        fields.getOrDefault("prefer_instance", ""),
        list(fields.getOrDefault("region", "")),
        fields.getOrDefault("elsewhere", "").equals("true"),
        fields.getOrDefault("state", ""),
        Times.duration(fields.getOrDefault("timeout", "")),
        fields.getOrDefault("fallback", ""),
        Transform.NONE);
  }

  static Replay parse(JsonNode json) {
    ObjectNode transform = Json.child(json, "transform");
    Map<String, String> set = new LinkedHashMap<>();
    for (JsonNode header : Json.items(transform, "set_headers")) {
      set.put(Json.text(header, "name", ""), Json.text(header, "value", ""));
    }
    List<String> delete = new ArrayList<>();
    Json.items(transform, "delete_headers").forEach(name -> delete.add(name.asString()));
    return new Replay(
        Json.text(json, "app", ""),
        Json.text(json, "instance", ""),
        Json.text(json, "prefer_instance", ""),
        list(Json.text(json, "region", "")),
        Json.flag(json, "elsewhere", false),
        Json.text(json, "state", ""),
        Times.duration(Json.text(json, "timeout", "")),
        Json.text(json, "fallback", ""),
        new Transform(Json.text(transform, "path", ""), set, delete));
  }

  static List<String> list(String text) {
    List<String> items = new ArrayList<>();
    for (String item : text.split(",", -1)) {
      if (!item.isBlank()) {
        items.add(item.strip());
      }
    }
    return items;
  }

  /** Returns whether the proxy may remember it: only a plain choice of a target. */
  boolean isCacheable() {
    return state.isEmpty()
        && timeout == null
        && fallback.isEmpty()
        && transform.equals(Transform.NONE);
  }
}
