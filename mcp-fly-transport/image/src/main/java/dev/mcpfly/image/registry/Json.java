package dev.mcpfly.image.registry;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** JSON as registries send it: an object, of which only some members matter. */
final class Json {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private Json() {}

  /**
   * Reads an object.
   *
   * @param what what the bytes are, for the message
   * @throws ImageException if the bytes are not a JSON object
   */
  static ObjectNode object(byte[] bytes, String what) {
    try {
      if (MAPPER.readTree(bytes) instanceof ObjectNode object) {
        return object;
      }
    } catch (JacksonException e) {
      // The parser's message quotes the input, which may be a secret; ours quotes nothing.
    }
    throw new ImageException(ImageException.Reason.REGISTRY, what + " is not a JSON object.");
  }

  static byte[] bytes(JsonNode node) {
    return node.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Returns a member's text, or null when it is absent or not text. */
  static @Nullable String text(JsonNode object, String member) {
    JsonNode value = object.get(member);
    return value != null && value.isString() ? value.asString() : null;
  }

  static String text(JsonNode object, String member, String otherwise) {
    String text = text(object, member);
    return text == null ? otherwise : text;
  }

  /** Returns the texts of a list; anything else in it is left out. */
  static List<String> texts(@Nullable JsonNode list) {
    List<String> texts = new ArrayList<>();
    if (list != null && list.isArray()) {
      for (JsonNode item : list) {
        if (item.isString()) {
          texts.add(item.asString());
        }
      }
    }
    return texts;
  }
}
