package dev.mcpfly.config.internal.toml;

import dev.mcpfly.config.internal.edit.FlowItems;
import dev.mcpfly.config.internal.edit.Lines;
import dev.mcpfly.config.internal.edit.TextEdits;
import dev.mcpfly.config.internal.edit.Trees;
import dev.mcpfly.config.internal.text.Span;
import dev.mcpfly.config.internal.toml.TomlDocument.ArrayNode;
import dev.mcpfly.config.internal.toml.TomlDocument.InlineTable;
import dev.mcpfly.config.internal.toml.TomlDocument.KeyValue;
import dev.mcpfly.config.internal.toml.TomlDocument.Node;
import dev.mcpfly.config.internal.toml.TomlDocument.Section;
import dev.mcpfly.config.internal.toml.TomlParts.Inline;
import dev.mcpfly.config.internal.toml.TomlParts.LinePart;
import dev.mcpfly.config.internal.toml.TomlParts.MemberPart;
import dev.mcpfly.config.internal.toml.TomlParts.Part;
import dev.mcpfly.config.internal.toml.TomlParts.SectionPart;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One small change to one well-formed text: a member added, replaced, removed or renamed. */
final class TomlEditor {
  private final String text;
  private final TomlDocument document;
  private final String eol;

  TomlEditor(String text) {
    this.text = text;
    this.document = TomlScanner.scan(text);
    this.eol = Lines.eol(text);
  }

  /** Adds an entry to the table at a path, as a table with a header wherever that is possible. */
  String addEntry(List<String> container, String name, Map<String, ?> value) {
    Inline inline = TomlParts.inlineAround(document, container);
    List<String> path = child(container, name);
    return inline == null ? addSection(path, value) : addInline(inline, path, value);
  }

  /** Adds a member to the table at a path, in the way in which that table is written. */
  String addMember(List<String> table, String key, @Nullable Object value) {
    List<String> path = child(table, key);
    Inline inline = TomlParts.inlineAround(document, table);
    if (inline != null) {
      return addInline(inline, path, value);
    }
    List<Part> parts = TomlParts.of(document, table);
    for (Part part : parts) {
      if (part instanceof SectionPart found && found.section().path().equals(table)) {
        return value instanceof Map<?, ?> map && !map.isEmpty() && hasSubTables(table)
            ? addSection(path, plainMap(map))
            : addLine(found.section(), key, value);
      }
    }
    LinePart dotted = null;
    for (Part part : parts) {
      dotted = part instanceof LinePart line ? line : dotted;
    }
    if (dotted != null) {
      return addDotted(dotted, table.size(), key, value);
    }
    return parts.isEmpty()
        ? addSection(table, Map.of(key, Objects.requireNonNull(value)))
        : addHeader(parts.get(0), table, key, value);
  }

  private String addInline(Inline inline, List<String> path, @Nullable Object value) {
    List<String> rest = path.subList(inline.path().size(), path.size());
    String key = String.join(".", rest.stream().map(TomlEscapes::key).toList());
    TextEdits edits = new TextEdits(text);
    items(inline.table()).append(edits, new TomlWriter(document).pair(key, value), "  ");
    return edits.apply();
  }

  private String addLine(Section section, String key, @Nullable Object value) {
    String line = new TomlWriter(document).pair(TomlEscapes.key(key), value);
    int last =
        section.pairs().isEmpty()
            ? section.start()
            : section.pairs().get(section.pairs().size() - 1).start();
    return insertLine(Lines.next(text, section.end()), Lines.indent(text, last) + line);
  }

  private String addDotted(LinePart sibling, int depth, String key, @Nullable Object value) {
    List<TomlDocument.Key> keys = sibling.pair().key();
    int own = keys.size() - (sibling.path().size() - depth);
    String prefix = text.substring(keys.get(0).start(), keys.get(own - 1).end()) + ".";
    String line = new TomlWriter(document).pair(prefix + TomlEscapes.key(key), value);
    return insertLine(
        Lines.next(text, sibling.pair().end()), Lines.indent(text, sibling.pair().start()) + line);
  }

  /** Puts a header with one pair above the first of a table's sub-tables. */
  private String addHeader(Part first, List<String> table, String key, @Nullable Object value) {
    int at = Lines.start(text, first.span().start());
    int floor = endBefore(at); // a line above that may look like a comment inside a string
    while (Lines.previous(text, at) >= floor && Lines.isComment(text, Lines.previous(text, at))) {
      at = Lines.previous(text, at);
    }
    String indent = Lines.indent(text, first.span().start());
    StringBuilder block = new StringBuilder();
    for (String line :
        new TomlWriter(document).table(table, Map.of(key, Objects.requireNonNull(value)), false)) {
      block.append(indent).append(line).append(eol);
    }
    if (!TomlWriter.isCompact(document)) {
      block.append(eol);
    }
    return new TextEdits(text).insert(at, block.toString()).apply();
  }

  /** Returns the start of the line behind the last statement before an offset. */
  private int endBefore(int offset) {
    int end = 0;
    for (Section section : document.sections()) {
      if (section.end() <= offset && section.end() > 0) {
        end = Lines.next(text, section.end());
      }
    }
    return end;
  }

  /** Adds an item to an array of tables. */
  String addItem(List<String> path, Map<String, ?> value) {
    return addSection(path, value, true);
  }

  private String addSection(List<String> path, Map<String, ?> value) {
    return addSection(path, value, false);
  }

  private String addSection(List<String> path, Map<String, ?> value, boolean item) {
    Section sibling = lastSibling(item ? child(path, "") : path);
    int at = sibling == null ? Lines.contentEnd(text, text.length()) : endOfSection(sibling);
    boolean unfinished = at > 0 && Lines.start(text, at) != at;
    StringBuilder block = new StringBuilder(unfinished ? eol : "");
    if (at > 0 && (!TomlWriter.isCompact(document) || endsInComment(at))) {
      block.append(eol);
    }
    String indent = sibling == null ? "" : Lines.indent(text, sibling.start());
    String inner =
        sibling == null || sibling.pairs().isEmpty()
            ? indent
            : Lines.indent(text, sibling.pairs().get(0).start());
    boolean subTables = item ? hasItemTables(path) : hasSubTables(path.subList(0, path.size() - 1));
    List<String> lines = new TomlWriter(document).table(path, value, subTables);
    if (item) {
      lines.set(0, "[" + lines.get(0) + "]");
    }
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      block.append(line.isEmpty() ? "" : line.startsWith("[") ? indent : inner).append(line);
      if (i < lines.size() - 1 || !unfinished) {
        block.append(eol);
      }
    }
    return new TextEdits(text).insert(at, block.toString()).apply();
  }

  /** Returns the last section at or below the path's parent, or its parent, and so on. */
  private @Nullable Section lastSibling(List<String> path) {
    for (int size = path.size() - 1; size > 0; size--) {
      List<String> prefix = path.subList(0, size);
      for (int i = document.sections().size() - 1; i > 0; i--) {
        if (TomlDocument.startsWith(document.sections().get(i).path(), prefix)) {
          return document.sections().get(i);
        }
      }
    }
    return null;
  }

  /** Returns where the section ends; the comments right below its last line belong to it. */
  private int endOfSection(Section section) {
    int end = Lines.next(text, section.end());
    int at = end;
    while (at < text.length() && Lines.isComment(text, at)) {
      at = Lines.next(text, at);
    }
    boolean nextStartsHere = at < text.length() && !Lines.isBlank(text, at);
    return nextStartsHere ? end : at;
  }

  private boolean endsInComment(int at) {
    int line = Lines.start(text, at) == at ? Lines.previous(text, at) : Lines.start(text, at);
    return line >= 0 && Lines.isComment(text, line);
  }

  private boolean hasSubTables(List<String> container) {
    return document.sections().stream()
        .anyMatch(
            section ->
                !section.array()
                    && section.path().size() > container.size() + 1
                    && TomlDocument.startsWith(section.path(), container));
  }

  /** Returns whether items of an array of tables have tables with their own headers. */
  private boolean hasItemTables(List<String> array) {
    return document.sections().stream()
        .anyMatch(
            section ->
                section.path().size() > array.size()
                    && TomlDocument.startsWith(section.path(), array));
  }

  private String insertLine(int at, String line) {
    boolean unfinished = at > 0 && Lines.start(text, at) != at;
    return new TextEdits(text).insert(at, unfinished ? eol + line : line + eol).apply();
  }

  /** Replaces the value at a path if one pair defines it; else returns empty. */
  Optional<String> replace(List<String> path, @Nullable Object old, @Nullable Object value) {
    List<Part> parts = TomlParts.of(document, path);
    if (parts.size() != 1) {
      return Optional.empty();
    }
    KeyValue pair;
    if (parts.get(0) instanceof LinePart line && line.path().equals(path)) {
      pair = line.pair();
    } else if (parts.get(0) instanceof MemberPart member && member.path().equals(path)) {
      pair = member.pair();
    } else {
      return Optional.empty();
    }
    if (pair.value() instanceof ArrayNode array
        && old instanceof List<?> before
        && value instanceof List<?> after
        && !before.isEmpty()
        && !after.isEmpty()) {
      return Optional.of(replaceItems(array, before, after));
    }
    return Optional.of(
        new TextEdits(text)
            .replace(
                pair.value().start(), pair.value().end(), new TomlWriter(document).value(value))
            .apply());
  }

  /** Replaces the items that differ; adds or removes one item at most, so call it until done. */
  private String replaceItems(ArrayNode array, List<?> before, List<?> after) {
    TomlWriter writer = new TomlWriter(document);
    TextEdits edits = new TextEdits(text);
    if (before.size() > after.size()) {
      items(array).remove(edits, before.size() - 1);
    } else if (before.size() < after.size()) {
      items(array).append(edits, writer.value(after.get(before.size())), "  ");
    } else {
      for (int i = 0; i < after.size(); i++) {
        if (!Trees.equal(before.get(i), after.get(i))) {
          Node item = array.items().get(i);
          edits.replace(item.start(), item.end(), writer.value(after.get(i)));
        }
      }
    }
    return edits.apply();
  }

  /** Renames the last key of a path wherever it stands. */
  String rename(List<String> path, String newName) {
    int depth = path.size() - 1;
    TextEdits edits = new TextEdits(text);
    for (Part part : TomlParts.of(document, path)) {
      TomlDocument.Key key;
      if (part instanceof SectionPart section) {
        key = section.section().header().get(depth);
      } else {
        KeyValue pair = part instanceof LinePart line ? line.pair() : ((MemberPart) part).pair();
        List<String> full =
            part instanceof LinePart line ? line.path() : ((MemberPart) part).path();
        key = pair.key().get(depth - (full.size() - pair.key().size()));
      }
      edits.replace(key.start(), key.end(), TomlEscapes.key(newName));
    }
    return edits.apply();
  }

  private FlowItems items(InlineTable table) {
    return items(text, table);
  }

  static FlowItems items(String text, InlineTable table) {
    return new FlowItems(
        text,
        table.start() + 1,
        table.end() - 1,
        table.members().stream().map(m -> new Span(m.start(), m.end())).toList());
  }

  private FlowItems items(ArrayNode array) {
    return items(text, array);
  }

  static FlowItems items(String text, ArrayNode array) {
    return new FlowItems(
        text,
        array.start() + 1,
        array.end() - 1,
        array.items().stream().map(i -> new Span(i.start(), i.end())).toList());
  }

  static List<String> child(List<String> path, String key) {
    List<String> child = new ArrayList<>(path);
    child.add(key);
    return child;
  }

  @SuppressWarnings("unchecked") // the keys of a plain tree are strings
  static Map<String, ?> plainMap(Map<?, ?> map) {
    return (Map<String, ?>) map;
  }
}
