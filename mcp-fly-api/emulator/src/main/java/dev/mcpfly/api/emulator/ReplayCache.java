package dev.mcpfly.api.emulator;

import dev.mcpfly.api.emulator.internal.http.Json;
import dev.mcpfly.api.emulator.internal.json.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The replays that the proxy remembers, so the next request goes to the target at once. This is
 * only a shortcut: a target that cannot be reached is forgotten, and the request goes the usual
 * way.
 */
final class ReplayCache {
  private static final int MOST = 10_000;
  private static final long SHORTEST = 10;

  private final World world;
  private final Map<String, Entry> entries = new HashMap<>();

  ReplayCache(World world) {
    this.world = world;
  }

  /**
   * One replay that is remembered.
   *
   * @param key the app, and what the requests have in common
   * @param allowBypass whether a request may ask to go the usual way
   */
  record Entry(String key, Wanted wanted, Instant until, boolean allowBypass) {}

  /** Returns what is remembered for a request. */
  synchronized @Nullable Entry find(Wanted wanted, HttpHead request) {
    boolean bypass = request.get("fly-replay-cache-control").equals("skip");
    Instant now = world.now();
    entries.values().removeIf(entry -> !now.isBefore(entry.until()));
    return entries.values().stream()
        .filter(entry -> matches(entry.key(), wanted.app(), request))
        .filter(entry -> !(bypass && entry.allowBypass()))
        .findFirst()
        .orElse(null);
  }

  synchronized void forget(Entry entry) {
    entries.remove(entry.key());
  }

  /** Forgets what is remembered for a request whose answer says so. */
  synchronized void invalidate(Wanted wanted, HttpHead request) {
    entries.values().removeIf(entry -> matches(entry.key(), wanted.app(), request));
  }

  /** Remembers a replay, if the answer that asks for it or the machine's config says so. */
  synchronized void learn(
      Wanted from, Wanted to, Replay replay, HttpHead request, HttpHead answer, Vm by) {
    if (!replay.isCacheable() || !to.except().isEmpty()) {
      return;
    }
    String prefix = answer.get("fly-replay-cache");
    if (!prefix.isEmpty() && !prefix.equals("invalidate")) {
      String path = prefix.substring(Math.max(0, prefix.indexOf('/'))).replaceFirst("\\*$", "");
      keep(
          key(from.app(), "path", "", "", path),
          to,
          seconds(answer.get("fly-replay-cache-ttl-secs")),
          answer.get("fly-replay-cache-allow-bypass").equals("yes"));
    }
    for (JsonNode rule : rules(by)) {
      String type = Json.text(rule, "type", "");
      String name = Json.text(rule, "name", "");
      String value = type.equals("cookie") ? cookie(request, name) : request.get(name);
      String path = Json.text(rule, "path_prefix", "/");
      if (!value.isEmpty() && request.path().startsWith(path)) {
        keep(
            key(from.app(), type, name, value, path),
            to,
            Json.number(rule, "ttl_seconds", 0),
            Json.flag(rule, "allow_bypass", false));
      }
    }
  }

  private void keep(String key, Wanted to, long seconds, boolean allowBypass) {
    if (seconds >= SHORTEST && entries.size() < MOST) {
      entries.put(key, new Entry(key, to, world.now().plusSeconds(seconds), allowBypass));
    }
  }

  private static List<JsonNode> rules(Vm vm) {
    List<JsonNode> rules = new ArrayList<>();
    for (JsonNode service : vm.services()) {
      for (JsonNode port : Json.items(service, "ports")) {
        Json.items(Json.child(port, "http_options"), "replay_cache").forEach(rules::add);
      }
    }
    return rules;
  }

  private static String key(String app, String type, String name, String value, String path) {
    return String.join("\n", app, type, name, value, path);
  }

  private static boolean matches(String key, String app, HttpHead request) {
    String[] parts = key.split("\n", -1);
    if (!parts[0].equals(app) || !request.path().startsWith(parts[4])) {
      return false;
    }
    return switch (parts[1]) {
      case "path" -> true;
      case "cookie" -> cookie(request, parts[2]).equals(parts[3]);
      default -> request.get(parts[2]).equals(parts[3]);
    };
  }

  private static String cookie(HttpHead request, String name) {
    for (String pair : request.get("cookie").split(";", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0 && pair.substring(0, equals).strip().equals(name)) {
        return pair.substring(equals + 1).strip();
      }
    }
    return "";
  }

  private static long seconds(String text) {
    return text.matches("\\d{1,9}") ? Long.parseLong(text) : 0;
  }
}
