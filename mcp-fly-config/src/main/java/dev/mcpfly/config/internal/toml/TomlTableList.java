package dev.mcpfly.config.internal.toml;

import static dev.mcpfly.config.internal.toml.TomlEditor.plainMap;

import dev.mcpfly.config.internal.edit.Lines;
import dev.mcpfly.config.internal.edit.TextEdits;
import dev.mcpfly.config.internal.edit.Trees;
import dev.mcpfly.config.internal.text.Container;
import dev.mcpfly.config.internal.text.Entry;
import dev.mcpfly.config.internal.text.Scalar;
import dev.mcpfly.config.internal.text.Span;
import dev.mcpfly.config.internal.text.TextFormatException;
import dev.mcpfly.config.internal.toml.TomlDocument.ArrayNode;
import dev.mcpfly.config.internal.toml.TomlDocument.KeyValue;
import dev.mcpfly.config.internal.toml.TomlDocument.Node;
import dev.mcpfly.config.internal.toml.TomlDocument.Section;
import dev.mcpfly.config.internal.toml.TomlParts.LinePart;
import dev.mcpfly.config.internal.toml.TomlParts.Part;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The entries of one text in a list whose items hold their names: {@code [[servers]]}, or {@code
 * servers = [{…}]}, which is how some programs write an empty list.
 */
final class TomlTableList {
  private final String text;
  private final List<String> path;
  private final String nameKey;
  private final TomlDocument document;
  private final List<Item> items = new ArrayList<>();
  private final @Nullable ArrayNode inline;

  /**
   * One item.
   *
   * @param tree all its members
   * @param span where it stands
   * @param first the index of its header's section; -1 for an inline table
   * @param last the index of the last section that is part of it
   */
  private record Item(Map<String, ?> tree, Span span, int first, int last) {}

  /**
   * Finds the items.
   *
   * @throws TextFormatException if the text is not TOML, or has something else in the list's place
   */
  TomlTableList(String text, Container container) {
    this.text = text;
    this.path = container.path();
    this.nameKey = container.nameMember().orElseThrow();
    this.document = TomlScanner.scan(text);
    Object value = value(document.tree());
    this.inline = inlineArray();
    if (value == null) {
      return;
    }
    if (!(value instanceof List<?> list)) {
      throw wrong(value instanceof Map ? "a table" : "a plain value");
    }
    int section = 0;
    for (int i = 0; i < list.size(); i++) {
      if (!(list.get(i) instanceof Map<?, ?> map)) {
        throw wrong("an array of other values");
      }
      if (inline != null) {
        Node node = inline.items().get(i);
        items.add(new Item(plainMap(map), new Span(node.start(), node.end()), -1, -1));
      } else {
        section = nextHeader(section + 1);
        int last = lastOf(section);
        Span span =
            new Span(document.sections().get(section).start(), document.sections().get(last).end());
        items.add(new Item(plainMap(map), span, section, last));
        section = last;
      }
    }
  }

  private @Nullable Object value(Map<String, ?> root) {
    Object value = root;
    for (String key : path) {
      if (!(value instanceof Map<?, ?> map)) {
        throw wrong("below a plain value");
      }
      value = map.get(key);
      if (value == null) {
        return null;
      }
    }
    return value;
  }

  private TextFormatException wrong(String what) {
    int at = TomlParts.span(document, path).start();
    return TextFormatException.at(
        text, at, "\"" + String.join(".", path) + "\" must be an array of tables, and is " + what);
  }

  private @Nullable ArrayNode inlineArray() {
    for (Part part : TomlParts.of(document, path)) {
      KeyValue pair = null;
      if (part instanceof LinePart line && line.path().equals(path)) {
        pair = line.pair();
      } else if (part instanceof TomlParts.MemberPart member && member.path().equals(path)) {
        pair = member.pair();
      }
      if (pair != null && pair.value() instanceof ArrayNode array) {
        return array;
      }
    }
    return null;
  }

  private int nextHeader(int from) {
    for (int i = from; i < document.sections().size(); i++) {
      Section section = document.sections().get(i);
      if (section.array() && section.path().equals(path)) {
        return i;
      }
    }
    throw cannotEdit();
  }

  /** Returns the last of the sections that follow a header and are below it. */
  private int lastOf(int header) {
    int last = header;
    for (int i = header + 1; i < document.sections().size(); i++) {
      Section section = document.sections().get(i);
      if (section.path().size() <= path.size() || !TomlDocument.startsWith(section.path(), path)) {
        break;
      }
      last = i;
    }
    return last;
  }

  List<Entry> entries() {
    return items.stream().map(item -> new Entry(name(item), unnamed(item), item.span())).toList();
  }

  private String name(Item item) {
    return item.tree().get(nameKey) instanceof String name ? name : "";
  }

  private Map<String, @Nullable Object> unnamed(Item item) {
    Map<String, @Nullable Object> rest = new LinkedHashMap<>(item.tree());
    rest.remove(nameKey);
    return rest;
  }

  List<Scalar> scalars() {
    List<Scalar> scalars = new ArrayList<>();
    for (Scalar scalar : TomlScalars.in(document, path)) {
      List<String> keys = scalar.path();
      if (keys.get(0).matches("[0-9]{1,9}") && Integer.parseInt(keys.get(0)) < items.size()) {
        List<String> named = new ArrayList<>(keys);
        named.set(0, name(items.get(Integer.parseInt(keys.get(0)))));
        scalars.add(new Scalar(named, scalar.span()));
      }
    }
    return scalars;
  }

  String put(String name, Map<String, ?> value) {
    int index = indexOf(name);
    Map<String, @Nullable Object> wanted = new LinkedHashMap<>();
    wanted.put(nameKey, name);
    wanted.putAll(value);
    if (index < 0) {
      return verified(add(wanted), index, wanted);
    }
    Item item = items.get(index);
    if (Trees.equal(item.tree(), wanted)) {
      return text;
    }
    return verified(change(item, wanted), index, wanted);
  }

  String merge(String name, Map<String, ?> set, Set<String> drop) {
    int index = indexOf(name);
    if (index < 0) {
      return put(name, set);
    }
    Map<String, @Nullable Object> wanted = unnamed(items.get(index));
    wanted.keySet().removeAll(drop);
    wanted.putAll(set);
    return put(name, wanted);
  }

  String remove(String name) {
    int index = indexOf(name);
    if (index < 0) {
      return text;
    }
    Item item = items.get(index);
    String after;
    if (inline == null) {
      after = new TomlRemoval(text).sections(item.first(), item.last());
    } else {
      TextEdits edits = new TextEdits(text);
      TomlEditor.items(text, inline).remove(edits, index);
      after = edits.apply();
    }
    String checked = verified(after, index, null);
    return new TomlTableList(checked, Container.namedList(path, nameKey)).remove(name);
  }

  String rename(String name, String newName) {
    int index = indexOf(name);
    if (index < 0) {
      throw new IllegalArgumentException("there is no entry \"" + name + "\" to rename");
    }
    if (indexOf(newName) >= 0) {
      throw new IllegalArgumentException("there is an entry \"" + newName + "\" already");
    }
    Map<String, @Nullable Object> wanted = new LinkedHashMap<>(items.get(index).tree());
    wanted.put(nameKey, newName);
    return verified(change(items.get(index), wanted), index, wanted);
  }

  private int indexOf(String name) {
    for (int i = items.size() - 1; i >= 0; i--) {
      if (name(items.get(i)).equals(name)) {
        return i;
      }
    }
    return -1;
  }

  private String add(Map<String, @Nullable Object> wanted) {
    if (inline != null) {
      TextEdits edits = new TextEdits(text);
      TomlEditor.items(text, inline).append(edits, new TomlWriter(document).value(wanted), "  ");
      return edits.apply();
    }
    return new TomlEditor(text).addItem(path, wanted);
  }

  private String change(Item item, Map<String, @Nullable Object> wanted) {
    if (item.first() < 0) {
      return new TextEdits(text)
          .replace(item.span().start(), item.span().end(), new TomlWriter(document).value(wanted))
          .apply();
    }
    // Alone, and with the header of a table, the item is edited as any other table.
    Section header = document.sections().get(item.first());
    int end = Lines.next(text, item.span().end());
    String alone = text.substring(item.span().start(), end);
    int headerEnd = header.headerEnd() - item.span().start();
    String table = alone.substring(1, headerEnd - 1) + alone.substring(headerEnd);
    String changed = TomlMembers.become(table, path, item.tree(), wanted);
    int tableEnd = headerEnd - 2;
    return text.substring(0, item.span().start())
        + "["
        + changed.substring(0, tableEnd)
        + "]"
        + changed.substring(tableEnd)
        + text.substring(end);
  }

  /** Returns the edited text if it has the expected content. */
  private String verified(String after, int index, @Nullable Map<String, @Nullable Object> wanted) {
    List<Object> expected = new ArrayList<>(items.stream().map(Item::tree).toList());
    if (wanted == null) {
      expected.remove(index);
    } else if (index < 0) {
      expected.add(wanted);
    } else {
      expected.set(index, wanted);
    }
    List<Object> found = new ArrayList<>();
    Map<String, @Nullable Object> others;
    try {
      others = others(after);
      TomlTableList list = new TomlTableList(after, Container.namedList(path, nameKey));
      list.items.forEach(item -> found.add(item.tree()));
    } catch (TextFormatException e) {
      throw cannotEdit();
    }
    if (!Trees.equal(found, expected) || !Trees.equal(others(text), others)) {
      throw cannotEdit();
    }
    return after;
  }

  /** Returns what a text says besides the list; a table that is empty without it does not count. */
  private Map<String, @Nullable Object> others(String of) {
    Map<String, @Nullable Object> root = TomlScanner.scan(of).tree();
    removeFrom(root, path);
    return root;
  }

  private static void removeFrom(Map<?, ?> table, List<String> path) {
    String key = path.get(0);
    if (path.size() == 1) {
      table.remove(key);
    } else if (table.get(key) instanceof Map<?, ?> inner) {
      removeFrom(inner, path.subList(1, path.size()));
      if (inner.isEmpty()) {
        table.remove(key);
      }
    }
  }

  private TextFormatException cannotEdit() {
    int at = TomlParts.span(document, path).start();
    return TextFormatException.at(
        text, at, "this list is written in a way that cannot be edited in place");
  }
}
