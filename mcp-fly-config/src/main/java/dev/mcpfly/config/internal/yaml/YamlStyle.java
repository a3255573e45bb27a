package dev.mcpfly.config.internal.yaml;

import dev.mcpfly.config.internal.edit.Lines;
import dev.mcpfly.config.internal.yaml.YamlNode.Item;
import dev.mcpfly.config.internal.yaml.YamlNode.Pair;
import dev.mcpfly.config.internal.yaml.YamlNode.YamlList;
import dev.mcpfly.config.internal.yaml.YamlNode.YamlMap;
import dev.mcpfly.config.internal.yaml.YamlNode.YamlScalar;
import org.jspecify.annotations.Nullable;

/** How a document is laid out, learnt from what is there. */
final class YamlStyle {
  private final String text;
  private int mapIndent;
  private int listIndent = -1;
  private int blockLists;
  private int flowLists;
  private int plain;
  private int doubleQuoted;
  private int singleQuoted;
  private int plainKeys;
  private int quotedKeys;

  YamlStyle(YamlDocument document) {
    text = document.text();
    if (document.root() != null) {
      learn(document.root());
    }
  }

  private void learn(YamlNode node) {
    if (node instanceof YamlMap map) {
      map.pairs().forEach(pair -> learn(map, pair));
    } else if (node instanceof YamlList list) {
      boolean scalars = !list.items().isEmpty();
      for (Item item : list.items()) {
        scalars &= item.node() instanceof YamlScalar;
        learn(item.node());
      }
      flowLists += list.flow() && scalars ? 1 : 0;
      blockLists += list.flow() || !scalars ? 0 : 1;
    } else if (node instanceof YamlScalar scalar && scalar.value() instanceof String) {
      char c = scalar.body() < scalar.end() ? text.charAt(scalar.body()) : ' ';
      doubleQuoted += c == '"' ? 1 : 0;
      singleQuoted += c == '\'' ? 1 : 0;
      plain += c == '"' || c == '\'' ? 0 : 1;
    }
  }

  private void learn(YamlMap map, Pair pair) {
    if (!map.flow()) {
      int column = column(text, pair.start());
      if (mapIndent == 0
          && pair.value() instanceof YamlMap inner
          && !inner.flow()
          && !inner.pairs().isEmpty()) {
        mapIndent = Math.max(0, column(text, inner.pairs().get(0).start()) - column);
      }
      if (listIndent < 0
          && pair.value() instanceof YamlList inner
          && !inner.flow()
          && !inner.items().isEmpty()) {
        listIndent = Math.max(0, column(text, inner.items().get(0).dash()) - column);
      }
    }
    char first = pair.key().body() < pair.key().end() ? text.charAt(pair.key().body()) : ' ';
    if (first == '"' || first == '\'') {
      quotedKeys++;
    } else {
      plainKeys++;
    }
    learn(pair.value());
  }

  static int column(String text, int offset) {
    return offset - Lines.start(text, offset);
  }

  /** Returns how far the members of a map stand to the right of its key. */
  int mapIndent() {
    return mapIndent > 0 ? mapIndent : listIndent > 0 ? listIndent : 2;
  }

  /** Returns how far the dashes of a list stand to the right of its key; can be 0. */
  int listIndent() {
    return listIndent >= 0 ? listIndent : mapIndent();
  }

  /** Returns whether lists of scalars stand in brackets. */
  boolean flowLists() {
    return flowLists > blockLists;
  }

  /** Returns the quote that most strings have, or null if most have none. */
  @Nullable Character quote() {
    int quoted = doubleQuoted + singleQuoted;
    return quoted > plain || (quoted == plain && quotedKeys()) ? preferredQuote() : null;
  }

  char preferredQuote() {
    return singleQuoted > doubleQuoted ? '\'' : '"';
  }

  /** Returns whether most keys are quoted, as in JSON. */
  boolean quotedKeys() {
    return quotedKeys > plainKeys;
  }
}
