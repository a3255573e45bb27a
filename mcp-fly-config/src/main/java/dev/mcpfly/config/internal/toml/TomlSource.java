package dev.mcpfly.config.internal.toml;

import dev.mcpfly.config.internal.text.TextFormatException;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlTable;
import org.tomlj.TomlVersion;

/** Reads TOML into plain trees; dates and times become strings. */
final class TomlSource {
  /** What a message quotes from the text could be a secret; single characters are not. */
  private static final Pattern QUOTED = Pattern.compile("'[^']{3,}'|\"[^\"]{3,}\"");

  private TomlSource() {}

  static Map<String, @Nullable Object> parse(String text) {
    // Clients read TOML 1.0, some 1.1 already: we read what any of them does, and write 1.0.
    TomlParseResult result = Toml.parse(text, TomlVersion.V1_1_0);
    if (result.hasErrors()) {
      throw failure(text, result.errors().get(0));
    }
    return tree(result);
  }

  private static TextFormatException failure(String text, TomlParseError error) {
    int line = error.position().line();
    int start = 0;
    for (int i = 1; i < line && start < text.length(); i++) {
      start = text.indexOf('\n', start) + 1;
    }
    int column = error.position().column();
    // The parser counts code points.
    for (int i = 0; i < column - 1 && start + i < text.length(); i++) {
      if (Character.isHighSurrogate(text.charAt(start + i))) {
        column++;
      }
    }
    String message = QUOTED.matcher(String.valueOf(error.getMessage())).replaceAll("text");
    String clause = message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1);
    return new TextFormatException(line, column, clause);
  }

  private static Map<String, @Nullable Object> tree(TomlTable table) {
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    for (Map.Entry<String, Object> member : table.entrySet()) {
      tree.put(member.getKey(), plain(member.getValue()));
    }
    return tree;
  }

  private static Object plain(Object value) {
    if (value instanceof TomlTable table) {
      return tree(table);
    }
    if (value instanceof TomlArray array) {
      List<Object> items = new ArrayList<>(array.size());
      for (int i = 0; i < array.size(); i++) {
        items.add(plain(array.get(i)));
      }
      return items;
    }
    if (value instanceof String || value instanceof Number || value instanceof Boolean) {
      return value;
    }
    return time(value);
  }

  private static String time(Object value) {
    if (value instanceof OffsetDateTime time) {
      return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time);
    }
    if (value instanceof LocalDateTime time) {
      return DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(time);
    }
    return value instanceof LocalTime time
        ? DateTimeFormatter.ISO_LOCAL_TIME.format(time)
        : value.toString();
  }
}
