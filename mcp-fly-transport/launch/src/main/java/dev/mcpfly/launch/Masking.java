package dev.mcpfly.launch;

import dev.mcpfly.api.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Masks the values of secrets in texts from others: the value, each of its lines, and what they
 * look like in base64, in hexadecimal, in a URL, in JSON, in HTML and in a shell's quotes.
 * Immutable.
 */
final class Masking {
  private static final String MASK = "***";

  /** Shorter texts occur everywhere; masking them would hide more than it protects. */
  private static final int SHORTEST = 4;

  /** The beginning of a secret that is cut off at the end of a line counts from this length. */
  private static final int SHORTEST_PART = 8;

  private static final Pattern HEX = Pattern.compile("%[0-9A-F]{2}");

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
    addBase64(bytes, forms);
    forms.add(HexFormat.of().formatHex(bytes));
    String encoded = URLEncoder.encode(text, StandardCharsets.UTF_8);
    for (String url :
        List.of(
            encoded,
            encoded.replace("+", "%20"),
            percented(text, "-._~"),
            percented(text, "-._~!'()*"),
            percented(text, "-._~!'()*").replace("%20", "+"))) {
      forms.add(url);
      forms.add(lowerHex(url));
      forms.add(url.replace("%", "%25")); // as a part of another URL
    }
    String json = inJson(text);
    forms.add(json);
    forms.add(json.replace("/", "\\/"));
    forms.add(inJson(json));
    String ascii = escaped(json, "");
    forms.add(ascii);
    forms.add(escaped(json, "<>&")); // as Go writes JSON
    forms.add(text.replace("'", "'\\''"));
    forms.add(text.replace("\\", "\\\\").replace("\"", "\\\"").replace("$", "\\$"));
    forms.add(text.replaceAll("[^\\w@%+=:,./-]", "\\\\$0")); // printf %q
    String html = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    forms.add(html);
    forms.add(html.replace("\"", "&quot;").replace("'", "&#39;"));
    forms.add(html.replace("\"", "&#34;").replace("'", "&#39;"));
    forms.add(html.replace("\"", "&quot;").replace("'", "&#x27;"));
  }

  private static void addBase64(byte[] bytes, Set<String> forms) {
    for (Base64.Encoder encoder : List.of(Base64.getEncoder(), Base64.getUrlEncoder())) {
      String encoded = encoder.encodeToString(bytes);
      forms.add(encoded);
      addLines(encoded, forms);
      forms.add(encoder.withoutPadding().encodeToString(bytes));
      // As a part of what was encoded, "user:secret" say: without the letters that it shares.
      for (int before = 0; before < 3; before++) {
        byte[] shifted = new byte[before + bytes.length];
        System.arraycopy(bytes, 0, shifted, before, bytes.length);
        String whole = encoder.withoutPadding().encodeToString(shifted);
        int from = (before * 8 + 5) / 6;
        int to = shifted.length * 8 / 6;
        if (to - from >= SHORTEST_PART) {
          forms.add(whole.substring(from, to));
        }
      }
    }
  }

  /**
   * Adds the lines that long Base64 is broken into: 64 letters in PEM, 76 in MIME and base64(1).
   */
  private static void addLines(String encoded, Set<String> forms) {
    for (int length : new int[] {64, 76}) {
      for (int at = 0; encoded.length() > length && at < encoded.length(); at += length) {
        String line = encoded.substring(at, Math.min(encoded.length(), at + length));
        if (line.length() >= SHORTEST_PART) {
          forms.add(line);
        }
      }
    }
  }

  private static String inJson(String text) {
    String json = JsonObject.of("v", text).toJson();
    return json.substring("{\"v\":\"".length(), json.length() - "\"}".length());
  }

  /** Returns the text with {@code \\u} escapes for what is not ASCII, and for these signs. */
  private static String escaped(String json, String signs) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      if (signs.indexOf(c) >= 0 || (signs.isEmpty() && c > 0x7E)) {
        out.append("\\u").append(HexFormat.of().toHexDigits(c));
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  private static String percented(String text, String kept) {
    StringBuilder out = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xFF);
      boolean plain = c < 0x80 && (Character.isLetterOrDigit(c) || kept.indexOf(c) >= 0);
      out.append(plain ? String.valueOf(c) : "%" + HexFormat.of().withUpperCase().toHexDigits(b));
    }
    return out.toString();
  }

  private static String lowerHex(String url) {
    return HEX.matcher(url).replaceAll(hex -> hex.group().toLowerCase(Locale.ROOT));
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

  /** Masks the beginning of a secret at the end of a line that was cut off. */
  private String withoutCutOffEnd(String text) {
    for (String form : forms) {
      int longest = Math.min(form.length() - 1, text.length());
      for (int length = longest; length >= SHORTEST_PART; length--) {
        if (text.regionMatches(text.length() - length, form, 0, length)) {
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
