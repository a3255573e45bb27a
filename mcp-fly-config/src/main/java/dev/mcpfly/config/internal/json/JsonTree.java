package dev.mcpfly.config.internal.json;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Plain values of a checked text. */
final class JsonTree {
  private JsonTree() {}

  /** Returns the value that starts here. */
  static @Nullable Object of(JsonScanner scanner, int start) {
    char c = scanner.at(start);
    if (c == '{') {
      return map(scanner, start);
    }
    if (c == '[') {
      List<@Nullable Object> list = new ArrayList<>();
      for (JsonBlock.Item item : JsonBlock.at(scanner, start).items) {
        list.add(of(scanner, item.valueStart()));
      }
      return list;
    }
    int end = scanner.skipValue(start);
    return switch (c) {
      case '"', '\'' -> string(scanner, start, end);
      case 't' -> true;
      case 'f' -> false;
      case 'n' -> null;
      default -> number(scanner.text.substring(start, end));
    };
  }

  /** Returns the object that starts here. */
  static Map<String, @Nullable Object> map(JsonScanner scanner, int start) {
    JsonBlock block = JsonBlock.at(scanner, start);
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    for (JsonBlock.Item item : block.items) {
      map.put(block.key(item), of(scanner, item.valueStart()));
    }
    return map;
  }

  /** Returns the string whose literal, quotes included, is this part of a text. */
  static String string(JsonScanner scanner, int start, int end) {
    int quote = scanner.isQuote(scanner.at(start)) ? 1 : 0; // JSON5 has keys without quotes
    String inner = scanner.decode(scanner.text.substring(start + quote, end - quote));
    if (inner.indexOf('\\') < 0) {
      return inner; // a search in the whole text would go on to its end, for every key
    }
    StringBuilder out = new StringBuilder(inner.length());
    for (int i = 0; i < inner.length(); i++) {
      char c = inner.charAt(i);
      if (c != '\\') {
        out.append(c);
        continue;
      }
      char escape = inner.charAt(++i);
      switch (escape) {
        case 'b' -> out.append('\b');
        case 'f' -> out.append('\f');
        case 'n' -> out.append('\n');
        case 'r' -> out.append('\r');
        case 't' -> out.append('\t');
        case 'u' -> {
          out.append((char) Integer.parseInt(inner.substring(i + 1, i + 5), 16));
          i += 4;
        }
        case '\r' -> i += inner.startsWith("\n", i + 1) ? 1 : 0; // JSON5: the string goes on
        case '\n', '\u2028', '\u2029' -> {}
        case '0' -> out.append('\0');
        case 'v' -> out.append('\u000b');
        case 'x' -> {
          out.append((char) Integer.parseInt(inner.substring(i + 1, i + 3), 16));
          i += 2;
        }
        default -> out.append(escape);
      }
    }
    return out.toString();
  }

  private static Number number(String literal) {
    Number other = Json5Lexer.number(literal);
    if (other != null) {
      return other;
    }
    try {
      if (literal.indexOf('.') < 0 && literal.indexOf('e') < 0 && literal.indexOf('E') < 0) {
        if (literal.length() < 19) {
          return Long.parseLong(literal);
        }
        // Turning digits into a big number takes quadratic time: longer literals become doubles.
        return literal.length() < 1000 ? new BigInteger(literal) : Double.parseDouble(literal);
      }
      return literal.length() < 1000 ? new BigDecimal(literal) : Double.parseDouble(literal);
    } catch (NumberFormatException | ArithmeticException e) {
      return Double.parseDouble(literal); // an exponent beyond BigDecimal's
    }
  }
}
