package dev.mcpfly.transport.internal.auth.client;

import dev.mcpfly.transport.internal.Json;
import dev.mcpfly.transport.internal.JsonMembers;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes small JSON objects of strings, numbers, flags and lists of strings. */
final class StoreJson {
  private StoreJson() {}

  /** Writes the members whose values are not null. */
  static String write(Map<String, ? extends @Nullable Object> values) {
    Map<String, String> raw = new LinkedHashMap<>();
    values.forEach(
        (name, value) -> {
          if (value instanceof Collection<?> list) {
            raw.put(
                name,
                list.stream()
                    .map(String::valueOf)
                    .map(Json::quote)
                    .collect(Collectors.joining(",", "[", "]")));
          } else if (value instanceof Number || value instanceof Boolean) {
            raw.put(name, value.toString());
          } else if (value != null) {
            raw.put(name, Json.quote(value.toString()));
          }
        });
    return JsonMembers.object(raw);
  }
}
