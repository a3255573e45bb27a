package dev.mcpfly.config.internal.json;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The layout of a text, used to make insertions look like their neighbours.
 *
 * @param eol the line end
 * @param unit the white space of one level
 * @param colon what stands between a key and its value
 * @param comma what stands between two items on one line
 * @param padding what stands inside the brackets of an object on one line
 * @param manyLines whether a new entry is spread over lines
 * @param nestedManyLines whether a map inside a new entry is spread over lines
 * @param listsManyLines whether a list inside a new entry is spread over lines
 */
record JsonStyle(
    String eol,
    String unit,
    String colon,
    String comma,
    String padding,
    boolean manyLines,
    boolean nestedManyLines,
    boolean listsManyLines) {

  /** The style of a text that has none yet. */
  static final JsonStyle FRESH = new JsonStyle("\n", "  ", ": ", ", ", "", true, true, false);

  /** Returns the same style, for something that goes on one line. */
  JsonStyle onOneLine() {
    return new JsonStyle(eol, unit, colon, comma, padding, false, false, false);
  }

  /**
   * Reads the style around a block into which something is inserted; {@code root} is the
   * document's.
   */
  static JsonStyle around(JsonBlock block, JsonBlock root) {
    String text = block.text;
    boolean manyLines =
        block.items.isEmpty()
            ? block.isManyLines() || (block.close == block.open + 1 && isSpread(root))
            : block.isManyLines();
    String colon = colon(block, root);
    boolean tight = colon.equals(":") && !manyLines;
    boolean nested = manyLines;
    boolean lists = false;
    boolean entryManyLines = manyLines;
    String padding = block.isManyLines() ? "" : padding(block);
    JsonBlock model = lastObject(block);
    if (model != null && manyLines) {
      entryManyLines = model.isManyLines();
      nested = entryManyLines;
      padding = entryManyLines ? "" : padding(model);
      for (JsonBlock.Item item : model.items) {
        JsonBlock inner = nonEmpty(block.scanner, item);
        if (inner != null && inner.isObject()) {
          nested = inner.isManyLines();
        } else if (inner != null) {
          lists = inner.isManyLines();
        }
      }
    }
    return new JsonStyle(
        eol(text, block),
        unit(block, root),
        colon,
        tight ? "," : ", ",
        padding,
        entryManyLines,
        nested,
        lists);
  }

  /**
   * Returns whether the document has line ends inside, or says nothing about it (an empty root).
   */
  private static boolean isSpread(JsonBlock root) {
    return root.items.isEmpty() || JsonBlock.lineEnd(root.text, root.open, root.close) >= 0;
  }

  private static String colon(JsonBlock block, JsonBlock root) {
    for (JsonBlock model : List.of(block, root)) {
      for (JsonBlock.Item item : model.items) {
        if (item.keyEnd() >= 0) {
          String between = block.text.substring(item.keyEnd(), item.valueStart());
          return between.equals(":") || between.equals(" : ") ? between : ": ";
        }
      }
    }
    return ": ";
  }

  private static String padding(JsonBlock block) {
    if (block.items.isEmpty()) {
      return "";
    }
    String text = block.text;
    int end = block.open + 1;
    while (text.charAt(end) == ' ') {
      end++;
    }
    return text.substring(block.open + 1, end);
  }

  private static String eol(String text, JsonBlock block) {
    int at = JsonBlock.lineEnd(text, block.open, block.close);
    if (at < 0) {
      at = JsonBlock.lineEnd(text, 0, text.length());
    }
    if (at < 0) {
      return "\n";
    }
    return text.startsWith("\r\n", at) ? "\r\n" : text.substring(at, at + 1);
  }

  private static String unit(JsonBlock block, JsonBlock root) {
    for (JsonBlock model : List.of(root, block)) {
      String outer = JsonBlock.indentation(model.text, model.open);
      int from = model.open;
      for (JsonBlock.Item item : model.items) {
        if (model.hasLineEnd(from, item.start())) {
          String inner = JsonBlock.indentation(model.text, item.start());
          if (inner.length() > outer.length() && inner.startsWith(outer)) {
            return inner.substring(outer.length());
          }
        }
        from = item.valueEnd();
      }
    }
    return FRESH.unit();
  }

  private static @Nullable JsonBlock lastObject(JsonBlock block) {
    for (int i = block.items.size() - 1; i >= 0; i--) {
      JsonBlock candidate = nonEmpty(block.scanner, block.items.get(i));
      if (candidate != null && candidate.isObject()) {
        return candidate;
      }
    }
    return null;
  }

  private static @Nullable JsonBlock nonEmpty(JsonScanner scanner, JsonBlock.Item item) {
    char c = scanner.at(item.valueStart());
    if (c != '{' && c != '[') {
      return null;
    }
    JsonBlock block = JsonBlock.at(scanner, item.valueStart());
    return block.items.isEmpty() ? null : block;
  }
}
