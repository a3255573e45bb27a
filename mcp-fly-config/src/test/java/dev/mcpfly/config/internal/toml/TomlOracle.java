package dev.mcpfly.config.internal.toml;

import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlTable;
import org.tomlj.TomlVersion;

/** Reads TOML with a parser that is not ours, into plain trees; dates and times become strings. */
final class TomlOracle {
  private TomlOracle() {}

  static Map<String, Object> parse(String text) {
    TomlParseResult result = Toml.parse(text, TomlVersion.V1_1_0);
    if (result.hasErrors()) {
      throw new IllegalArgumentException(result.errors().get(0).toString());
    }
    return tree(result);
  }

  private static Map<String, Object> tree(TomlTable table) {
    Map<String, Object> tree = new LinkedHashMap<>();
    table.entrySet().forEach(member -> tree.put(member.getKey(), plain(member.getValue())));
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
    if (value instanceof OffsetDateTime time) {
      return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time);
    }
    if (value instanceof LocalDateTime time) {
      return DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(time);
    }
    return value instanceof LocalTime time
        ? DateTimeFormatter.ISO_LOCAL_TIME.format(time)
        : value instanceof java.time.LocalDate ? value.toString() : value;
  }
}
