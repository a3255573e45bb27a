package dev.mcpfly.config.internal.json;

import dev.mcpfly.config.internal.text.Span;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An object or a list in a text: where its brackets are, and where its items are. */
final class JsonBlock {
  /**
   * A member of an object, or an element of a list (which has no key: it starts with its value).
   *
   * @param lead the end of the token or comment before it
   * @param start its first character: the key's quote, or the value
   * @param keyEnd the end of its key; -1 in a list
   * @param valueStart the first character of its value
   * @param valueEnd the end of its value
   * @param comma where the comma behind it stands; -1 if there is none
   */
  record Item(int lead, int start, int keyEnd, int valueStart, int valueEnd, int comma) {
    Span span() {
      return new Span(start, valueEnd);
    }
  }

  final JsonScanner scanner;
  final String text;
  final int open;
  final int close;
  final List<Item> items;

  private JsonBlock(JsonScanner scanner, int open, int close, List<Item> items) {
    this.scanner = scanner;
    this.text = scanner.text;
    this.open = open;
    this.close = close;
    this.items = items;
  }

  /**
   * Reads the items of the object or list that opens here; what is deeper is checked and skipped.
   */
  static JsonBlock at(JsonScanner scanner, int open) {
    boolean object = scanner.at(open) == '{';
    char closer = object ? '}' : ']';
    List<Item> items = new ArrayList<>();
    int lead = open + 1;
    int comma = -1;
    while (true) {
      int pos = lead;
      int start = scanner.skipTrivia(pos);
      lead = lastCommentEnd(scanner, pos, start);
      if (scanner.at(start) == closer && (comma < 0 || scanner.allowsTrailingCommas())) {
        return new JsonBlock(scanner, open, start, List.copyOf(items));
      }
      if (scanner.at(start) == closer) {
        throw scanner.error(
            comma, "a comma after the last element, which is not allowed in this file");
      }
      int keyEnd = -1;
      int valueStart = start;
      if (object) {
        valueStart = scanner.skipKey(start);
        keyEnd = scanner.skipName(start);
      }
      int valueEnd = scanner.skipValue(valueStart);
      int next = scanner.skipTrivia(valueEnd);
      if (scanner.at(next) == ',') {
        comma = next;
        items.add(new Item(lead, start, keyEnd, valueStart, valueEnd, comma));
        lead = next + 1;
      } else if (scanner.at(next) == closer) {
        items.add(new Item(lead, start, keyEnd, valueStart, valueEnd, -1));
        return new JsonBlock(scanner, open, next, List.copyOf(items));
      } else {
        throw scanner.unexpected(next, "',' or '" + closer + "'");
      }
    }
  }

  private static int lastCommentEnd(JsonScanner scanner, int start, int end) {
    int last = start;
    for (int pos = start; pos < end; ) {
      if (scanner.text.charAt(pos) == '/') {
        pos = scanner.skipComment(pos);
        last = pos;
      } else {
        pos++;
      }
    }
    return last;
  }

  /** Returns the end of the last comment between two tokens, or the start if there is none. */
  int lastCommentEnd(int start, int end) {
    return lastCommentEnd(scanner, start, end);
  }

  /**
   * Returns the end of the comments that follow on the line, if only a line end or the closing
   * bracket comes behind them; else, when they belong to what comes next, {@code from}.
   */
  int tail(int from) {
    int end = from;
    for (int pos = skipSpaces(from); ; pos = skipSpaces(end)) {
      if (pos == close || JsonScanner.isLineEnd(text.charAt(pos))) {
        return end;
      }
      if (text.charAt(pos) != '/') {
        return from;
      }
      end = scanner.skipComment(pos);
    }
  }

  /** Returns whether only comments and spaces are between two tokens: no line end. */
  boolean reachesOnLine(int from, int to) {
    int pos = skipSpaces(from);
    while (pos < to && text.charAt(pos) == '/') {
      pos = skipSpaces(scanner.skipComment(pos));
    }
    return pos == to;
  }

  /** Returns whether the offset is the end of a line comment between the items. */
  boolean endsInLineComment(int end) {
    int from = open + 1;
    for (Item item : items) {
      if (item.start() > end) {
        break;
      }
      from = item.comma() >= 0 && item.comma() < end ? item.comma() + 1 : item.valueEnd();
    }
    int last = -1;
    for (int pos = from; pos < end; ) {
      if (text.charAt(pos) == '/') {
        last = pos;
        pos = scanner.skipComment(pos);
      } else {
        pos++;
      }
    }
    return last >= 0 && text.charAt(last + 1) == '/' && scanner.skipComment(last) == end;
  }

  int skipSpacesBack(int from) {
    int pos = from;
    while (pos > 0 && (text.charAt(pos - 1) == ' ' || text.charAt(pos - 1) == '\t')) {
      pos--;
    }
    return pos;
  }

  int skipSpaces(int from) {
    int pos = from;
    while (pos < text.length() && (text.charAt(pos) == ' ' || text.charAt(pos) == '\t')) {
      pos++;
    }
    return pos;
  }

  boolean isObject() {
    return text.charAt(open) == '{';
  }

  String key(Item item) {
    return JsonTree.string(scanner, item.start(), item.keyEnd());
  }

  /** Returns the last member with this key: the one that counts. */
  @Nullable Item member(String key) {
    for (int i = items.size() - 1; i >= 0; i--) {
      if (key(items.get(i)).equals(key)) {
        return items.get(i);
      }
    }
    return null;
  }

  /**
   * Returns whether line ends stand between the items, or between the brackets of an empty block.
   */
  boolean isManyLines() {
    if (items.isEmpty()) {
      return hasLineEnd(open, close);
    }
    int from = open;
    for (Item item : items) {
      if (hasLineEnd(from, item.start())) {
        return true;
      }
      from = item.valueEnd();
    }
    return false;
  }

  boolean hasLineEnd(int from, int to) {
    return lineEnd(text, from, to) >= 0;
  }

  static int lineEnd(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (JsonScanner.isLineEnd(text.charAt(i))) {
        return i;
      }
    }
    return -1;
  }

  /** Returns the white space that the line of this position starts with. */
  static String indentation(String text, int pos) {
    int start = pos;
    while (start > 0 && !JsonScanner.isLineEnd(text.charAt(start - 1))) {
      start--;
    }
    int end = start;
    while (end < text.length() && (text.charAt(end) == ' ' || text.charAt(end) == '\t')) {
      end++;
    }
    return text.substring(start, end);
  }
}
