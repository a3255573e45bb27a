package dev.mcpfly.api.json;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Converts Java values to the few types that a {@link JsonObject} holds. */
final class JsonValues {
  private JsonValues() {}

  static @Nullable Object normal(@Nullable Object value) {
    if (value == null
        || value instanceof String
        || value instanceof Boolean
        || value instanceof JsonObject
        || value instanceof Long
        || value instanceof BigInteger
        || value instanceof BigDecimal) {
      return value;
    }
    if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
      return ((Number) value).longValue();
    }
    if (value instanceof Double || value instanceof Float) {
      return new BigDecimal(value.toString());
    }
    if (value instanceof Map<?, ?> map) {
      LinkedHashMap<String, @Nullable Object> fields = new LinkedHashMap<>();
      map.forEach((name, item) -> fields.put((String) name, normal(item)));
      return JsonObject.adopt(fields);
    }
    if (value instanceof Collection<?> items) {
      List<@Nullable Object> list = new ArrayList<>(items.size());
      items.forEach(item -> list.add(normal(item)));
      return Collections.unmodifiableList(list);
    }
    throw new IllegalArgumentException("A " + value.getClass().getName() + " has no JSON form.");
  }
}
