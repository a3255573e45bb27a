package dev.mcpfly.config;

import dev.mcpfly.config.internal.text.Container;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the entries stand in a file, and how they are spelled there.
 *
 * @param format the file's format
 * @param byteOrderMark whether the client reads a file that starts with one
 * @param target where entries are written
 * @param preferred where they are written instead if it is there; the client reads only that then
 * @param readAlso where else entries are found that the client, or an earlier version of it, reads
 * @param dialect how entries are spelled
 * @param start what a new file begins with
 */
record FileLayout(
    ConfigFormat format,
    boolean byteOrderMark,
    Container target,
    List<Container> preferred,
    List<Container> readAlso,
    EntryDialect dialect,
    String start) {

  static FileLayout map(ConfigFormat format, EntryDialect dialect, String... keys) {
    return new FileLayout(
        format, true, Container.map(List.of(keys)), List.of(), List.of(), dialect, "");
  }

  static FileLayout namedList(
      ConfigFormat format, EntryDialect dialect, String name, String... keys) {
    return new FileLayout(
        format, true, Container.namedList(List.of(keys), name), List.of(), List.of(), dialect, "");
  }

  FileLayout preferring(Container... others) {
    return new FileLayout(format, byteOrderMark, target, List.of(others), readAlso, dialect, start);
  }

  FileLayout alsoReading(Container... others) {
    return new FileLayout(
        format, byteOrderMark, target, preferred, List.of(others), dialect, start);
  }

  FileLayout withoutByteOrderMark() {
    return new FileLayout(format, false, target, preferred, readAlso, dialect, start);
  }

  FileLayout startingWith(String text) {
    return new FileLayout(format, byteOrderMark, target, preferred, readAlso, dialect, text);
  }

  FileLayout at(List<String> keys) {
    return new FileLayout(
        format, byteOrderMark, Container.map(keys), List.of(), List.of(), dialect, "");
  }

  /** Returns where entries of this text are written. */
  Container targetIn(String text) {
    for (Container container : preferred) {
      if (format.fileEngine().holds(text, container.path())) {
        return container;
      }
    }
    return target;
  }

  /** Returns where the questions stand that the client asks for an entry's secrets (VS Code). */
  Container questions() {
    int last = Math.max(0, target.path().size() - 1);
    List<String> path = new ArrayList<>(target.path().subList(0, last));
    path.add("inputs");
    return Container.namedList(path, "id");
  }

  /** Returns all places where entries of this text may be, the one that counts first. */
  List<Container> containersIn(String text) {
    Container first = targetIn(text);
    List<Container> all = new ArrayList<>();
    all.add(first);
    if (first.equals(target)) {
      all.addAll(readAlso);
    }
    return all;
  }
}
