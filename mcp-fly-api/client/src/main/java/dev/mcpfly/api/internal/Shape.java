package dev.mcpfly.api.internal;

import dev.mcpfly.api.json.JsonException;
import dev.mcpfly.api.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Describes the types of a model's known fields, so a reply of the wrong shape is rejected when it
 * arrives and not when a field is read. Fields that are absent, null or unknown pass.
 */
public final class Shape {
  private interface Check {
    void test(JsonObject json, String name);
  }

  /** What is checked whether the object has the field or not. */
  private final List<Consumer<JsonObject>> always;

  /** What is checked of fields that are there; most models have far more that are not. */
  private final Map<String, Check> fields;

  private Shape(List<Consumer<JsonObject>> always, Map<String, Check> fields) {
    this.always = always;
    this.fields = fields;
  }

  /** Starts a description; the name says what the object is, for error messages. */
  public static Builder of(String what) {
    return new Builder(what);
  }

  /**
   * Checks one object.
   *
   * @return the same object
   * @throws JsonException naming the first field that does not fit
   */
  public JsonObject check(JsonObject json) {
    always.forEach(check -> check.accept(json));
    json.asMap()
        .forEach(
            (name, value) -> {
              Check check = value == null ? null : fields.get(name);
              if (check != null) {
                check.test(json, name);
              }
            });
    return json;
  }

  /** Collects the fields of a {@link Shape}. */
  public static final class Builder {
    private final String what;
    private final List<Consumer<JsonObject>> always = new ArrayList<>();
    private final Map<String, Check> fields = new HashMap<>();

    private Builder(String what) {
      this.what = what;
    }

    /** Names text fields that must be there. */
    public Builder required(String... names) {
      for (String name : names) {
        always.add(
            json -> {
              String text = json.text(name);
              if (text == null || text.isEmpty()) {
                throw new JsonException(
                    String.format(Locale.ROOT, "%s without the field '%s'", what, name));
              }
            });
      }
      return this;
    }

    /** Names text fields. */
    public Builder texts(String... names) {
      return each(names, JsonObject::text);
    }

    /** Names whole numbers. */
    public Builder numbers(String... names) {
      return each(names, JsonObject::number);
    }

    /** Names boolean fields. */
    public Builder flags(String... names) {
      return each(names, (json, name) -> json.flag(name, false));
    }

    /** Names times. */
    public Builder times(String... names) {
      return each(names, JsonObject::instant);
    }

    /** Names durations in Go's notation. */
    public Builder durations(String... names) {
      return each(names, JsonObject::duration);
    }

    /** Names lists of texts. */
    public Builder textLists(String... names) {
      return each(names, JsonObject::texts);
    }

    /** Names objects whose values are texts. */
    public Builder textMaps(String... names) {
      return each(names, JsonObject::textMap);
    }

    /** Names base64 fields. */
    public Builder bytes(String... names) {
      return each(names, JsonObject::bytes);
    }

    /** Names a nested object and the model that checks it. */
    public Builder object(String name, Consumer<JsonObject> model) {
      return each(
          new String[] {name},
          (json, field) -> {
            JsonObject nested = json.object(field);
            if (nested != null) {
              inside(() -> field, nested, model);
            }
          });
    }

    /** Names a list of objects and the model that checks each. */
    public Builder objects(String name, Consumer<JsonObject> model) {
      return each(
          new String[] {name},
          (json, field) -> {
            int index = 0;
            for (JsonObject nested : json.objects(field)) {
              int at = index++;
              inside(() -> field + "[" + at + "]", nested, model);
            }
          });
    }

    /** Names an object whose values are objects, and the model that checks each value. */
    public Builder objectMap(String name, Consumer<JsonObject> model) {
      return each(
          new String[] {name},
          (json, field) -> {
            JsonObject map = json.object(field);
            if (map != null) {
              for (String key : map.asMap().keySet()) {
                JsonObject nested = map.object(key);
                if (nested != null) {
                  inside(() -> field + "." + key, nested, model);
                }
              }
            }
          });
    }

    /** Names a field that is read by a custom function, which throws if the field does not fit. */
    public Builder field(Consumer<JsonObject> reader) {
      always.add(reader);
      return this;
    }

    /** Builds the description. */
    public Shape build() {
      return new Shape(List.copyOf(always), Map.copyOf(fields));
    }

    private Builder each(String[] names, Check check) {
      for (String name : names) {
        if (fields.put(name, check) != null) {
          throw new IllegalArgumentException(what + " has the field '" + name + "' twice.");
        }
      }
      return this;
    }

    private static void inside(
        Supplier<String> place, JsonObject nested, Consumer<JsonObject> model) {
      try {
        model.accept(nested);
      } catch (JsonException e) {
        throw e.in(place.get());
      }
    }
  }
}
