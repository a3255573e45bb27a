package dev.mcpfly.api.json;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Reads and writes JSON text; the only class that touches the JSON library. */
final class JsonText {
  private static final JsonFactory JSON = new JsonFactory();

  /** Names whose values may be secret wherever they occur in the API. */
  private static final Set<String> SECRET =
      Set.of(
          "raw_value",
          "value",
          "values",
          "token",
          "private_key",
          "plaintext",
          "nonce",
          "header",
          "permission_token");

  /** Objects whose values may be secret, field by field. */
  private static final Set<String> SECRET_MAPS = Set.of("env");

  private JsonText() {}

  /** Does the work of {@link JsonObject#read}. */
  static @Nullable Object read(byte[] utf8) {
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), utf8)) {
      if (parser.nextToken() == null) {
        throw new JsonException("expected JSON but found nothing");
      }
      Object value = value(parser);
      if (parser.nextToken() != null) {
        throw new JsonException("text after the end of the JSON value");
      }
      return value;
    } catch (JacksonException e) {
      // The original message may quote the text, which may hold a secret: only the place is kept.
      String place =
          e.getLocation() == null ? "" : " at byte " + Math.max(0, e.getLocation().getByteOffset());
      throw new JsonException("not valid JSON" + place);
    }
  }

  private static @Nullable Object value(JsonParser parser) {
    JsonToken token = parser.currentToken();
    switch (token) {
      case START_OBJECT -> {
        LinkedHashMap<String, @Nullable Object> fields = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          String name = parser.currentName();
          parser.nextToken();
          fields.put(name, value(parser));
        }
        return JsonObject.adopt(fields);
      }
      case START_ARRAY -> {
        List<@Nullable Object> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          items.add(value(parser));
        }
        return Collections.unmodifiableList(items);
      }
      case VALUE_NUMBER_INT -> {
        return parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
            ? parser.getBigIntegerValue()
            : (Object) parser.getLongValue();
      }
      case VALUE_NUMBER_FLOAT -> {
        return parser.getDecimalValue();
      }
      case VALUE_TRUE -> {
        return true;
      }
      case VALUE_FALSE -> {
        return false;
      }
      case VALUE_NULL -> {
        return null;
      }
      default -> {
        return parser.getString();
      }
    }
  }

  /** Does the work of {@link JsonObject#write}. */
  static byte[] write(@Nullable Object value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(512);
    try (JsonGenerator generator = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
      write(generator, JsonValues.normal(value), false);
    }
    return out.toByteArray();
  }

  static String masked(JsonObject object) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(512);
    try (JsonGenerator generator = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
      write(generator, object, true);
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  private static void write(JsonGenerator out, @Nullable Object value, boolean mask) {
    if (value == null) {
      out.writeNull();
    } else if (value instanceof String text) {
      out.writeString(text);
    } else if (value instanceof Boolean flag) {
      out.writeBoolean(flag);
    } else if (value instanceof Long number) {
      out.writeNumber(number);
    } else if (value instanceof BigInteger number) {
      out.writeNumber(number);
    } else if (value instanceof BigDecimal number) {
      out.writeNumber(number);
    } else if (value instanceof List<?> items) {
      out.writeStartArray();
      for (Object item : items) {
        write(out, item, mask);
      }
      out.writeEndArray();
    } else {
      out.writeStartObject();
      for (Map.Entry<String, @Nullable Object> field : ((JsonObject) value).asMap().entrySet()) {
        out.writeName(field.getKey());
        write(out, mask ? mask(field.getKey(), field.getValue()) : field.getValue(), mask);
      }
      out.writeEndObject();
    }
  }

  private static @Nullable Object mask(String name, @Nullable Object value) {
    if (value == null) {
      return null;
    }
    if (SECRET_MAPS.contains(name) && value instanceof JsonObject object) {
      Map<String, @Nullable Object> masked = new LinkedHashMap<>();
      object.asMap().keySet().forEach(key -> masked.put(key, "…"));
      return JsonObject.of(masked);
    }
    return SECRET.contains(name) ? "…" : value;
  }
}
