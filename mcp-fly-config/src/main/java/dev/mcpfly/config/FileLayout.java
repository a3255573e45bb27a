package dev.mcpfly.config;

import dev.mcpfly.config.internal.text.Container;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the entries stand in a file, and how they are spelled there.
 *
 * @param format the file's format
 * @param byteOrderMark whether the client reads a file that starts with one
 * @param main where entries are written
 * @param newer a shape that the client reads beside the main one, and over it; a file that has it
 *     alone keeps to it
 * @param preferred where entries are written instead if it is there; the client reads only that
 *     then
 * @param readAlso where else entries are found that the client, or an earlier version of it, reads
 * @param start what a new file begins with
 */
record FileLayout(
    ConfigFormat format,
    boolean byteOrderMark,
    EntryShape main,
    @Nullable EntryShape newer,
    List<Container> preferred,
    List<Container> readAlso,
    String start) {

  static FileLayout map(ConfigFormat format, EntryDialect dialect, String... keys) {
    return of(format, Container.map(List.of(keys)), dialect);
  }

  static FileLayout namedList(
      ConfigFormat format, EntryDialect dialect, String name, String... keys) {
    return of(format, Container.namedList(List.of(keys), name), dialect);
  }

  private static FileLayout of(ConfigFormat format, Container container, EntryDialect dialect) {
    return new FileLayout(
        format, true, EntryShape.at(container, dialect), null, List.of(), List.of(), "");
  }

  FileLayout preferring(Container... others) {
    return new FileLayout(format, byteOrderMark, main, newer, List.of(others), readAlso, start);
  }

  FileLayout alsoReading(Container... others) {
    return new FileLayout(format, byteOrderMark, main, newer, preferred, List.of(others), start);
  }

  /**
   * Declares that the client also reads a map of entries inside the main one, in another spelling.
   *
   * @param key the key of that map
   * @param otherSections further keys of the main map that hold no entry
   */
  FileLayout withNewerMap(EntryDialect dialect, String key, String... otherSections) {
    List<String> path = new ArrayList<>(main.container().path());
    path.add(key);
    List<String> sections = new ArrayList<>(List.of(otherSections));
    sections.add(key);
    return new FileLayout(
        format,
        byteOrderMark,
        main.beside(sections.toArray(new String[0])),
        EntryShape.at(Container.map(path), dialect),
        preferred,
        readAlso,
        start);
  }

  FileLayout withoutByteOrderMark() {
    return new FileLayout(format, false, main, newer, preferred, readAlso, start);
  }

  FileLayout startingWith(String text) {
    return new FileLayout(format, byteOrderMark, main, newer, preferred, readAlso, text);
  }

  FileLayout at(List<String> keys) {
    return of(format, Container.map(keys), dialect()).withMark(byteOrderMark);
  }

  private FileLayout withMark(boolean mark) {
    return new FileLayout(format, mark, main, newer, preferred, readAlso, start);
  }

  /** Returns this layout with its uncertain features enabled. */
  FileLayout unverified() {
    return new FileLayout(
        format,
        byteOrderMark,
        main.spelled(dialect().unverified()),
        newer,
        preferred,
        readAlso,
        start);
  }

  /** Returns how entries are spelled, unless a file has the newer shape. */
  EntryDialect dialect() {
    return main.dialect();
  }

  /** Returns where entries are written, unless a text says otherwise. */
  Container target() {
    return main.container();
  }

  /** Returns where an entry of this text is written. */
  EntryShape targetIn(String text, String name) {
    EntryShape target = targetIn(text);
    EntryShape other = newerIn(text);
    if (other == null) {
      return target;
    }
    boolean keepToIt = other.holds(text, format, name) || target.entriesIn(text, format).isEmpty();
    return keepToIt ? other : target;
  }

  private EntryShape targetIn(String text) {
    for (Container container : preferred) {
      if (format.fileEngine().holds(text, container.path())) {
        return EntryShape.at(container, dialect());
      }
    }
    return main;
  }

  /** Returns the newer shape if the text has it. */
  private @Nullable EntryShape newerIn(String text) {
    EntryShape shape = newer;
    if (shape == null) {
      return null;
    }
    return format
            .fileEngine()
            .read(text, shape.container().path())
            .filter(value -> value.tree() instanceof Map<?, ?> map && !isEntry(map))
            .isPresent()
        ? shape
        : null;
  }

  private boolean isEntry(Map<?, ?> map) {
    return map.get(dialect().typeMember) instanceof String;
  }

  /** Returns where the questions stand that the client asks for an entry's secrets (VS Code). */
  Container questions() {
    int last = Math.max(0, target().path().size() - 1);
    List<String> path = new ArrayList<>(target().path().subList(0, last));
    path.add("inputs");
    return Container.namedList(path, "id");
  }

  /** Returns all shapes in which entries of this text may be, the one that counts first. */
  List<EntryShape> shapesIn(String text) {
    List<EntryShape> all = new ArrayList<>();
    EntryShape other = newerIn(text);
    if (other != null) {
      all.add(other);
    }
    EntryShape first = targetIn(text);
    all.add(first);
    if (first.equals(main)) {
      readAlso.forEach(container -> all.add(EntryShape.at(container, dialect())));
    }
    return all;
  }
}
