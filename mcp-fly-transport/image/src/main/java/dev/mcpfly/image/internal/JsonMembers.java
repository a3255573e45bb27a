package dev.mcpfly.image.internal;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * A JSON object that can be changed. Members keep their order, and those that are not asked for are
 * written back as they were read. Readers take a member of another type for one that is absent.
 */
public final class JsonMembers {
  private final Map<String, @Nullable Object> members = new LinkedHashMap<>();

  /**
   * Reads an object. The parser's message is dropped, as it quotes the input, which may be a
   * secret.
   *
   * @return the object, or null if the bytes are not exactly one JSON object
   */
  public static @Nullable JsonMembers parse(byte[] json) {
    try {
      return JsonCodec.read(json) instanceof JsonMembers members ? members : null;
    } catch (JacksonException e) {
      return null;
    }
  }

  /** Reads a list of texts; empty if the text is anything else. */
  public static List<String> parseTexts(String json) {
    List<String> texts = new ArrayList<>();
    try {
      if (JsonCodec.read(json.getBytes(StandardCharsets.UTF_8)) instanceof List<?> items) {
        for (Object item : items) {
          if (!(item instanceof String text)) {
            return List.of();
          }
          texts.add(text);
        }
      }
      return texts;
    } catch (JacksonException e) {
      return List.of();
    }
  }

  /** Returns the object as UTF-8, without spaces. */
  public byte[] toBytes() {
    return JsonCodec.write(this);
  }

  /** Returns the names of all members in their order. */
  public Set<String> names() {
    return Collections.unmodifiableSet(members.keySet());
  }

  /** Returns whether the member is present, even with the value null. */
  public boolean has(String name) {
    return members.containsKey(name);
  }

  @Nullable Object get(String name) {
    return members.get(name);
  }

  /** Returns a text, or null. */
  public @Nullable String text(String name) {
    return members.get(name) instanceof String text ? text : null;
  }

  /** Returns a text, or another one. */
  public String text(String name, String otherwise) {
    return members.get(name) instanceof String text ? text : otherwise;
  }

  /** Returns a text; numbers and booleans as they are spelt, and anything else as an empty text. */
  public String spelt(String name) {
    Object value = members.get(name);
    if (value instanceof JsonCodec.Spelt number) {
      return number.text();
    }
    return value instanceof String || value instanceof Boolean ? value.toString() : "";
  }

  /** Returns a whole number of 64 bits, or null. */
  public @Nullable Long number(String name) {
    if (members.get(name) instanceof JsonCodec.Spelt number) {
      try {
        return Long.valueOf(number.text());
      } catch (NumberFormatException e) {
        return null;
      }
    }
    return null;
  }

  /** Returns an object, or an empty one that belongs to nothing. */
  public JsonMembers object(String name) {
    return of(members.get(name));
  }

  /** Returns whether the member is an object. */
  public boolean hasObject(String name) {
    return members.get(name) instanceof JsonMembers;
  }

  /** Returns a list of objects, with an empty one for an item of another type. */
  public List<JsonMembers> objects(String name) {
    List<JsonMembers> objects = new ArrayList<>();
    if (members.get(name) instanceof List<?> items) {
      items.forEach(item -> objects.add(of(item)));
    }
    return objects;
  }

  private static JsonMembers of(@Nullable Object value) {
    return value instanceof JsonMembers object ? object : new JsonMembers();
  }

  /** Returns a list of texts, without items of another type. */
  public List<String> texts(String name) {
    List<String> texts = new ArrayList<>();
    if (members.get(name) instanceof List<?> items) {
      for (Object item : items) {
        if (item instanceof String text) {
          texts.add(text);
        }
      }
    }
    return texts;
  }

  /** Returns whether the member is a list. */
  public boolean hasList(String name) {
    return members.get(name) instanceof List<?>;
  }

  /** Sets a text. */
  public JsonMembers put(String name, String text) {
    members.put(name, text);
    return this;
  }

  /** Sets a whole number. */
  public JsonMembers put(String name, long number) {
    members.put(name, new JsonCodec.Spelt(Long.toString(number)));
    return this;
  }

  /** Sets a list of texts or objects. */
  public JsonMembers put(String name, List<?> items) {
    members.put(name, new ArrayList<@Nullable Object>(items));
    return this;
  }

  /** Sets an object, which is held, not copied. */
  public JsonMembers put(String name, JsonMembers object) {
    members.put(name, object);
    return this;
  }

  void put(String name, @Nullable Object value) {
    members.put(name, value);
  }

  /** Removes a member. */
  public void remove(String name) {
    members.remove(name);
  }

  /** Returns an object to change, which is put in place of anything else. */
  public JsonMembers objectToChange(String name) {
    if (members.get(name) instanceof JsonMembers object) {
      return object;
    }
    JsonMembers object = new JsonMembers();
    members.put(name, object);
    return object;
  }

  /**
   * Returns a list to change, which is put in place of anything else; its items are JSON values.
   */
  @SuppressWarnings("unchecked") // all lists are made here or by the codec
  public List<@Nullable Object> listToChange(String name) {
    if (members.get(name) instanceof List<?> list) {
      return (List<@Nullable Object>) list;
    }
    List<@Nullable Object> list = new ArrayList<>();
    members.put(name, list);
    return list;
  }
}
