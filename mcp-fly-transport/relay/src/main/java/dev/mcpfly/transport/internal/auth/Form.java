package dev.mcpfly.transport.internal.auth;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a query or of a form (application/x-www-form-urlencoded). Empty values count as
 * absent (RFC 6749 §3.1). Immutable.
 */
final class Form {
  private static final int MAX_PARAMETERS = 64;

  private final Map<String, String> values;
  private final Set<String> repeated;

  private Form(Map<String, String> values, Set<String> repeated) {
    this.values = values;
    this.repeated = repeated;
  }

  /**
   * Reads parameters.
   *
   * @throws IllegalArgumentException if the text is malformed
   */
  static Form parse(@Nullable String text) {
    Map<String, String> values = new LinkedHashMap<>();
    Set<String> repeated = new HashSet<>();
    if (text != null && !text.isEmpty()) {
      List<String> pairs = split(text);
      for (String pair : pairs) {
        int equals = pair.indexOf('=');
        String name = decode(equals < 0 ? pair : pair.substring(0, equals));
        String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
        if (value.isEmpty()) {
          continue;
        }
        if (values.put(name, value) != null) {
          repeated.add(name);
        }
      }
    }
    return new Form(values, repeated);
  }

  private static List<String> split(String text) {
    List<String> pairs = new ArrayList<>();
    int from = 0;
    while (from <= text.length()) {
      int end = text.indexOf('&', from);
      end = end < 0 ? text.length() : end;
      if (end > from) {
        pairs.add(text.substring(from, end));
      }
      if (pairs.size() > MAX_PARAMETERS) {
        throw new IllegalArgumentException("There are too many parameters.");
      }
      from = end + 1;
    }
    return pairs;
  }

  private static String decode(String text) {
    byte[] bytes = new byte[text.length()];
    int length = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%') {
        int high = i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
        int low = i + 2 < text.length() ? Character.digit(text.charAt(i + 2), 16) : -1;
        if (high < 0 || low < 0) {
          throw new IllegalArgumentException("An escape is malformed.");
        }
        bytes[length++] = (byte) (high << 4 | low);
        i += 2;
      } else if (c >= 0x80 || c < 0x20) {
        throw new IllegalArgumentException("A character is not escaped.");
      } else {
        bytes[length++] = (byte) (c == '+' ? ' ' : c);
      }
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(bytes, 0, length))
          .toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("The text is not UTF-8.", e);
    }
  }

  /** Returns the value, or null if it is absent or empty. */
  @Nullable String get(String name) {
    return values.get(name);
  }

  /** Returns the value, or an empty string. */
  String text(String name) {
    return values.getOrDefault(name, "");
  }

  boolean repeats(String name) {
    return repeated.contains(name);
  }

  boolean repeatsAny() {
    return !repeated.isEmpty();
  }
}
