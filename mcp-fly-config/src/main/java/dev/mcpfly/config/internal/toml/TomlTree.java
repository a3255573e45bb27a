package dev.mcpfly.config.internal.toml;

import dev.mcpfly.config.internal.text.TextFormatException;
import dev.mcpfly.config.internal.toml.TomlDocument.ArrayNode;
import dev.mcpfly.config.internal.toml.TomlDocument.InlineTable;
import dev.mcpfly.config.internal.toml.TomlDocument.KeyValue;
import dev.mcpfly.config.internal.toml.TomlDocument.Literal;
import dev.mcpfly.config.internal.toml.TomlDocument.Node;
import dev.mcpfly.config.internal.toml.TomlDocument.Section;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Builds the plain tree of a document, and rejects what TOML rejects: a key that is defined twice,
 * a table that is defined twice, and an addition to what is complete (inline tables, arrays).
 */
final class TomlTree {
  private final String text;
  private final Map<String, @Nullable Object> root = new LinkedHashMap<>();

  /** The tables that headers and dotted keys made, which may grow; all others are complete. */
  private final IdentityHashMap<Object, Origin> origins = new IdentityHashMap<>();

  /** The arrays that headers made. */
  private final Set<Object> tableArrays = Collections.newSetFromMap(new IdentityHashMap<>());

  private int section;

  /** What made a table: its own header, or the dotted keys of one section. */
  private static final class Origin {
    boolean header;
    int dottedIn = -1;
  }

  private TomlTree(String text) {
    this.text = text;
    origins.put(root, new Origin());
  }

  /**
   * Returns the tree.
   *
   * @throws TextFormatException if keys contradict each other
   */
  static Map<String, @Nullable Object> of(TomlDocument document) {
    TomlTree tree = new TomlTree(document.text());
    List<Section> sections = document.sections();
    for (int i = 0; i < sections.size(); i++) {
      tree.section = i;
      Section next = sections.get(i);
      Map<String, @Nullable Object> table = i == 0 ? tree.root : tree.open(next);
      for (KeyValue pair : next.pairs()) {
        tree.add(table, pair);
      }
    }
    return tree.root;
  }

  /** Returns the table that a header opens. */
  private Map<String, @Nullable Object> open(Section header) {
    Map<String, @Nullable Object> parent = root;
    List<TomlDocument.Key> keys = header.header();
    for (TomlDocument.Key key : keys.subList(0, keys.size() - 1)) {
      parent = inner(parent, key, header.start());
    }
    TomlDocument.Key last = keys.get(keys.size() - 1);
    Object present = parent.get(last.name());
    if (header.array()) {
      return openItem(parent, last, present, header.start());
    }
    Map<String, @Nullable Object> table =
        present == null ? make(parent, last.name()) : table(present);
    Origin origin = table == null ? null : origins.get(table);
    if (table == null || origin == null || origin.header || origin.dottedIn >= 0) {
      throw TextFormatException.at(text, header.start(), "this table is defined twice");
    }
    origin.header = true;
    return table;
  }

  private Map<String, @Nullable Object> openItem(
      Map<String, @Nullable Object> parent,
      TomlDocument.Key key,
      @Nullable Object present,
      int at) {
    if (present != null && !tableArrays.contains(present)) {
      throw TextFormatException.at(
          text, at, "this key is already defined, and is not an array of tables");
    }
    List<@Nullable Object> items = present == null ? new ArrayList<>() : list(present);
    tableArrays.add(items);
    parent.put(key.name(), items);
    Map<String, @Nullable Object> table = new LinkedHashMap<>();
    Origin origin = new Origin();
    origin.header = true;
    origins.put(table, origin);
    items.add(table);
    return table;
  }

  /** Returns the table that a part of a header leads into: of an array of tables, the last. */
  private Map<String, @Nullable Object> inner(
      Map<String, @Nullable Object> parent, TomlDocument.Key key, int at) {
    Object present = parent.get(key.name());
    if (present == null) {
      return make(parent, key.name());
    }
    if (tableArrays.contains(present)) {
      List<@Nullable Object> items = list(present);
      present = items.get(items.size() - 1);
    }
    Map<String, @Nullable Object> table = table(present);
    if (table == null || !origins.containsKey(table)) {
      throw TextFormatException.at(text, at, "this header extends a value that is complete");
    }
    return table;
  }

  private void add(Map<String, @Nullable Object> table, KeyValue pair) {
    Map<String, @Nullable Object> parent = table;
    List<TomlDocument.Key> keys = pair.key();
    for (TomlDocument.Key key : keys.subList(0, keys.size() - 1)) {
      Object present = parent.get(key.name());
      Map<String, @Nullable Object> next =
          present == null ? make(parent, key.name()) : table(present);
      Origin origin = next == null ? null : origins.get(next);
      if (next == null
          || origin == null
          || origin.header
          || (origin.dottedIn >= 0 && origin.dottedIn != section)) {
        throw TextFormatException.at(
            text, pair.start(), "this key extends a value that is complete");
      }
      origin.dottedIn = section;
      parent = next;
    }
    TomlDocument.Key last = keys.get(keys.size() - 1);
    if (parent.containsKey(last.name())) {
      throw TextFormatException.at(text, pair.start(), "this key is defined twice");
    }
    parent.put(last.name(), value(pair.value()));
  }

  private Object value(Node node) {
    if (node instanceof Literal literal) {
      return literal.value();
    }
    if (node instanceof ArrayNode array) {
      List<Object> items = new ArrayList<>(array.items().size());
      for (Node item : array.items()) {
        items.add(value(item));
      }
      return items;
    }
    TomlTree inline = new TomlTree(text);
    for (KeyValue member : ((InlineTable) node).members()) {
      inline.add(inline.root, member);
    }
    return inline.root;
  }

  private Map<String, @Nullable Object> make(Map<String, @Nullable Object> parent, String name) {
    Map<String, @Nullable Object> table = new LinkedHashMap<>();
    origins.put(table, new Origin());
    parent.put(name, table);
    return table;
  }

  @SuppressWarnings("unchecked") // the keys of a plain tree are strings
  private static @Nullable Map<String, @Nullable Object> table(Object value) {
    return value instanceof Map<?, ?> ? (Map<String, @Nullable Object>) value : null;
  }

  @SuppressWarnings("unchecked") // the items of a plain tree are plain trees
  private static List<@Nullable Object> list(Object value) {
    return (List<@Nullable Object>) value;
  }
}
