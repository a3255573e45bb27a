package dev.mcpfly.config.internal.json;

import dev.mcpfly.config.internal.edit.Trees;
import dev.mcpfly.config.internal.json.JsonBlock.Item;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Edits of one block: each returns the whole new text, and each insertion has the removal that
 * takes it back.
 */
final class JsonEdits {
  private JsonEdits() {}

  /**
   * Inserts an item at the end of a block.
   *
   * @param key the key of the new member; null in a list
   */
  static String append(
      JsonBlock block, @Nullable String key, @Nullable Object value, JsonStyle style) {
    String text = block.text;
    if (block.items.isEmpty()) {
      return appendToEmpty(block, key, value, style);
    }
    Item last = block.items.get(block.items.size() - 1);
    boolean trailingComma = last.comma() >= 0;
    int tail = block.tail(trailingComma ? last.comma() + 1 : last.valueEnd());
    if (!block.isManyLines() && !block.hasLineEnd(last.valueEnd(), tailLineEnd(block, tail))) {
      String item = item(block, key, value, style, JsonBlock.indentation(text, block.open));
      String inserted =
          trailingComma ? style.comma().substring(1) + item + "," : style.comma() + item;
      return splice(text, tail, tail, inserted);
    }
    String indent = memberIndent(block, style);
    String line = style.eol() + indent + item(block, key, value, style, indent);
    if (trailingComma) {
      return splice(text, tail, tail, line + ",");
    }
    return text.substring(0, last.valueEnd())
        + ","
        + text.substring(last.valueEnd(), tail)
        + line
        + text.substring(tail);
  }

  private static int tailLineEnd(JsonBlock block, int tail) {
    String text = block.text;
    return tail < text.length() && JsonScanner.isLineEnd(text.charAt(tail)) ? tail + 1 : tail;
  }

  private static String appendToEmpty(
      JsonBlock block, @Nullable String key, @Nullable Object value, JsonStyle style) {
    String text = block.text;
    String outer = JsonBlock.indentation(text, block.open);
    int comment = block.lastCommentEnd(block.open + 1, block.close);
    String blank = text.substring(comment, block.close);
    boolean lineEndAhead = JsonBlock.lineEnd(blank, 0, blank.length()) >= 0;
    if (block.close > block.open + 1 && !lineEndAhead) {
      // "{ }" and "{ /* x */ }": the new item goes on the same line.
      String item = item(block, key, value, style.onOneLine(), outer);
      String before = comment > block.open + 1 ? " " : blank;
      return splice(text, comment, comment, before + item);
    }
    if (!style.manyLines() && !lineEndAhead) {
      return splice(text, comment, comment, item(block, key, value, style, outer));
    }
    String indent = outer + style.unit();
    String line = style.eol() + indent + item(block, key, value, style, indent);
    if (block.close == block.open + 1) {
      return splice(text, comment, comment, line + style.eol() + outer);
    }
    // An extra line end tells "{}" from a block that had line ends already, when the item is
    // removed.
    return splice(text, comment, comment, comment == block.open + 1 ? line + style.eol() : line);
  }

  /** Replaces the value of an item. */
  static String replace(JsonBlock block, Item item, @Nullable Object value, JsonStyle style) {
    String indent = JsonBlock.indentation(block.text, item.start());
    return splice(
        block.text,
        item.valueStart(),
        item.valueEnd(),
        block.scanner.encode(JsonWriter.value(value, style, indent)));
  }

  /**
   * Makes a member of the object that opens here equal to a value, with the least change of text.
   */
  static String set(
      JsonScanner scanner, int open, String key, @Nullable Object value, JsonStyle style) {
    JsonBlock block = JsonBlock.at(scanner, open);
    Item item = block.member(key);
    if (item == null) {
      JsonStyle own = block.isManyLines() || block.items.isEmpty() ? style : style.onOneLine();
      return append(block, key, value, own);
    }
    Object present = JsonTree.of(scanner, item.valueStart());
    if (Trees.equal(present, value)) {
      return block.text;
    }
    if (present instanceof Map<?, ?> old
        && value instanceof Map<?, ?> wanted
        && !old.isEmpty()
        && !wanted.isEmpty()) {
      return makeEqual(scanner, item.valueStart(), old, wanted, style);
    }
    JsonStyle own = block.isManyLines() ? style : style.onOneLine();
    return replace(block, item, value, own);
  }

  private static String makeEqual(
      JsonScanner scanner, int open, Map<?, ?> present, Map<?, ?> wanted, JsonStyle style) {
    String text = scanner.text;
    for (Object key : present.keySet()) {
      if (!wanted.containsKey(key)) {
        text = drop(scanner.over(text), open, (String) key);
      }
    }
    for (Map.Entry<?, ?> member : wanted.entrySet()) {
      text = set(scanner.over(text), open, (String) member.getKey(), member.getValue(), style);
    }
    return text;
  }

  /** Removes every member with this key from the object that opens here. */
  static String drop(JsonScanner scanner, int open, String key) {
    JsonBlock block = JsonBlock.at(scanner, open);
    for (int i = block.items.size() - 1; i >= 0; i--) {
      if (block.key(block.items.get(i)).equals(key)) {
        return drop(scanner.over(JsonRemoval.remove(block, i)), open, key);
      }
    }
    return block.text;
  }

  private static String memberIndent(JsonBlock block, JsonStyle style) {
    for (int i = block.items.size() - 1; i >= 0; i--) {
      Item item = block.items.get(i);
      int from = i == 0 ? block.open : block.items.get(i - 1).valueEnd();
      if (block.hasLineEnd(from, item.start())) {
        return JsonBlock.indentation(block.text, item.start());
      }
    }
    return JsonBlock.indentation(block.text, block.open) + style.unit();
  }

  private static String item(
      JsonBlock block,
      @Nullable String key,
      @Nullable Object value,
      JsonStyle style,
      String indent) {
    return block.scanner.encode(
        key == null
            ? JsonWriter.value(value, style, indent)
            : JsonWriter.member(key, value, style, indent));
  }

  private static String splice(String text, int from, int to, String replacement) {
    return new StringBuilder(text.length() - (to - from) + replacement.length())
        .append(text, 0, from)
        .append(replacement)
        .append(text, to, text.length())
        .toString();
  }
}
