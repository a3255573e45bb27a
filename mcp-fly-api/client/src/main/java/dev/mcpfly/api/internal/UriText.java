package dev.mcpfly.api.internal;

import java.nio.charset.StandardCharsets;

/** Percent-encoding for path segments and query values. */
public final class UriText {
  private static final String HEX = "0123456789ABCDEF";
  private static final String PLAIN = "-._~";

  private UriText() {}

  /** Encodes all but unreserved characters, so a slash, a colon or a star cannot change a path. */
  public static String encode(String text) {
    StringBuilder result = new StringBuilder(text.length() + 8);
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xFF);
      if ((c >= 'a' && c <= 'z')
          || (c >= 'A' && c <= 'Z')
          || (c >= '0' && c <= '9')
          || PLAIN.indexOf(c) >= 0) {
        result.append(c);
      } else {
        result.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
      }
    }
    return result.toString();
  }
}
