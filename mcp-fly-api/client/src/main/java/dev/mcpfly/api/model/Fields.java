package dev.mcpfly.api.model;

import dev.mcpfly.api.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/** Reads the optional and the nested fields of models. */
final class Fields {
  private Fields() {}

  /** Returns a text; empty if it is absent, null or {@code ""}. */
  static Optional<String> text(JsonObject json, String name) {
    return Optional.ofNullable(json.text(name)).filter(text -> !text.isEmpty());
  }

  /** Returns a whole number; empty if it is absent or null. */
  static OptionalInt integer(JsonObject json, String name) {
    return json.get(name) == null ? OptionalInt.empty() : OptionalInt.of(json.integer(name, 0));
  }

  /** Returns a nested model; empty if it is absent or null. */
  static <T> Optional<T> object(JsonObject json, String name, Function<JsonObject, T> model) {
    return Optional.ofNullable(json.object(name)).map(model);
  }

  /** Returns a list of models; empty if it is absent or null. */
  static <T> List<T> objects(JsonObject json, String name, Function<JsonObject, T> model) {
    return json.objects(name).stream().map(model).toList();
  }
}
