package dev.mcpfly.launch;

import dev.mcpfly.api.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Hides the values of secrets in texts of others: the value, each of its lines, and what they look
 * like in base64, in a URL, in JSON and in a shell's quotes. Immutable.
 */
final class Masking {
  private static final String MASK = "***";

  /** Shorter texts occur everywhere; masking them would hide more than it protects. */
  private static final int SHORTEST = 4;

  /** The beginning of a secret that is cut off at the end of a line counts from this length. */
  private static final int SHORTEST_PART = 8;

  /** Masks nothing: for what has no secrets. */
  static final Masking NOTHING = new Masking(List.of());

  /** Masks the values of every secret that is sent to the API. */
  static final Masking EVERY_SECRET = new Masking(List.of(), true);

  private final List<String> forms;
  private final boolean values;

  Masking(Collection<String> secrets) {
    this(secrets, false);
  }

  private Masking(Collection<String> secrets, boolean values) {
    this.values = values;
    Set<String> all = new LinkedHashSet<>();
    for (String secret : secrets) {
      addForms(secret, all);
      secret.lines().map(String::strip).forEach(line -> addForms(line, all));
    }
    all.removeIf(form -> form.length() < SHORTEST);
    List<String> longestFirst = new ArrayList<>(all);
    longestFirst.sort(Comparator.comparingInt(String::length).reversed());
    this.forms = List.copyOf(longestFirst);
  }

  private static void addForms(String text, Set<String> forms) {
    if (text.length() < SHORTEST) {
      return;
    }
    forms.add(text);
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    forms.add(Base64.getEncoder().encodeToString(bytes));
    forms.add(Base64.getEncoder().withoutPadding().encodeToString(bytes));
    forms.add(Base64.getUrlEncoder().encodeToString(bytes));
    forms.add(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    String encoded = URLEncoder.encode(text, StandardCharsets.UTF_8);
    forms.add(encoded);
    forms.add(encoded.replace("+", "%20"));
    String json = JsonObject.of("v", text).toJson();
    forms.add(json.substring("{\"v\":\"".length(), json.length() - "\"}".length()));
    forms.add(text.replace("'", "'\\''"));
    forms.add(text.replace("\\", "\\\\").replace("\"", "\\\"").replace("$", "\\$"));
  }

  /** Masks the values that are not null. */
  static Masking of(Map<String, @Nullable String> secrets) {
    return new Masking(secrets.values().stream().filter(Objects::nonNull).toList());
  }

  String mask(String text) {
    String masked = text;
    for (String form : forms) {
      masked = masked.replace(form, MASK);
    }
    return withoutCutOffEnd(masked);
  }

  /** A line that ends in the middle of a secret shows its beginning. */
  private String withoutCutOffEnd(String text) {
    for (String form : forms) {
      for (int length = form.length() - 1; length >= SHORTEST_PART; length--) {
        if (text.endsWith(form.substring(0, length))) {
          return text.substring(0, text.length() - length) + MASK;
        }
      }
    }
    return text;
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
