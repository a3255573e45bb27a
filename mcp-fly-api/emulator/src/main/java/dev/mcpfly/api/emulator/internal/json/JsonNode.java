package dev.mcpfly.api.emulator.internal.json;

import dev.mcpfly.api.json.JsonObject;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** A JSON value: an object, an array or a scalar. Iterating gives an array's elements. */
public sealed interface JsonNode extends Iterable<JsonNode>
    permits ObjectNode, ArrayNode, ScalarNode {

  /** Returns a tree of a parsed value, which shares nothing with it. */
  static JsonNode of(@Nullable Object value) {
    if (value == null) {
      return ScalarNode.NULL;
    }
    if (value instanceof JsonObject object) {
      ObjectNode node = new ObjectNode();
      object.asMap().forEach((name, member) -> node.set(name, of(member)));
      return node;
    }
    if (value instanceof List<?> items) {
      ArrayNode node = new ArrayNode();
      items.forEach(item -> node.add(of(item)));
      return node;
    }
    return new ScalarNode(value);
  }

  /** Returns the value in the form that {@link JsonObject#write} takes. */
  @Nullable Object value();

  /** Returns a copy that shares nothing with this value. */
  JsonNode deepCopy();

  /** Returns the member of an object, or null if it is absent or this is not an object. */
  default @Nullable JsonNode get(String name) {
    return null;
  }

  /** Returns the members of an object; none if this is not an object. */
  default Set<Map.Entry<String, JsonNode>> properties() {
    return Set.of();
  }

  /** Returns whether an object has a member that is not null. */
  default boolean hasNonNull(String name) {
    JsonNode member = get(name);
    return member != null && !member.isNull();
  }

  /** Passes each member of an object to an action. */
  default void forEachEntry(BiConsumer<String, JsonNode> action) {
    properties().forEach(member -> action.accept(member.getKey(), member.getValue()));
  }

  /** Returns whether this is an object. */
  default boolean isObject() {
    return this instanceof ObjectNode;
  }

  /** Returns whether this is an array. */
  default boolean isArray() {
    return this instanceof ArrayNode;
  }

  /** Returns the number of an array's elements or an object's members. */
  default int size() {
    return 0;
  }

  /** Returns whether there is no element and no member. */
  default boolean isEmpty() {
    return size() == 0;
  }

  @Override
  default Iterator<JsonNode> iterator() {
    return Collections.emptyIterator();
  }

  /** Returns the elements of an array. */
  default Stream<JsonNode> stream() {
    return StreamSupport.stream(spliterator(), false);
  }

  /** Returns the value's kind in the words of the service. */
  default String kind() {
    Object value = value();
    if (isString()) {
      return "string";
    }
    return isNumber() ? "number" : isBoolean() ? "bool" : value == null ? "null" : "value";
  }

  /** Returns whether this is null. */
  default boolean isNull() {
    return value() == null;
  }

  /** Returns whether this is a text. */
  default boolean isString() {
    return value() instanceof String;
  }

  /** Returns whether this is true or false. */
  default boolean isBoolean() {
    return value() instanceof Boolean;
  }

  /** Returns whether this is a number. */
  default boolean isNumber() {
    return value() instanceof Number;
  }

  /** Returns whether this is a number without a fraction part. */
  default boolean isIntegralNumber() {
    return value() instanceof Long || value() instanceof BigInteger;
  }

  /** Returns the text, or an empty one if this is not a text. */
  default String stringValue() {
    return value() instanceof String text ? text : "";
  }

  /** Returns a scalar's text. */
  default String asString() {
    return isNull() ? "" : String.valueOf(value());
  }

  /** Returns true if this is the value true. */
  default boolean booleanValue() {
    return Boolean.TRUE.equals(value());
  }

  /** Returns a number's whole part; the nearest long for one that is too large, else 0. */
  default long asLong() {
    Object value = value();
    if (value instanceof BigInteger || value instanceof BigDecimal) {
      double rough = ((Number) value).doubleValue();
      if (Math.abs(rough) >= Long.MAX_VALUE) {
        return rough < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
      }
    }
    return value instanceof Number number ? number.longValue() : 0;
  }
}
