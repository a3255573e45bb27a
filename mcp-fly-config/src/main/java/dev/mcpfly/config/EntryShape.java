package dev.mcpfly.config;

import dev.mcpfly.config.internal.text.Container;
import dev.mcpfly.config.internal.text.Entry;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One of the ways in which a file holds entries.
 *
 * @param container where they stand
 * @param dialect how they are spelled
 * @param sections names beside the entries that mean something else, unless what they name says
 *     what type of entry it is
 */
record EntryShape(Container container, EntryDialect dialect, Set<String> sections) {
  static EntryShape at(Container container, EntryDialect dialect) {
    return new EntryShape(container, dialect, Set.of());
  }

  /** Returns this shape beside sections of these names. */
  EntryShape beside(String... names) {
    return new EntryShape(container, dialect, Set.of(names));
  }

  EntryShape spelled(EntryDialect other) {
    return new EntryShape(container, other, sections);
  }

  /** Returns the entries of a text, in its order, duplicates included. */
  List<Entry> entriesIn(String text, ConfigFormat format) {
    List<Entry> all = format.fileEngine().entries(text, container);
    return sections.isEmpty() ? all : all.stream().filter(this::isEntry).toList();
  }

  boolean holds(String text, ConfigFormat format, String name) {
    return entriesIn(text, format).stream().anyMatch(entry -> entry.name().equals(name));
  }

  private boolean isEntry(Entry entry) {
    return !sections.contains(entry.name())
        || (entry.tree() instanceof Map<?, ?> map && map.get(dialect.typeMember) instanceof String);
  }
}
