package dev.mcpfly.transport.internal;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes and decodes the little JSON that a relay makes itself. */
public final class Json {
  private Json() {}

  /** Returns a string as a JSON string, plain ASCII. */
  public static String quote(String text) {
    StringBuilder out = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < 0x20 || c > 0x7E) {
        out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    return out.append('"').toString();
  }

  /** Decodes a JSON string that was scanned before, quotes included. */
  public static String unquote(byte[] buf, int start, int end) {
    String text = new String(buf, start + 1, end - start - 2, StandardCharsets.UTF_8);
    int slash = text.indexOf('\\');
    if (slash < 0) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length());
    int from = 0;
    while (slash >= 0) {
      out.append(text, from, slash);
      char c = text.charAt(slash + 1);
      from = slash + 2;
      switch (c) {
        case 'b' -> out.append('\b');
        case 'f' -> out.append('\f');
        case 'n' -> out.append('\n');
        case 'r' -> out.append('\r');
        case 't' -> out.append('\t');
        case 'u' -> {
          out.append((char) Integer.parseInt(text, from, from + 4, 16));
          from += 4;
        }
        default -> out.append(c);
      }
      slash = text.indexOf('\\', from);
    }
    return out.append(text, from, text.length()).toString();
  }

  /**
   * Returns a JSON-RPC error response.
   *
   * @param rawId the id as it stood in the request, or null if there is none to answer
   */
  public static byte[] error(@Nullable String rawId, int code, String message) {
    return error(rawId, code, message, null);
  }

  /**
   * Returns a JSON-RPC error response with data.
   *
   * @param rawId the id as it stood in the request, or null if there is none to answer
   * @param rawData JSON for {@code error.data}, or null for none
   */
  public static byte[] error(
      @Nullable String rawId, int code, String message, @Nullable String rawData) {
    String text =
        "{\"jsonrpc\":\"2.0\",\"id\":"
            + (rawId == null ? "null" : rawId)
            + ",\"error\":{\"code\":"
            + code
            + ",\"message\":"
            + quote(message)
            + (rawData == null ? "" : ",\"data\":" + rawData)
            + "}}";
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Returns a JSON-RPC result response; {@code rawResult} is JSON. */
  public static byte[] result(String rawId, String rawResult) {
    return ("{\"jsonrpc\":\"2.0\",\"id\":" + rawId + ",\"result\":" + rawResult + "}")
        .getBytes(StandardCharsets.UTF_8);
  }
}
