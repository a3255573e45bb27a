package dev.mcpfly.config.internal.yaml;

import dev.mcpfly.config.internal.edit.FlowItems;
import dev.mcpfly.config.internal.edit.Lines;
import dev.mcpfly.config.internal.edit.TextEdits;
import dev.mcpfly.config.internal.text.Span;
import dev.mcpfly.config.internal.yaml.YamlNode.Item;
import dev.mcpfly.config.internal.yaml.YamlNode.Pair;
import dev.mcpfly.config.internal.yaml.YamlNode.YamlList;
import dev.mcpfly.config.internal.yaml.YamlNode.YamlMap;
import dev.mcpfly.config.internal.yaml.YamlNode.YamlScalar;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One small change to one well-formed text: a pair or an item added or replaced. */
final class YamlEditor {
  private final String text;
  private final YamlDocument document;
  private final String eol;
  private final YamlWriter writer;

  YamlEditor(YamlDocument document) {
    this.document = document;
    this.text = document.text();
    this.eol = Lines.eol(text);
    this.writer = new YamlWriter(new YamlStyle(document));
  }

  /** Writes the first pair of a document that has none. */
  String addToBlank(String key, @Nullable Object value) {
    List<String> lines = writer.pair(key, value, 0);
    YamlNode root = document.root();
    if (root != null && root.start() < root.end()) {
      String block = String.join(eol, lines);
      boolean ownLine = Lines.startsLine(text, root.start());
      return new TextEdits(text)
          .replace(root.start(), root.end(), ownLine ? block : eol + block)
          .apply();
    }
    return insertLines(Lines.contentEnd(text, document.end()), lines, false);
  }

  /** Adds a pair at the end of the map at a place. */
  String addPair(YamlPlace place, YamlMap map, String key, @Nullable Object value) {
    if (map.flow()) {
      if (map.pairs().isEmpty() && canBecomeBlock(place)) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        members.put(key, value);
        return replace(place, members);
      }
      TextEdits edits = new TextEdits(text);
      flowItems(map).append(edits, writer.key(key) + ": " + writer.flow(value), "  ");
      return edits.apply();
    }
    Pair last = map.pairs().get(map.pairs().size() - 1);
    int column = YamlStyle.column(text, last.start());
    return insertLines(
        YamlLayout.regionEnd(document, last.end(), column),
        YamlWriter.indented(writer.pair(key, value, column), column),
        map.pairs().size() > 1
            && !YamlNode.takesBlankLines(last.value())
            && YamlLayout.hasBlankAbove(
                text, last.start(), map.pairs().get(map.pairs().size() - 2).end()));
  }

  /** Adds an item at the end of the list at a place. */
  String addItem(YamlPlace place, YamlList list, @Nullable Object value) {
    if (list.flow()) {
      if (list.items().isEmpty() && canBecomeBlock(place)) {
        List<@Nullable Object> items = new ArrayList<>();
        items.add(value);
        return replace(place, items);
      }
      TextEdits edits = new TextEdits(text);
      flowItems(list).append(edits, writer.flow(value), "  ");
      return edits.apply();
    }
    Item last = list.items().get(list.items().size() - 1);
    int column = YamlStyle.column(text, last.dash());
    return insertLines(
        YamlLayout.regionEnd(document, last.end(), column),
        YamlWriter.indented(writer.item(value, column, width(last)), column),
        list.items().size() > 1
            && !YamlNode.takesBlankLines(last.node())
            && YamlLayout.hasBlankAbove(
                text, last.dash(), list.items().get(list.items().size() - 2).end()));
  }

  /** Returns how far the content stands to the right of the dash. */
  private int width(Item item) {
    int content = item.node().start();
    return content > item.dash() + 1 && !Lines.hasBreak(text, item.dash(), content)
        ? content - item.dash()
        : 2;
  }

  /** An empty pair of brackets, right behind its key, stands for a block that has no lines yet. */
  private boolean canBecomeBlock(YamlPlace place) {
    Pair pair = place.pair();
    YamlNode node = place.node();
    return pair != null
        && place.parent() instanceof YamlMap parent
        && !parent.flow()
        && node.start() == node.body()
        && node.end() == node.start() + 2
        && text.startsWith(" ", pair.colonEnd())
        && node.start() == pair.colonEnd() + 1;
  }

  private String insertLines(int at, List<String> lines, boolean blankFirst) {
    boolean unfinished = at > 0 && Lines.start(text, at) != at;
    String block = (blankFirst ? eol : "") + String.join(eol, lines);
    return new TextEdits(text).insert(at, unfinished ? eol + block : block + eol).apply();
  }

  /** Replaces the value at a place. */
  String replace(YamlPlace place, @Nullable Object value) {
    TextEdits edits = new TextEdits(text);
    YamlNode node = place.node();
    if (place.parent() instanceof YamlMap map) {
      Pair pair = map.pairs().get(place.index());
      if (map.flow()) {
        replaceInline(edits, node, pair.colonEnd(), pair.key().end(), writer.flow(value));
      } else if (writer.isInline(value)) {
        replaceByInline(edits, pair, writer.inline(value));
      } else {
        int column = YamlStyle.column(text, pair.start());
        replaceByBlock(edits, pair, writer.below(value, column));
      }
    } else if (place.parent() instanceof YamlList list) {
      Item item = list.items().get(place.index());
      if (list.flow()) {
        edits.replace(node.start(), node.end(), writer.flow(value));
      } else {
        int column = YamlStyle.column(text, item.dash());
        List<String> lines = writer.item(value, column, width(item));
        edits.replace(item.dash(), item.end(), String.join(eol, lines));
      }
    }
    return edits.apply();
  }

  private static void replaceInline(
      TextEdits edits, YamlNode old, int colonEnd, int keyEnd, String value) {
    if (colonEnd < 0) {
      edits.insert(keyEnd, ": " + value);
    } else if (old.end() > old.start()) {
      edits.replace(old.start(), old.end(), value);
    } else {
      edits.insert(colonEnd, " " + value);
    }
  }

  private void replaceByInline(TextEdits edits, Pair pair, String value) {
    int keyLineEnd = Lines.end(text, pair.colonEnd());
    if (pair.value().start() > keyLineEnd) {
      edits.insert(pair.colonEnd(), " " + value);
      edits.delete(keyLineEnd, lastLineEnd(pair));
    } else {
      replaceInline(edits, pair.value(), pair.colonEnd(), pair.key().end(), value);
    }
  }

  private void replaceByBlock(TextEdits edits, Pair pair, List<String> lines) {
    String block = eol + String.join(eol, lines);
    int keyLineEnd = Lines.end(text, pair.colonEnd());
    if (pair.value().start() > keyLineEnd) {
      edits.replace(keyLineEnd, lastLineEnd(pair), block);
    } else {
      edits.delete(pair.colonEnd(), pair.end());
      edits.insert(Lines.end(text, pair.end()), block);
    }
  }

  /** A comment behind the last line of a block belongs to what goes with that line. */
  private int lastLineEnd(Pair pair) {
    return pair.value() instanceof YamlScalar ? pair.end() : Lines.end(text, pair.end());
  }

  /** Gives a pair another key. */
  String rename(Pair pair, String newName) {
    YamlNode key = pair.key();
    return new TextEdits(text).replace(key.body(), key.end(), spelled(key, newName)).apply();
  }

  /** Replaces a scalar by a string, in the same quotes if it has any. */
  String rename(YamlNode scalar, String newName) {
    return new TextEdits(text)
        .replace(scalar.start(), scalar.end(), spelled(scalar, newName))
        .apply();
  }

  private String spelled(YamlNode old, String name) {
    char first = old.body() < old.end() ? text.charAt(old.body()) : ' ';
    if (first == '"' || first == '\'') {
      return YamlWriter.quote(name, first);
    }
    return YamlScalars.isSafe(name, true) ? name : YamlWriter.quote(name, '"');
  }

  private FlowItems flowItems(YamlMap map) {
    return new FlowItems(
        text,
        map.body() + 1,
        map.end() - 1,
        map.pairs().stream().map(pair -> new Span(pair.start(), pair.end())).toList());
  }

  private FlowItems flowItems(YamlList list) {
    return new FlowItems(
        text,
        list.body() + 1,
        list.end() - 1,
        list.items().stream()
            .map(item -> new Span(item.node().start(), item.node().end()))
            .toList());
  }

  /** Removes the pair or the item at a place; a container that it empties gets brackets. */
  String remove(YamlPlace container, int index) {
    YamlNode node = container.node();
    TextEdits edits = new TextEdits(text);
    if (node instanceof YamlMap map && map.flow()) {
      flowItems(map).remove(edits, index);
      return edits.apply();
    }
    if (node instanceof YamlList list && list.flow()) {
      flowItems(list).remove(edits, index);
      return edits.apply();
    }
    List<Span> spans = new ArrayList<>();
    List<YamlNode> nodes = new ArrayList<>();
    if (node instanceof YamlMap map) {
      map.pairs().forEach(pair -> spans.add(new Span(pair.start(), pair.end())));
      map.pairs().forEach(pair -> nodes.add(pair.value()));
    } else if (node instanceof YamlList list) {
      list.items().forEach(item -> spans.add(new Span(item.dash(), item.end())));
      list.items().forEach(item -> nodes.add(item.node()));
    }
    Pair owner = container.pair();
    if (spans.size() == 1 && owner != null) {
      int at = node.start() == node.body() ? owner.colonEnd() : propertiesEnd(node);
      edits.insert(at, node instanceof YamlMap ? " {}" : " []");
    }
    new YamlRemoval(document, spans, nodes).remove(edits, index);
    return edits.apply();
  }

  private int propertiesEnd(YamlNode node) {
    return Lines.skipSpacesBack(text, Lines.end(text, node.start()));
  }
}
