package dev.mcpfly.config.internal.toml;

import dev.mcpfly.config.internal.edit.LastRead;
import dev.mcpfly.config.internal.edit.Lines;
import dev.mcpfly.config.internal.text.TextFormatException;
import dev.mcpfly.config.internal.toml.TomlDocument.ArrayNode;
import dev.mcpfly.config.internal.toml.TomlDocument.InlineTable;
import dev.mcpfly.config.internal.toml.TomlDocument.KeyValue;
import dev.mcpfly.config.internal.toml.TomlDocument.Literal;
import dev.mcpfly.config.internal.toml.TomlDocument.Node;
import dev.mcpfly.config.internal.toml.TomlDocument.Section;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the grammar of TOML 1.0, and what TOML 1.1 adds to it: line ends, comments and a last comma
 * in inline tables, the escapes {@code \e} and {@code \x}, times without seconds. Whether keys
 * contradict each other is checked by {@link TomlTree}.
 *
 * <p>Needs time proportional to the length of the text. No message quotes the text.
 */
final class TomlScanner {
  private static final int MAX_DEPTH = 1000;

  private static final LastRead<TomlDocument> LAST =
      new LastRead<>(text -> new TomlScanner(text).document());

  private final String text;
  private int pos;

  private TomlScanner(String text) {
    this.text = text;
  }

  /**
   * Returns the statements of a text.
   *
   * @throws TextFormatException if the text does not follow the grammar
   */
  static TomlDocument scan(String text) {
    return LAST.of(text);
  }

  private TomlDocument document() {
    List<Section> sections = new ArrayList<>();
    Section section = new Section(List.of(), false, 0, 0, new ArrayList<>());
    sections.add(section);
    skipTrivia();
    while (pos < text.length()) {
      if (text.charAt(pos) == '[') {
        section = header();
        sections.add(section);
      } else {
        section.pairs().add(keyValue(section.header().size()));
      }
      endLine();
      skipTrivia();
    }
    return new TomlDocument(text, sections);
  }

  private Section header() {
    int start = pos;
    boolean array = text.startsWith("[[", pos);
    pos += array ? 2 : 1;
    List<TomlDocument.Key> keys = dottedKey(0);
    for (int i = array ? 2 : 1; i > 0; i--) {
      if (at(pos) != ']') {
        throw error("']' is expected here");
      }
      pos++;
    }
    return new Section(keys, array, start, pos, new ArrayList<>());
  }

  private KeyValue keyValue(int depth) {
    List<TomlDocument.Key> key = dottedKey(depth);
    if (at(pos) != '=') {
      throw error("'=' is expected here");
    }
    pos = Lines.skipSpaces(text, pos + 1);
    return new KeyValue(key, value(depth + key.size()));
  }

  /** Reads a dotted key with the spaces behind it. */
  private List<TomlDocument.Key> dottedKey(int depth) {
    List<TomlDocument.Key> keys = new ArrayList<>();
    while (true) {
      if (depth + keys.size() == MAX_DEPTH) {
        throw tooDeep();
      }
      pos = Lines.skipSpaces(text, pos);
      keys.add(key());
      pos = Lines.skipSpaces(text, pos);
      if (at(pos) != '.') {
        return keys;
      }
      pos++;
    }
  }

  private TomlDocument.Key key() {
    int start = pos;
    char c = at(pos);
    if (c == '"' || c == '\'') {
      TomlStrings string = new TomlStrings(text, pos, false);
      pos = string.end();
      return new TomlDocument.Key(string.value(), start, pos);
    }
    while (isBareKeyPart(at(pos))) {
      pos++;
    }
    if (pos == start) {
      throw error("a key is expected here");
    }
    return new TomlDocument.Key(text.substring(start, pos), start, pos);
  }

  static boolean isBareKeyPart(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '_';
  }

  private Node value(int depth) {
    if (depth > MAX_DEPTH) {
      throw tooDeep();
    }
    char c = at(pos);
    if (c == '[') {
      return array(depth);
    }
    if (c == '{') {
      return inlineTable(depth);
    }
    int start = pos;
    if (c == '"' || c == '\'') {
      TomlStrings string = new TomlStrings(text, pos, true);
      pos = string.end();
      return new Literal(start, pos, string.value());
    }
    TomlBareValue bare = TomlBareValue.at(text, pos);
    pos = bare.end();
    return new Literal(start, pos, bare.value());
  }

  private Node array(int depth) {
    int start = pos++;
    List<Node> items = new ArrayList<>();
    skipTrivia();
    while (at(pos) != ']') {
      items.add(value(depth + 1));
      skipSeparator(']');
    }
    pos++;
    return new ArrayNode(start, pos, items);
  }

  private Node inlineTable(int depth) {
    int start = pos++;
    List<KeyValue> members = new ArrayList<>();
    skipTrivia();
    while (at(pos) != '}') {
      members.add(keyValue(depth));
      skipSeparator('}');
    }
    pos++;
    return new InlineTable(start, pos, members);
  }

  /** Skips a comma with what is around it, or goes to the closing bracket. */
  private void skipSeparator(char close) {
    skipTrivia();
    if (at(pos) == ',') {
      pos++;
      skipTrivia();
    } else if (at(pos) != close) {
      throw error("',' or '" + close + "' is expected here");
    }
  }

  private void skipTrivia() {
    while (pos < text.length()) {
      char c = text.charAt(pos);
      if (c == '#') {
        skipComment();
      } else if (c == ' ' || c == '\t' || c == '\n' || isLineEnd(text, pos)) {
        pos++;
      } else {
        return;
      }
    }
  }

  private void skipComment() {
    while (pos < text.length() && !isLineEnd(text, pos)) {
      if (isControl(text.charAt(pos))) {
        throw error("control characters are not allowed in a comment");
      }
      pos++;
    }
  }

  /** Checks that nothing but a comment follows on the line. */
  private void endLine() {
    pos = Lines.skipSpaces(text, pos);
    if (at(pos) == '#') {
      skipComment();
    }
    if (pos < text.length() && !isLineEnd(text, pos)) {
      throw error("the end of the line is expected here");
    }
  }

  /** Returns whether a line end starts here: LF or CR LF. */
  static boolean isLineEnd(String text, int pos) {
    char c = text.charAt(pos);
    return c == '\n' || (c == '\r' && pos + 1 < text.length() && text.charAt(pos + 1) == '\n');
  }

  /** Returns whether TOML forbids the character in comments and strings. */
  static boolean isControl(char c) {
    return (c < ' ' && c != '\t') || c == 0x7f;
  }

  /** Returns the character, or 0 at the end of the text. */
  private char at(int offset) {
    return offset < text.length() ? text.charAt(offset) : 0;
  }

  private TextFormatException tooDeep() {
    return error("the nesting is deeper than " + MAX_DEPTH + " levels");
  }

  private TextFormatException error(String reason) {
    return TextFormatException.at(text, pos, reason);
  }
}
