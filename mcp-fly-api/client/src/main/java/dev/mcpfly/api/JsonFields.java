package dev.mcpfly.api;

import dev.mcpfly.api.json.JsonModel;
import dev.mcpfly.api.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The base of all builders of JSON objects. They start from an object, empty or read from the
 * server, and change single fields, so fields that they do not know stay unchanged.
 *
 * @param <B> the builder itself
 */
abstract class JsonFields<B extends JsonFields<B>> {
  private final Map<String, @Nullable Object> fields;

  JsonFields(JsonObject start) {
    this.fields = new LinkedHashMap<>(start.asMap());
  }

  /**
   * Sets a field for which the builder has no method. The value is a string, a number, a boolean, a
   * {@link JsonObject}, a map or a list of these; null is sent as an explicit null.
   */
  public final B set(String field, @Nullable Object value) {
    return put(field, value);
  }

  /** Removes a field, whatever its value. */
  public final B unset(String field) {
    fields.remove(field);
    return self();
  }

  final B put(String field, @Nullable Object value) {
    fields.put(field, value);
    return self();
  }

  final boolean has(String field) {
    return fields.get(field) != null;
  }

  final JsonObject json() {
    return JsonObject.of(fields);
  }

  /** Edits a nested object, and creates it if it does not exist. */
  final B edit(String field, UnaryOperator<JsonObject> change) {
    JsonObject nested = json().object(field);
    return put(field, change.apply(nested == null ? JsonObject.empty() : nested));
  }

  /** Sets one entry of a nested object. */
  final B putIn(String field, String key, @Nullable Object value) {
    return edit(field, nested -> nested.with(key, value));
  }

  /** Adds an element to a list of objects. */
  final B add(String field, JsonObject element) {
    List<JsonObject> elements = new ArrayList<>(json().objects(field));
    elements.add(element);
    return put(field, elements);
  }

  /** Edits the element of a list of objects that matches, or adds one. */
  final B editElement(
      String field, Predicate<JsonObject> matches, UnaryOperator<JsonObject> change) {
    List<JsonObject> elements = new ArrayList<>(json().objects(field));
    for (int i = 0; i < elements.size(); i++) {
      if (matches.test(elements.get(i))) {
        elements.set(i, change.apply(elements.get(i)));
        return put(field, elements);
      }
    }
    elements.add(change.apply(JsonObject.empty()));
    return put(field, elements);
  }

  /** Removes the elements of a list of objects that match. */
  final B removeElements(String field, Predicate<JsonObject> matches) {
    if (has(field)) {
      put(field, json().objects(field).stream().filter(matches.negate()).toList());
    }
    return self();
  }

  /** Applies settings to the builder of a nested object, and returns that object. */
  static <N> JsonObject nested(
      N builder, Consumer<? super N> settings, Function<? super N, ? extends JsonModel> build) {
    settings.accept(builder);
    return build.apply(builder).json();
  }

  @SuppressWarnings("unchecked")
  final B self() {
    return (B) this;
  }
}
