package dev.mcpfly.image.internal;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * The records of a pax extended header, {@code "length key=value\n"}; values are kept as ISO
 * 8859-1, byte for byte.
 */
final class PaxRecords {
  private PaxRecords() {}

  static void parse(byte[] bytes, Map<String, String> into) throws TarException {
    int at = 0;
    while (at < bytes.length) {
      int space = at;
      while (space < bytes.length && bytes[space] != ' ') {
        space++;
      }
      String digits = new String(bytes, at, space - at, StandardCharsets.ISO_8859_1);
      int end = digits.matches("[0-9]{1,7}") ? at + Integer.parseInt(digits) : -1;
      if (end <= space || end > bytes.length || bytes[end - 1] != '\n') {
        throw new TarException("has a damaged pax header");
      }
      String record = new String(bytes, space + 1, end - space - 2, StandardCharsets.ISO_8859_1);
      int equals = record.indexOf('=');
      if (equals <= 0) {
        throw new TarException("has a damaged pax header");
      }
      into.put(record.substring(0, equals), record.substring(equals + 1));
      at = end;
    }
  }

  static String utf8(Map<String, String> records, String key) {
    return new String(
        records.getOrDefault(key, "").getBytes(StandardCharsets.ISO_8859_1),
        StandardCharsets.UTF_8);
  }

  static long number(Map<String, String> records, String key, long otherwise) throws TarException {
    String value = records.get(key);
    if (value == null) {
      return otherwise;
    }
    if (!value.matches("-?[0-9]{1,18}(\\.[0-9]{0,18})?")) {
      throw new TarException("has a damaged number in a pax header");
    }
    return new BigDecimal(value).setScale(0, RoundingMode.FLOOR).longValueExact();
  }

  /** Appends a record, whose length counts its own digits. */
  static void append(ByteArrayOutputStream out, String key, byte[] value) {
    int rest = key.length() + value.length + 3;
    int length = rest + String.valueOf(rest).length();
    if (String.valueOf(length).length() > String.valueOf(rest).length()) {
      length = rest + String.valueOf(length).length();
    }
    out.writeBytes((length + " " + key + "=").getBytes(StandardCharsets.ISO_8859_1));
    out.writeBytes(value);
    out.write('\n');
  }
}
