package dev.mcpfly.config.internal.toml;

import dev.mcpfly.config.internal.edit.Lines;
import dev.mcpfly.config.internal.toml.TomlDocument.ArrayNode;
import dev.mcpfly.config.internal.toml.TomlDocument.InlineTable;
import dev.mcpfly.config.internal.toml.TomlDocument.KeyValue;
import dev.mcpfly.config.internal.toml.TomlDocument.Literal;
import dev.mcpfly.config.internal.toml.TomlDocument.Node;
import dev.mcpfly.config.internal.toml.TomlDocument.Section;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the parts of a text that is known to be well-formed TOML. It checks nothing: the parser has
 * done so before, which also bounds the nesting.
 */
final class TomlScanner {
  private final String text;
  private int pos;

  private TomlScanner(String text) {
    this.text = text;
  }

  static TomlDocument scan(String text) {
    return new TomlScanner(text).document();
  }

  private TomlDocument document() {
    List<Section> sections = new ArrayList<>();
    Section section = new Section(List.of(), false, 0, 0, new ArrayList<>());
    sections.add(section);
    while ((pos = Lines.skipTrivia(text, pos)) < text.length()) {
      if (text.charAt(pos) == '[') {
        section = header();
        sections.add(section);
      } else {
        section.pairs().add(keyValue());
      }
    }
    return new TomlDocument(text, sections);
  }

  private Section header() {
    int start = pos;
    boolean array = text.startsWith("[[", pos);
    pos += array ? 2 : 1;
    List<TomlDocument.Key> keys = dottedKey();
    pos += array ? 2 : 1;
    return new Section(keys, array, start, pos, new ArrayList<>());
  }

  private KeyValue keyValue() {
    List<TomlDocument.Key> key = dottedKey();
    pos = Lines.skipTrivia(text, pos + 1);
    return new KeyValue(key, value());
  }

  /** Reads a dotted key and stops at what follows it: {@code =} or {@code ]}. */
  private List<TomlDocument.Key> dottedKey() {
    List<TomlDocument.Key> keys = new ArrayList<>();
    while (true) {
      pos = Lines.skipSpaces(text, pos);
      keys.add(key());
      pos = Lines.skipSpaces(text, pos);
      if (text.charAt(pos) != '.') {
        return keys;
      }
      pos++;
    }
  }

  private TomlDocument.Key key() {
    int start = pos;
    char c = text.charAt(pos);
    if (c == '"' || c == '\'') {
      pos = quotedEnd(c);
      String inner = text.substring(start + 1, pos - 1);
      return new TomlDocument.Key(c == '"' ? TomlEscapes.decode(inner) : inner, start, pos);
    }
    while (" \t.=]".indexOf(text.charAt(pos)) < 0) {
      pos++;
    }
    return new TomlDocument.Key(text.substring(start, pos), start, pos);
  }

  private Node value() {
    return switch (text.charAt(pos)) {
      case '[' -> array();
      case '{' -> inlineTable();
      case '"', '\'' -> string();
      default -> bare();
    };
  }

  private Node array() {
    int start = pos++;
    List<Node> items = new ArrayList<>();
    while (!skipTo(']')) {
      items.add(value());
    }
    return new ArrayNode(start, pos, items);
  }

  private Node inlineTable() {
    int start = pos++;
    List<KeyValue> members = new ArrayList<>();
    while (!skipTo('}')) {
      members.add(keyValue());
    }
    return new InlineTable(start, pos, members);
  }

  /** Skips what separates items; returns true behind the closing bracket. */
  private boolean skipTo(char close) {
    pos = Lines.skipTrivia(text, pos);
    if (text.charAt(pos) == ',') {
      pos = Lines.skipTrivia(text, pos + 1);
    }
    if (text.charAt(pos) == close) {
      pos++;
      return true;
    }
    return false;
  }

  private Node string() {
    int start = pos;
    char quote = text.charAt(pos);
    String triple = String.valueOf(quote).repeat(3);
    if (!text.startsWith(triple, pos)) {
      pos = quotedEnd(quote);
      return new Literal(start, pos);
    }
    pos += 3;
    while (!text.startsWith(triple, pos)) {
      pos += quote == '"' && text.charAt(pos) == '\\' ? 2 : 1;
    }
    pos += 3;
    // The closing quotes may follow one or two quotes of the content.
    for (int i = 0; i < 2 && pos < text.length() && text.charAt(pos) == quote; i++) {
      pos++;
    }
    return new Literal(start, pos);
  }

  private int quotedEnd(char quote) {
    int i = pos + 1;
    while (text.charAt(i) != quote) {
      i += quote == '"' && text.charAt(i) == '\\' ? 2 : 1;
    }
    return i + 1;
  }

  private Node bare() {
    int start = pos;
    while (pos < text.length() && ",]}#\r\n".indexOf(text.charAt(pos)) < 0) {
      pos++;
    }
    pos = Lines.skipSpacesBack(text, pos);
    return new Literal(start, pos);
  }
}
