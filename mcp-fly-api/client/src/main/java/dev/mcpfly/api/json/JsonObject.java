package dev.mcpfly.api.json;

import com.fasterxml.jackson.annotation.JsonValue;
import com.google.errorprone.annotations.CheckReturnValue;
import dev.mcpfly.api.internal.time.Times;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Holds one JSON object, immutable and in its own order. Every model of the client is a typed view
 * of one, so fields that this version has no accessor for are still there and are sent back
 * unchanged.
 *
 * <p>Values are {@code null}, {@link String}, {@link Boolean}, {@link Number} (long, big integer or
 * decimal), {@code JsonObject} and {@link List} of these. The typed readers ({@link #text}, {@link
 * #number} and so on) return {@code null} for a field that is absent or null, and throw {@link
 * JsonException} for one of another type.
 */
public final class JsonObject {
  private static final JsonObject EMPTY = new JsonObject(new LinkedHashMap<>());

  private final Map<String, @Nullable Object> fields;

  private JsonObject(Map<String, @Nullable Object> fields) {
    this.fields = Collections.unmodifiableMap(fields);
  }

  /** Returns the object without fields. */
  public static JsonObject empty() {
    return EMPTY;
  }

  /**
   * Copies a map, nested maps and collections included.
   *
   * @throws IllegalArgumentException if a value has no JSON form
   */
  public static JsonObject of(Map<String, ? extends @Nullable Object> map) {
    LinkedHashMap<String, @Nullable Object> fields = new LinkedHashMap<>();
    map.forEach(
        (name, value) -> fields.put(Objects.requireNonNull(name), JsonValues.normal(value)));
    return new JsonObject(fields);
  }

  /** Wraps a map whose values are in normal form and that no one else holds. */
  static JsonObject adopt(Map<String, @Nullable Object> fields) {
    return new JsonObject(fields);
  }

  /** Returns an object with one field. */
  public static JsonObject of(String name, @Nullable Object value) {
    return EMPTY.with(name, value);
  }

  /**
   * Reads the text of one object.
   *
   * @throws JsonException if the text is not exactly one JSON object
   */
  public static JsonObject parse(String text) {
    Object value = JsonText.read(text.getBytes(StandardCharsets.UTF_8));
    if (value instanceof JsonObject object) {
      return object;
    }
    throw new JsonException("expected an object but found " + describe(value));
  }

  /**
   * Reads any one JSON value from UTF-8, of the kinds that fields have.
   *
   * @throws JsonException if the bytes are not exactly one JSON value; it quotes nothing of them
   */
  public static @Nullable Object read(byte[] utf8) {
    return JsonText.read(utf8);
  }

  /**
   * Returns any one JSON value as UTF-8: of the kinds that fields have, or maps and collections of
   * these.
   *
   * @throws IllegalArgumentException if a value has no JSON form
   */
  public static byte[] write(@Nullable Object value) {
    return JsonText.write(value);
  }

  /** Returns the value of a field, or null if it is absent or null. */
  public @Nullable Object get(String name) {
    return fields.get(name);
  }

  /** Returns whether the field is present, even with the value null. */
  public boolean has(String name) {
    return fields.containsKey(name);
  }

  /** Returns all fields in their order, unmodifiable. */
  @JsonValue
  public Map<String, @Nullable Object> asMap() {
    return fields;
  }

  /** Returns a copy in which one field has another value; null writes an explicit null. */
  @CheckReturnValue
  @SuppressWarnings("exports") // needed only while compiling
  public JsonObject with(String name, @Nullable Object value) {
    LinkedHashMap<String, @Nullable Object> copy = new LinkedHashMap<>(fields);
    copy.put(name, JsonValues.normal(value));
    return new JsonObject(copy);
  }

  /** Returns a copy without one field. */
  @CheckReturnValue
  @SuppressWarnings("exports")
  public JsonObject without(String name) {
    if (!fields.containsKey(name)) {
      return this;
    }
    LinkedHashMap<String, @Nullable Object> copy = new LinkedHashMap<>(fields);
    copy.remove(name);
    return new JsonObject(copy);
  }

  /** Returns a text field. */
  public @Nullable String text(String name) {
    Object value = fields.get(name);
    return value == null ? null : cast(name, value, String.class, "a text");
  }

  /** Returns a text field, or another text if it is absent or null. */
  public String text(String name, String otherwise) {
    String value = text(name);
    return value == null ? otherwise : value;
  }

  /**
   * Returns a whole number; a string that holds one and a decimal without a fraction are accepted
   * too.
   */
  public @Nullable Long number(String name) {
    Object value = fields.get(name);
    if (value == null) {
      return null;
    }
    if (value instanceof Long number) {
      return number;
    }
    if (value instanceof BigInteger || value instanceof BigDecimal || value instanceof String) {
      try {
        return new BigDecimal(value.toString()).longValueExact();
      } catch (ArithmeticException | NumberFormatException e) {
        throw wrong(name, value, "a whole number");
      }
    }
    throw wrong(name, value, "a whole number");
  }

  /** Returns a whole number, or another one if it is absent or null. */
  public long number(String name, long otherwise) {
    Long value = number(name);
    return value == null ? otherwise : value;
  }

  /** Returns a whole number of 32 bits, or another one if it is absent or null. */
  public int integer(String name, int otherwise) {
    Long value = number(name);
    if (value == null) {
      return otherwise;
    }
    if (value.intValue() != value) {
      throw wrong(name, value, "a whole number of 32 bits");
    }
    return value.intValue();
  }

  /** Returns a number with a fraction, or another one if it is absent or null. */
  public double decimal(String name, double otherwise) {
    Object value = fields.get(name);
    return value == null ? otherwise : cast(name, value, Number.class, "a number").doubleValue();
  }

  /** Returns a boolean field, or another value if it is absent or null. */
  public boolean flag(String name, boolean otherwise) {
    Object value = fields.get(name);
    return value == null ? otherwise : cast(name, value, Boolean.class, "true or false");
  }

  /** Returns a nested object. */
  public @Nullable JsonObject object(String name) {
    Object value = fields.get(name);
    return value == null ? null : cast(name, value, JsonObject.class, "an object");
  }

  /** Returns a list of objects, without its nulls; empty if the field is absent or null. */
  public List<JsonObject> objects(String name) {
    return list(name, JsonObject.class, "an object");
  }

  /** Returns a list of texts, without its nulls; empty if the field is absent or null. */
  public List<String> texts(String name) {
    return list(name, String.class, "a text");
  }

  /** Returns an object whose values are texts, without its nulls; empty if absent or null. */
  public Map<String, String> textMap(String name) {
    JsonObject object = object(name);
    if (object == null) {
      return Map.of();
    }
    Map<String, String> map = new LinkedHashMap<>();
    object.fields.forEach(
        (key, value) -> {
          if (value != null) {
            map.put(key, cast(name + "." + key, value, String.class, "a text"));
          }
        });
    return Collections.unmodifiableMap(map);
  }

  /** Returns a text of RFC 3339, or a number of seconds or milliseconds since 1970, as a time. */
  public @Nullable Instant instant(String name) {
    Object value = fields.get(name);
    if (value == null || "".equals(value)) {
      return null;
    }
    Instant instant = Times.instant(value);
    if (instant == null) {
      throw wrong(name, value, "a time");
    }
    return instant;
  }

  /** Returns a duration in Go's notation ({@code "1m30s"}), or a number of nanoseconds. */
  public @Nullable Duration duration(String name) {
    Object value = fields.get(name);
    if (value == null || "".equals(value)) {
      return null;
    }
    Duration duration =
        value instanceof Long nanos ? Duration.ofNanos(nanos) : Times.duration(value.toString());
    if (duration == null) {
      throw wrong(name, value, "a duration such as \"15s\"");
    }
    return duration;
  }

  /** Returns the bytes of a base64 text; a list of byte values is accepted too. */
  public byte @Nullable [] bytes(String name) {
    Object value = fields.get(name);
    if (value instanceof List<?> list) {
      byte[] bytes = new byte[list.size()];
      for (int i = 0; i < bytes.length; i++) {
        if (!(list.get(i) instanceof Long number) || number < -128 || number > 255) {
          throw wrong(name, value, "bytes");
        }
        bytes[i] = number.byteValue();
      }
      return bytes;
    }
    String text = text(name);
    try {
      return text == null ? null : Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new JsonException("field '" + name + "' is not valid base64", e);
    }
  }

  /** Returns the exact JSON text, secrets included. */
  public String toJson() {
    return new String(toBytes(), StandardCharsets.UTF_8);
  }

  /** Returns the exact JSON text as UTF-8. */
  public byte[] toBytes() {
    return JsonText.write(this);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof JsonObject that && fields.equals(that.fields);
  }

  @Override
  public int hashCode() {
    return fields.hashCode();
  }

  /** Returns text for people, in which values that may be secret are replaced by an ellipsis. */
  @Override
  public String toString() {
    return JsonText.masked(this);
  }

  private <T> List<T> list(String name, Class<T> type, String expected) {
    Object value = fields.get(name);
    if (value == null) {
      return List.of();
    }
    List<T> result = new ArrayList<>();
    for (Object item : cast(name, value, List.class, "a list")) {
      if (item != null) {
        result.add(cast(name + "[]", item, type, expected));
      }
    }
    return Collections.unmodifiableList(result);
  }

  private static <T> T cast(String name, Object value, Class<T> type, String expected) {
    if (!type.isInstance(value)) {
      throw wrong(name, value, expected);
    }
    return type.cast(value);
  }

  private static JsonException wrong(String name, Object value, String expected) {
    return new JsonException(
        "field '" + name + "' should be " + expected + " but is " + describe(value));
  }

  private static String describe(@Nullable Object value) {
    if (value == null) {
      return "null";
    }
    if (value instanceof JsonObject) {
      return "an object";
    }
    if (value instanceof List) {
      return "a list";
    }
    return value instanceof String ? "a text" : "the value " + value;
  }
}
