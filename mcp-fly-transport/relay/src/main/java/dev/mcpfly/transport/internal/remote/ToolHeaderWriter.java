package dev.mcpfly.transport.internal.remote;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes arguments of tools into the headers in which a server of 2026-07-28 wants to see them, as
 * its tools say with {@code x-mcp-header}. Thread-safe.
 */
final class ToolHeaderWriter {
  private record Mirror(List<String> path, String header) {}

  private static final Set<String> TYPES = Set.of("string", "integer", "boolean");

  private final Map<String, List<Mirror>> byTool = new ConcurrentHashMap<>();

  /**
   * Learns from a list of tools.
   *
   * @return the list without the tools whose annotations are wrong, which a client over HTTP must
   *     not use, or null if all of them may stay
   */
  @Nullable String learn(@Nullable String rawTools) {
    List<String> kept = new ArrayList<>();
    boolean all = true;
    for (String tool : RawJson.elements(rawTools)) {
      Map<String, String> members = RawJson.members(tool);
      String name = RawJson.string(members.get("name"));
      List<Mirror> mirrors = new ArrayList<>();
      if (find(members.get("inputSchema"), List.of(), mirrors, new HashSet<>())) {
        kept.add(tool);
        if (name != null) {
          byTool.put(name, mirrors);
        }
      } else {
        all = false;
      }
    }
    return all ? null : "[" + String.join(",", kept) + "]";
  }

  private static boolean find(
      @Nullable String schema, List<String> path, List<Mirror> found, Set<String> names) {
    Map<String, String> properties = RawJson.members(RawJson.members(schema).get("properties"));
    for (Map.Entry<String, String> property : properties.entrySet()) {
      Map<String, String> members = RawJson.members(property.getValue());
      List<String> here = new ArrayList<>(path);
      here.add(property.getKey());
      if (members.containsKey("x-mcp-header")) {
        String header = RawJson.string(members.get("x-mcp-header"));
        String type = RawJson.string(members.get("type"));
        if (header == null
            || !isToken(header)
            || type == null
            || !TYPES.contains(type)
            || !names.add(header.toLowerCase(Locale.ROOT))) {
          return false;
        }
        found.add(new Mirror(here, "Mcp-Param-" + header));
      }
      if (!find(property.getValue(), here, found, names)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isToken(String name) {
    return !name.isEmpty()
        && name.chars()
            .allMatch(
                c ->
                    (c >= '0' && c <= '9')
                        || (c >= 'a' && c <= 'z')
                        || (c >= 'A' && c <= 'Z')
                        || "!#$%&'*+-.^_`|~".indexOf(c) >= 0);
  }

  /** Returns the headers for a call of a tool; empty if the tool is not known or wants none. */
  Map<String, String> of(@Nullable String tool, @Nullable String rawArguments) {
    Map<String, String> headers = new LinkedHashMap<>();
    List<Mirror> mirrors = tool == null ? null : byTool.get(tool);
    if (mirrors != null) {
      for (Mirror mirror : mirrors) {
        String value = rawArguments;
        for (String step : mirror.path()) {
          value = RawJson.members(value).get(step);
        }
        if (value != null && !value.equals("null")) {
          String text = RawJson.string(value);
          headers.put(mirror.header(), headerValue(text == null ? value : text));
        }
      }
    }
    return headers;
  }

  /** Returns a value as a header can carry it: as it is, or in Base64 between its marks. */
  static String headerValue(String text) {
    boolean plain =
        !text.isEmpty()
            && text.chars().allMatch(c -> c >= 0x20 && c < 0x7F)
            && !text.startsWith(" ")
            && !text.endsWith(" ")
            && !(text.startsWith("=?base64?") && text.endsWith("?="));
    return plain
        ? text
        : "=?base64?"
            + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8))
            + "?=";
  }
}
