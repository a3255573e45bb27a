package dev.mcpfly.config;

import dev.mcpfly.config.internal.text.Container;
import dev.mcpfly.config.internal.text.Entry;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    boolean plain = sections.isEmpty() && container.nameMember().isEmpty();
    return plain ? all : all.stream().filter(this::isEntry).toList();
  }

  /** Returns the names of the entries of a text. */
  List<String> namesIn(String text, ConfigFormat format) {
    return sections.isEmpty() && container.nameMember().isEmpty()
        ? format.fileEngine().names(text, container)
        : entriesIn(text, format).stream().map(Entry::name).toList();
  }

  /** Returns the effective entry of a name. */
  Optional<Entry> entryIn(String text, ConfigFormat format, String name) {
    return format.fileEngine().entry(text, container, name).filter(this::isEntry);
  }

  boolean holds(String text, ConfigFormat format, String name) {
    return entryIn(text, format, name).isPresent();
  }

  /** Returns whether removing what has this name would remove an entry, if anything. */
  boolean mayHold(String text, ConfigFormat format, String name) {
    boolean nameless = container.nameMember().isPresent() && name.isEmpty();
    return !nameless && (sections.isEmpty() || holds(text, format, name));
  }

  private boolean isEntry(Entry entry) {
    if (container.nameMember().isPresent() && entry.name().isEmpty()) {
      return false; // Continue's "- uses:" blocks, which name servers on its hub
    }
    return !sections.contains(entry.name())
        || (entry.tree() instanceof Map<?, ?> map && map.get(dialect.typeMember) instanceof String);
  }
}
