package dev.mcpfly.config.internal.yaml;

import dev.mcpfly.config.internal.yaml.YamlNode.Item;
import dev.mcpfly.config.internal.yaml.YamlNode.Pair;
import dev.mcpfly.config.internal.yaml.YamlNode.YamlList;
import dev.mcpfly.config.internal.yaml.YamlNode.YamlMap;
import dev.mcpfly.config.internal.yaml.YamlNode.YamlScalar;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the YAML that programs write: block maps and lists of one-line scalars, with comments. Any
 * other text, and any that is wrong, is left to the parser, which takes several times as long.
 */
final class PlainYaml {
  private static final int MAX_DEPTH = 100;
  private static final int MAX_KEY = 200;

  /** Thrown when the text is not of this kind. */
  private static final class Other extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Other() {
      super(null, null, false, false);
    }
  }

  private final String text;
  private final int length;

  /** Where the next line with content has its first character; the length if there is none. */
  private int next;

  /** How many columns stand before {@link #next}. */
  private int column;

  private PlainYaml(String text) {
    this.text = text;
    this.length = text.length();
  }

  /** Returns the document, or null if the text is for the parser. */
  static @Nullable YamlDocument read(String text) {
    try {
      return new PlainYaml(text).document();
    } catch (Other e) {
      return null;
    }
  }

  private YamlDocument document() {
    line(0);
    if (next >= length || isDash(next)) {
      throw new Other();
    }
    YamlMap root = map(next, column, 1);
    if (next < length) {
      throw new Other();
    }
    return new YamlDocument(text, root, length);
  }

  // ---- lines ----

  /** Goes to the next content at or below the start of a line. */
  private void line(int from) {
    int i = from;
    int start = from;
    while (i < length) {
      char c = text.charAt(i);
      if (c == ' ') {
        i++;
      } else if (c == '#') {
        i = comment(i);
        start = i;
      } else if (c == '\n' || c == '\r') {
        i = lineBreak(i);
        start = i;
      } else {
        break;
      }
    }
    next = i;
    column = i - start;
  }

  private int lineBreak(int at) {
    if (text.charAt(at) == '\n') {
      return at + 1;
    }
    if (at + 1 < length && text.charAt(at + 1) == '\n') {
      return at + 2;
    }
    throw new Other();
  }

  /** Passes a comment and its line end. */
  private int comment(int at) {
    int i = at;
    while (i < length) {
      char c = text.charAt(i);
      if (c == '\n' || c == '\r') {
        return lineBreak(i);
      }
      usual(c);
      i++;
    }
    return i;
  }

  /** Refuses what YAML does not allow, or takes for a line end or for half a character. */
  private static void usual(char c) {
    boolean usual =
        (c >= ' ' && c < 0x7f) || (c > 0xa0 && c < 0x2000) || (c > 0x206f && c < 0xd800);
    if (!usual) {
      throw new Other();
    }
  }

  /** Passes spaces and a comment to the next line; there must be nothing else. */
  private void endLine(int from) {
    int i = from;
    while (i < length && text.charAt(i) == ' ') {
      i++;
    }
    if (i >= length) {
      line(i);
      return;
    }
    char c = text.charAt(i);
    if (c == '#' && i > from) {
      line(comment(i));
    } else if (c == '\n' || c == '\r') {
      line(lineBreak(i));
    } else {
      throw new Other();
    }
  }

  private boolean isEnd(int at) {
    return at >= length || text.charAt(at) == '\n' || text.charAt(at) == '\r';
  }

  /** Whether nothing but spaces and a comment follow on this line. */
  private boolean isLast(int from) {
    int i = from;
    while (i < length && text.charAt(i) == ' ') {
      i++;
    }
    return isEnd(i) || (i > from && text.charAt(i) == '#');
  }

  private boolean isDash(int at) {
    return text.charAt(at) == '-' && (isEnd(at + 1) || text.charAt(at + 1) == ' ');
  }

  // ---- nodes ----

  private YamlNode block(int depth) {
    return isDash(next) ? list(depth) : map(next, column, depth);
  }

  private YamlMap map(int start, int indent, int depth) {
    if (depth > MAX_DEPTH) {
      throw new Other();
    }
    List<Pair> pairs = new ArrayList<>();
    Set<String> names = new HashSet<>();
    int height = 0;
    long size = 1;
    int at = start;
    while (true) {
      int colon = colon(at);
      if (colon < 0) {
        throw new Other();
      }
      YamlScalar key = scalar(at, colon);
      if (!names.add(key.string())) {
        throw new Other();
      }
      YamlNode value = value(colon + 1, indent, true, depth);
      pairs.add(new Pair(key.string(), key, value, at, colon + 1));
      height = Math.max(height, value.height());
      size += 1 + value.size();
      if (next >= length || column < indent) {
        break;
      }
      if (column > indent || isDash(next)) {
        throw new Other();
      }
      at = next;
    }
    int end = pairs.get(pairs.size() - 1).end();
    return new YamlMap(start, start, end, null, false, pairs, Math.max(height, 1) + 1, size);
  }

  private YamlList list(int depth) {
    if (depth > MAX_DEPTH) {
      throw new Other();
    }
    int start = next;
    int indent = column;
    List<Item> items = new ArrayList<>();
    int height = 0;
    long size = 1;
    while (next < length && column == indent && isDash(next)) {
      int dash = next;
      int content = dash + 1;
      while (content < length && text.charAt(content) == ' ') {
        content++;
      }
      YamlNode node;
      if (!isLast(dash + 1) && colon(content) >= 0) {
        node = map(content, indent + content - dash, depth + 1);
      } else {
        node = value(dash + 1, indent, false, depth);
      }
      items.add(new Item(dash, node));
      height = Math.max(height, node.height());
      size += node.size();
    }
    if (next < length && column > indent) {
      throw new Other();
    }
    int end = items.get(items.size() - 1).end();
    return new YamlList(start, start, end, null, false, items, height + 1, size);
  }

  /** Reads what follows a colon or a dash, to the next line with content. */
  private YamlNode value(int from, int indent, boolean ofMap, int depth) {
    if (isLast(from)) {
      endLine(from);
      boolean below = next < length && column > indent;
      boolean beside = ofMap && next < length && column == indent && isDash(next);
      if (below || beside) {
        return block(depth + 1);
      }
      return new YamlScalar(from, from, from, null, "", null, false);
    }
    int start = from;
    while (text.charAt(start) == ' ') {
      start++;
    }
    YamlNode node = inline(start);
    endLine(node.end());
    if (next < length && column > indent) {
      // A scalar that goes on, or a mistake.
      throw new Other();
    }
    return node;
  }

  private YamlNode inline(int start) {
    if (text.startsWith("[]", start)) {
      return new YamlList(start, start, start + 2, null, true, new ArrayList<>(), 1, 1);
    }
    if (text.startsWith("{}", start)) {
      return new YamlMap(start, start, start + 2, null, true, new ArrayList<>(), 1, 1);
    }
    char c = text.charAt(start);
    if (c == '"' || c == '\'') {
      return scalar(start, quoted(start));
    }
    if (!startsPlain(start)) {
      throw new Other();
    }
    int end = start;
    for (int i = start; !isEnd(i); i++) {
      char each = text.charAt(i);
      usual(each);
      if (each == '#' && text.charAt(i - 1) == ' ') {
        break;
      }
      if (each == ':' && (isEnd(i + 1) || text.charAt(i + 1) == ' ')) {
        throw new Other();
      }
      if (each != ' ') {
        end = i + 1;
      }
    }
    return scalar(start, end);
  }

  private boolean startsPlain(int at) {
    char c = text.charAt(at);
    if (c == '-') {
      int word = text.startsWith("--", at) ? at + 2 : at + 1;
      return !isEnd(word) && isWord(text.charAt(word));
    }
    return isWord(c) || "/.~$(+^;\\".indexOf(c) >= 0 || c > 0xa0;
  }

  private static boolean isWord(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  }

  /** Returns the offset after a quoted scalar that says just what stands in it. */
  private int quoted(int start) {
    char quote = text.charAt(start);
    for (int i = start + 1; !isEnd(i); i++) {
      char c = text.charAt(i);
      if (c == quote) {
        if (quote == '\'' && i + 1 < length && text.charAt(i + 1) == '\'') {
          throw new Other();
        }
        return i + 1;
      }
      usual(c);
      if (c == '\\' && quote == '"') {
        throw new Other();
      }
    }
    throw new Other();
  }

  /** Returns the offset of the colon behind a key, or -1 if there is no key here. */
  private int colon(int start) {
    char c = start < length ? text.charAt(start) : ' ';
    int end;
    if (c == '"' || c == '\'') {
      end = quoted(start);
    } else if (isWord(c)) {
      end = start + 1;
      while (end < length && (isWord(text.charAt(end)) || "-./@+".indexOf(text.charAt(end)) >= 0)) {
        end++;
      }
    } else {
      return -1;
    }
    boolean key =
        end < length && text.charAt(end) == ':' && (isEnd(end + 1) || text.charAt(end + 1) == ' ');
    if (key && end - start > MAX_KEY) {
      throw new Other();
    }
    return key ? end : -1;
  }

  private YamlScalar scalar(int start, int end) {
    char c = text.charAt(start);
    if (c == '"' || c == '\'') {
      String string = text.substring(start + 1, end - 1);
      return new YamlScalar(start, start, end, null, string, string, false);
    }
    String string = text.substring(start, end);
    return new YamlScalar(start, start, end, null, string, YamlScalars.resolve(string), false);
  }
}
