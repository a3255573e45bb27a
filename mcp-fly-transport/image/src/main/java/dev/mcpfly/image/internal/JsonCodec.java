package dev.mcpfly.image.internal;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;

/** Reads and writes JSON text; the only class that touches the JSON library. */
final class JsonCodec {
  private static final JsonFactory JSON =
      JsonFactory.builder().disable(JsonWriteFeature.ESCAPE_FORWARD_SLASHES).build();

  /** Half of a surrogate pair has no UTF-8, but it can be escaped. */
  private static final JsonFactory ASCII =
      JSON.rebuild().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private JsonCodec() {}

  /** A number as it was spelt, so it can be written back unchanged. */
  record Spelt(String text) {}

  /**
   * Reads one value: null, {@link String}, {@link Boolean}, {@link Spelt}, {@link JsonMembers} or a
   * list of these.
   *
   * @throws JacksonException if the bytes are not exactly one JSON value
   */
  static @Nullable Object read(byte[] json) {
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), json)) {
      Object value = parser.nextToken() == null ? null : value(parser);
      if (parser.nextToken() != null) {
        throw new tools.jackson.core.exc.StreamReadException(
            parser, "text after the end of the JSON value");
      }
      return value;
    }
  }

  private static @Nullable Object value(JsonParser parser) {
    JsonToken token = parser.currentToken();
    switch (token) {
      case START_OBJECT -> {
        JsonMembers members = new JsonMembers();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          String name = parser.currentName();
          parser.nextToken();
          members.put(name, value(parser));
        }
        return members;
      }
      case START_ARRAY -> {
        List<@Nullable Object> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          items.add(value(parser));
        }
        return items;
      }
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
        return new Spelt(parser.getString());
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

  static byte[] write(JsonMembers members) {
    try {
      return write(JSON, members);
    } catch (JacksonException e) {
      return write(ASCII, members);
    }
  }

  private static byte[] write(JsonFactory factory, JsonMembers members) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(1024);
    try (JsonGenerator generator = factory.createGenerator(ObjectWriteContext.empty(), out)) {
      write(generator, members);
    }
    return out.toByteArray();
  }

  private static void write(JsonGenerator out, @Nullable Object value) {
    if (value == null) {
      out.writeNull();
    } else if (value instanceof Boolean flag) {
      out.writeBoolean(flag);
    } else if (value instanceof Spelt number) {
      out.writeNumber(number.text());
    } else if (value instanceof List<?> items) {
      out.writeStartArray();
      for (Object item : items) {
        write(out, item);
      }
      out.writeEndArray();
    } else if (value instanceof JsonMembers members) {
      out.writeStartObject();
      for (String name : members.names()) {
        out.writeName(name);
        write(out, members.get(name));
      }
      out.writeEndObject();
    } else {
      out.writeString((String) value);
    }
  }
}
