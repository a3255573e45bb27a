package dev.mcpfly.config.internal.toml;

import dev.mcpfly.config.internal.text.TextFormatException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A TOML text as its statements, with the place of every part.
 *
 * @param sections the part before the first header, then one section for each header
 */
record TomlDocument(String text, List<Section> sections) {
  /**
   * Returns the document as a plain tree.
   *
   * @throws TextFormatException if keys contradict each other
   */
  Map<String, @Nullable Object> tree() {
    return TomlTree.of(this);
  }

  /** One part of a dotted key; the offsets include its quotes. */
  record Key(String name, int start, int end) {}

  /** A header with the key-value pairs up to the next header. */
  record Section(List<Key> header, boolean array, int start, int headerEnd, List<KeyValue> pairs) {
    List<String> path() {
      return names(header);
    }

    /** Returns the offset after the last pair, or after the header if there is none. */
    int end() {
      return pairs.isEmpty() ? headerEnd : pairs.get(pairs.size() - 1).end();
    }
  }

  /** A pair of a dotted key and a value, on its own line or inside an inline table. */
  record KeyValue(List<Key> key, Node value) {
    int start() {
      return key.get(0).start();
    }

    int end() {
      return value.end();
    }

    List<String> path(List<String> base) {
      List<String> path = new ArrayList<>(base);
      key.forEach(part -> path.add(part.name()));
      return path;
    }
  }

  /** A value with the offsets of its first character and of the one after its last. */
  sealed interface Node permits Literal, ArrayNode, InlineTable {
    int start();

    int end();
  }

  /** A string, number, boolean or date; {@code value} is what it says, a date as a string. */
  record Literal(int start, int end, Object value) implements Node {}

  /** A value in square brackets. */
  record ArrayNode(int start, int end, List<Node> items) implements Node {}

  /** A value in curly brackets. */
  record InlineTable(int start, int end, List<KeyValue> members) implements Node {}

  private static List<String> names(List<Key> keys) {
    return keys.stream().map(Key::name).toList();
  }

  /** Returns whether the path begins with all of the prefix. */
  static boolean startsWith(List<String> path, List<String> prefix) {
    return path.size() >= prefix.size() && path.subList(0, prefix.size()).equals(prefix);
  }
}
