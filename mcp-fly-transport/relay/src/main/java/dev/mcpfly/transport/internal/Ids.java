package dev.mcpfly.transport.internal;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Compares JSON-RPC ids and progress tokens, which are strings or numbers. */
public final class Ids {
  private static final int MAX_PLAIN = 128;
  private static final Pattern NUMBER =
      Pattern.compile("-?(0|[1-9][0-9]{0,99})(\\.[0-9]{1,99})?([eE][+-]?[0-9]{1,3})?");

  private static final int MAX_SHOWN = 40;

  private Ids() {}

  /**
   * Returns whether every JSON library writes this id the way it read it. Others (integers beyond
   * 2^53, fractions, escapes) come back changed from some servers, so that they are replaced on the
   * way.
   */
  public static boolean isPlain(String raw) {
    if (raw.length() > MAX_PLAIN) {
      return false;
    }
    if (raw.charAt(0) == '"') {
      for (int i = 1; i < raw.length() - 1; i++) {
        char c = raw.charAt(i);
        if (c < 0x20 || c > 0x7E || c == '\\' || c == '/' || c == '<' || c == '>' || c == '&') {
          return false;
        }
      }
      return true;
    }
    int digits = raw.charAt(0) == '-' ? 1 : 0;
    if (raw.length() - digits > 15 || raw.equals("-0")) {
      return false;
    }
    for (int i = digits; i < raw.length(); i++) {
      if (raw.charAt(i) < '0' || raw.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }

  /** Returns a key that is the same for all spellings of an id, and different for 1 and "1". */
  public static String key(String raw) {
    if (isPlain(raw)) {
      return raw;
    }
    if (raw.charAt(0) == '"') {
      byte[] bytes = raw.getBytes(StandardCharsets.UTF_8);
      return '"' + Json.unquote(bytes, 0, bytes.length) + '"';
    }
    if (raw.length() > MAX_PLAIN) {
      return raw;
    }
    try {
      BigDecimal number = new BigDecimal(raw).stripTrailingZeros();
      return Math.abs((long) number.scale()) > 400 ? number.toString() : number.toPlainString();
    } catch (NumberFormatException e) {
      // null, or an exponent beyond what BigDecimal holds.
      return raw;
    }
  }

  /**
   * Returns a key that is the same for a number and for a string that spells it, as some servers
   * answer the request 1 with the id "1" or 1.0.
   */
  public static String looseKey(String raw) {
    String key = key(raw);
    if (key.charAt(0) != '"') {
      return key;
    }
    String text = key.substring(1, key.length() - 1);
    return NUMBER.matcher(text).matches() ? key(text) : text;
  }

  /** Returns an id as a log line may show it: short and printable. */
  public static String shown(String raw) {
    String head = raw.length() > MAX_SHOWN ? raw.substring(0, MAX_SHOWN) + "…" : raw;
    return head.replaceAll("\\p{C}", "?");
  }
}
