package dev.mcpfly.config.internal.toml;

import static dev.mcpfly.config.internal.toml.TomlEditor.child;
import static dev.mcpfly.config.internal.toml.TomlEditor.plainMap;

import dev.mcpfly.config.internal.edit.Trees;
import dev.mcpfly.config.internal.text.Container;
import dev.mcpfly.config.internal.text.Entry;
import dev.mcpfly.config.internal.text.Scalar;
import dev.mcpfly.config.internal.text.TextFormat;
import dev.mcpfly.config.internal.text.TextFormatException;
import dev.mcpfly.config.internal.text.Value;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * TOML. A new entry is a table with its own header, next to its siblings, or a member where its
 * container is an inline table. Where nothing but its entries makes the container exist, it goes
 * with the last of them. A named list is an array of tables, or of inline tables. TOML has no null:
 * such a member causes an {@link IllegalArgumentException}.
 */
public final class TomlFormat implements TextFormat {
  /** Creates the engine. */
  public TomlFormat() {}

  @Override
  public String name() {
    return "TOML";
  }

  @Override
  public void check(String text) {
    TomlScanner.scan(text).tree();
  }

  @Override
  public Optional<Value> read(String text, List<String> path) {
    TomlDocument document = TomlScanner.scan(text);
    Object tree = document.tree();
    for (String key : path) {
      if (!(tree instanceof Map<?, ?> map) || !map.containsKey(key)) {
        return Optional.empty();
      }
      tree = map.get(key);
    }
    return Optional.of(new Value(tree, TomlParts.span(document, path)));
  }

  @Override
  public List<Entry> entries(String text, Container container) {
    if (container.nameMember().isPresent()) {
      return new TomlTableList(text, container).entries();
    }
    TomlDocument document = TomlScanner.scan(text);
    Map<String, ?> table = container(document.tree(), text, container);
    if (table == null) {
      return List.of();
    }
    List<Entry> entries = new ArrayList<>();
    table.forEach(
        (name, tree) ->
            entries.add(
                new Entry(name, tree, TomlParts.span(document, child(container.path(), name)))));
    entries.sort(Comparator.comparingInt(entry -> entry.span().start()));
    return entries;
  }

  @Override
  public List<Scalar> scalars(String text, Container container) {
    if (container.nameMember().isPresent()) {
      return new TomlTableList(text, container).scalars();
    }
    TomlDocument document = TomlScanner.scan(text);
    container(document.tree(), text, container);
    return TomlScalars.in(document, container.path());
  }

  @Override
  public String put(String text, Container container, String name, Map<String, ?> value) {
    if (container.nameMember().isPresent()) {
      return new TomlTableList(text, container).put(name, value);
    }
    Map<String, @Nullable Object> before = TomlScanner.scan(text).tree();
    Object old = entry(before, text, container, name);
    if (old != null && Trees.equal(old, value)) {
      return text;
    }
    List<String> path = child(container.path(), name);
    String after;
    if (old instanceof Map<?, ?> map) {
      after = TomlMembers.become(text, path, plainMap(map), value);
    } else if (old == null) {
      after = new TomlEditor(text).addEntry(container.path(), name, value);
    } else {
      after =
          new TomlEditor(text)
              .replace(path, null, value)
              .orElseGet(
                  () ->
                      new TomlEditor(TomlMembers.remove(text, path))
                          .addEntry(container.path(), name, value));
    }
    after = TomlMembers.ensureTable(after, container.path(), name);
    return verified(text, after, expect(before, container, name, value), container);
  }

  @Override
  public String merge(
      String text, Container container, String name, Map<String, ?> set, Set<String> drop) {
    if (container.nameMember().isPresent()) {
      return new TomlTableList(text, container).merge(name, set, drop);
    }
    Map<String, @Nullable Object> before = TomlScanner.scan(text).tree();
    if (!(entry(before, text, container, name) instanceof Map<?, ?> old)) {
      return put(text, container, name, set);
    }
    Map<String, @Nullable Object> wanted = new LinkedHashMap<>(plainMap(old));
    wanted.keySet().removeAll(drop);
    wanted.putAll(set);
    return put(text, container, name, wanted);
  }

  @Override
  public String remove(String text, Container container, String name) {
    if (container.nameMember().isPresent()) {
      return new TomlTableList(text, container).remove(name);
    }
    Map<String, @Nullable Object> before = TomlScanner.scan(text).tree();
    if (entry(before, text, container, name) == null) {
      return text;
    }
    String after = TomlMembers.remove(text, child(container.path(), name));
    return verified(text, after, expect(before, container, name, null), container);
  }

  @Override
  public String rename(String text, Container container, String name, String newName) {
    if (container.nameMember().isPresent()) {
      return new TomlTableList(text, container).rename(name, newName);
    }
    Map<String, @Nullable Object> before = TomlScanner.scan(text).tree();
    Object value = entry(before, text, container, name);
    if (value == null) {
      throw new IllegalArgumentException("there is no entry \"" + name + "\" to rename");
    }
    if (entry(before, text, container, newName) != null) {
      throw new IllegalArgumentException("there is an entry \"" + newName + "\" already");
    }
    String after = new TomlEditor(text).rename(child(container.path(), name), newName);
    Map<String, @Nullable Object> expected = expect(before, container, name, null);
    return verified(text, after, expect(expected, container, newName, value), container);
  }

  private static @Nullable Object entry(
      Map<String, ?> root, String text, Container container, String name) {
    Map<String, ?> table = container(root, text, container);
    return table == null ? null : table.get(name);
  }

  /** Returns the container's table, or null if it is missing. */
  private static @Nullable Map<String, ?> container(
      Map<String, ?> root, String text, Container container) {
    Map<String, ?> table = root;
    List<String> path = container.path();
    for (int i = 0; i < path.size(); i++) {
      Object next = table.get(path.get(i));
      if (next == null) {
        return null;
      }
      if (!(next instanceof Map<?, ?> map)) {
        List<String> at = path.subList(0, i + 1);
        throw TextFormatException.at(
            text,
            TomlParts.span(TomlScanner.scan(text), at).start(),
            "\"" + String.join(".", at) + "\" must be a table, and is " + kind(next));
      }
      table = plainMap(map);
    }
    return table;
  }

  private static String kind(Object value) {
    return value instanceof List<?> ? "an array" : "a plain value";
  }

  /** Returns the tree that an edit has to lead to; a null value removes the entry. */
  @SuppressWarnings("unchecked") // copies of plain trees have string keys
  private static Map<String, @Nullable Object> expect(
      Map<String, ?> root, Container container, String name, @Nullable Object value) {
    Map<String, @Nullable Object> expected =
        (Map<String, @Nullable Object>) Objects.requireNonNull(Trees.copy(root));
    Map<String, @Nullable Object> table = expected;
    for (String key : container.path()) {
      table =
          (Map<String, @Nullable Object>)
              Objects.requireNonNull(
                  table.computeIfAbsent(key, k -> new LinkedHashMap<String, Object>()));
    }
    if (value == null) {
      table.remove(name);
    } else {
      table.put(name, value);
    }
    return expected;
  }

  /**
   * Returns the edited text if it has the expected content. A table that exists by its entries
   * alone counts as empty when it is gone.
   */
  private static String verified(
      String text, String after, Map<String, @Nullable Object> expected, Container container) {
    Map<String, @Nullable Object> actual;
    try {
      actual = TomlScanner.scan(after).tree();
    } catch (TextFormatException e) {
      throw new IllegalStateException("the edit would have broken the text: " + e.reason(), e);
    }
    for (int i = container.path().size(); i > 0; i--) {
      prune(actual, container.path().subList(0, i));
      prune(expected, container.path().subList(0, i));
    }
    if (!Trees.equal(actual, expected)) {
      int at = TomlParts.span(TomlScanner.scan(text), container.path()).start();
      throw TextFormatException.at(
          text, at, "this table is written in a way that cannot be edited in place");
    }
    return after;
  }

  private static void prune(Map<String, ?> root, List<String> path) {
    Map<String, ?> parent = root;
    for (String key : path.subList(0, path.size() - 1)) {
      if (!(parent.get(key) instanceof Map<?, ?> map)) {
        return;
      }
      parent = plainMap(map);
    }
    String last = path.get(path.size() - 1);
    if (parent.get(last) instanceof Map<?, ?> map && map.isEmpty()) {
      parent.remove(last);
    }
  }
}
