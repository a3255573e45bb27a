package dev.mcpfly.config.internal.toml;

import dev.mcpfly.config.internal.edit.Lines;
import dev.mcpfly.config.internal.edit.Trees;
import dev.mcpfly.config.internal.toml.TomlDocument.ArrayNode;
import dev.mcpfly.config.internal.toml.TomlDocument.InlineTable;
import dev.mcpfly.config.internal.toml.TomlDocument.KeyValue;
import dev.mcpfly.config.internal.toml.TomlDocument.Literal;
import dev.mcpfly.config.internal.toml.TomlDocument.Node;
import dev.mcpfly.config.internal.toml.TomlDocument.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Spells values the way that a document spells its own: its quotes, its space around {@code =}. */
final class TomlWriter {
  private int literalStrings;
  private int basicStrings;
  private int spaced;
  private int unspaced;
  private final String text;

  TomlWriter(TomlDocument document) {
    text = document.text();
    for (Section section : document.sections()) {
      section.pairs().forEach(this::learn);
    }
  }

  private void learn(KeyValue pair) {
    int keyEnd = pair.key().get(pair.key().size() - 1).end();
    if (text.charAt(keyEnd) == '=' && pair.value().start() == keyEnd + 1) {
      unspaced++;
    } else {
      spaced++;
    }
    learn(pair.value());
  }

  private void learn(Node value) {
    if (value instanceof Literal literal) {
      char c = text.charAt(literal.start());
      literalStrings += c == '\'' ? 1 : 0;
      basicStrings += c == '"' ? 1 : 0;
    } else if (value instanceof ArrayNode array) {
      array.items().forEach(this::learn);
    } else if (value instanceof InlineTable table) {
      table.members().forEach(this::learn);
    }
  }

  /** Returns the pair of a key that is spelled already and a value. */
  String pair(String key, @Nullable Object value) {
    return key + (unspaced > spaced ? "=" : " = ") + value(value);
  }

  /** Returns the value on one line. */
  String value(@Nullable Object value) {
    if (value instanceof String string) {
      return literalStrings > basicStrings && fitsLiteral(string)
          ? "'" + string + "'"
          : TomlEscapes.quote(string);
    }
    if (value instanceof Map<?, ?> map) {
      return map.isEmpty()
          ? "{}"
          : map.entrySet().stream()
              .map(e -> pair(TomlEscapes.key(String.valueOf(e.getKey())), e.getValue()))
              .collect(Collectors.joining(", ", "{ ", " }"));
    }
    if (value instanceof List<?> list) {
      return list.stream().map(this::value).collect(Collectors.joining(", ", "[", "]"));
    }
    if (value instanceof Number number) {
      return number(number);
    }
    if (value instanceof Boolean) {
      return value.toString();
    }
    throw new IllegalArgumentException(
        "TOML has no way to write " + (value == null ? "null" : "a " + value.getClass().getName()));
  }

  private static String number(Number number) {
    if (Trees.isFinite(number)) {
      return number.toString();
    }
    double value = number.doubleValue();
    return Double.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
  }

  private static boolean fitsLiteral(String string) {
    return string.chars().allMatch(c -> c != '\'' && c != 0x7f && (c >= ' ' || c == '\t'));
  }

  /**
   * Returns the lines of a table with its header, without a line end after the last one.
   *
   * @param subTables whether members that are tables get their own headers
   */
  List<String> table(List<String> path, Map<String, ?> value, boolean subTables) {
    List<String> lines = new ArrayList<>();
    lines.add(header(path));
    value.forEach(
        (key, member) -> {
          if (!isSubTable(member, subTables)) {
            lines.add(pair(TomlEscapes.key(key), member));
          }
        });
    value.forEach(
        (key, member) -> {
          if (isSubTable(member, subTables)) {
            List<String> below = new ArrayList<>(path);
            below.add(key);
            lines.add("");
            lines.add(header(below));
            ((Map<?, ?>) member)
                .forEach(
                    (name, inner) -> lines.add(pair(TomlEscapes.key(String.valueOf(name)), inner)));
          }
        });
    return lines;
  }

  private static boolean isSubTable(@Nullable Object member, boolean subTables) {
    return subTables && member instanceof Map<?, ?> map && !map.isEmpty();
  }

  private static String header(List<String> path) {
    return path.stream().map(TomlEscapes::key).collect(Collectors.joining(".", "[", "]"));
  }

  /** Returns whether no header but the first has a blank line above it. */
  static boolean isCompact(TomlDocument document) {
    List<Section> sections = document.sections();
    for (int i = 2; i < sections.size(); i++) {
      int line = Lines.start(document.text(), sections.get(i).start());
      do {
        line = Lines.previous(document.text(), line);
      } while (line >= 0 && Lines.isComment(document.text(), line));
      if (line >= 0 && Lines.isBlank(document.text(), line)) {
        return false;
      }
    }
    return sections.size() > 2;
  }
}
