package dev.mcpfly.launch;

import dev.mcpfly.api.json.JsonObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Hides secrets in text that a server or the API wrote. */
final class Masking {
  private static final String MASK = "***";

  /** Shorter values stand in ordinary words, and masking them would say what they are. */
  private static final int SHORTEST = 4;

  /** Masks nothing: for what has no secrets. */
  static final Masking NOTHING = new Masking(List.of());

  /** Masks the values of every secret that is sent to the API. */
  static final Masking EVERY_SECRET = new Masking(List.of(), true);

  private final List<String> secrets;
  private final boolean values;

  /** Masks the values that are not null. */
  static Masking of(Map<String, @Nullable String> secrets) {
    return new Masking(secrets.values().stream().filter(Objects::nonNull).toList());
  }

  Masking(Collection<String> secrets) {
    this(secrets, false);
  }

  private Masking(Collection<String> secrets, boolean values) {
    this.values = values;
    List<String> longestFirst = new ArrayList<>(secrets);
    longestFirst.removeIf(secret -> secret.length() < SHORTEST);
    longestFirst.sort(Comparator.comparingInt(String::length).reversed());
    this.secrets = List.copyOf(longestFirst);
  }

  String mask(String text) {
    String masked = text;
    for (String secret : secrets) {
      masked = masked.replace(secret, MASK);
    }
    return masked;
  }

  /** Masks every text of a JSON object that is or has a secret, and the values of secrets sent. */
  JsonObject mask(JsonObject json) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    json.asMap()
        .forEach(
            (name, value) ->
                fields.put(
                    name,
                    values && name.equals("values") && value instanceof JsonObject each
                        ? withoutValues(each)
                        : masked(value)));
    return JsonObject.of(fields);
  }

  private static JsonObject withoutValues(JsonObject secrets) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    secrets.asMap().forEach((name, value) -> fields.put(name, value == null ? null : MASK));
    return JsonObject.of(fields);
  }

  private @Nullable Object masked(@Nullable Object value) {
    if (value instanceof String text) {
      return mask(text);
    }
    if (value instanceof JsonObject object) {
      return mask(object);
    }
    return value instanceof List<?> list ? list.stream().map(this::masked).toList() : value;
  }
}
