package dev.mcpfly.config.internal.text;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Edits one kind of configuration text (JSON, TOML, YAML): text in, text out.
 *
 * <p>A text holds named entries in a {@link Container}. An operation rewrites what it was asked to
 * rewrite and leaves every other character unchanged: comments, blank lines, key order, quote
 * style, number spelling, line ends, final newline. What it inserts follows the style of the text
 * around it (indentation, line ends, one-line or many-line).
 *
 * <p>Trees are plain values: {@code Map<String, ?>} in the order of the text, {@code List<?>},
 * {@code String}, {@code Number}, {@code Boolean} and {@code null}.
 *
 * <p>Every edited text is read again before it is returned: exactly the asked-for entry differs,
 * and all others are equal. An edit that would lead to anything else is refused with a {@link
 * TextFormatException} at the entry's place in the text that was given.
 *
 * <p>Rules that every engine keeps:
 *
 * <ul>
 *   <li>{@code remove(put(text, c, n, v), c, n)} equals {@code text} whenever the container was
 *       there and had no entry {@code n}. Where the container was missing, an empty container is
 *       left behind.
 *   <li>A comment on its own line is never removed unless it stands inside the removed entry. A
 *       comment that follows an entry on the entry's last line goes with the entry, and stays with
 *       it when another one is added.
 *   <li>A container that is null counts as missing. A blank or comment-only text counts as an empty
 *       document.
 *   <li>If several entries have one name, the last is the effective one: it is read and edited;
 *       {@code remove} removes them all. The same holds for a container that is there twice. Where
 *       the format forbids duplicates, they are syntax errors.
 *   <li>Nesting deeper than 1000 levels is a syntax error, never a {@code StackOverflowError}.
 *   <li>A text comes without a byte order mark.
 * </ul>
 *
 * <p>Every method throws {@link TextFormatException} for a text that is not well-formed, for a root
 * that is not a map, and for a container (or a parent of it) of the wrong type. Implementations
 * have no state and may be shared by threads.
 */
public interface TextFormat {
  /** Returns the name for messages, such as {@code JSON}. */
  String name();

  /** Checks that the text is well-formed and that its root is a map (or that it is blank). */
  void check(String text);

  /**
   * Returns the value at a key path (map keys only), or empty if there is none. The empty path is
   * the root.
   */
  Optional<Value> read(String text, List<String> path);

  /**
   * Returns all entries of a container in the order of the text, duplicates included; none if it is
   * missing.
   */
  List<Entry> entries(String text, Container container);

  /** Returns the names of all entries of a container, as {@link #entries} has them. */
  default List<String> names(String text, Container container) {
    return entries(text, container).stream().map(Entry::name).toList();
  }

  /** Returns the effective entry of a name. */
  default Optional<Entry> entry(String text, Container container, String name) {
    return entries(text, container).stream()
        .filter(entry -> entry.name().equals(name))
        .reduce((earlier, later) -> later);
  }

  /** Returns the entries that overlap a part of the text. */
  default List<Entry> entries(String text, Container container, Span within) {
    return entries(text, container).stream()
        .filter(entry -> entry.span().overlaps(within))
        .toList();
  }

  /** Returns the scalars, as {@link #scalars(String, Container)} does, that overlap a part. */
  default List<Scalar> scalars(String text, Container container, Span within) {
    return scalars(text, container).stream()
        .filter(scalar -> scalar.span().overlaps(within))
        .toList();
  }

  /** Returns whether there is a value at a key path that is not null. */
  default boolean holds(String text, List<String> path) {
    return read(text, path).map(Value::tree).isPresent();
  }

  /**
   * Returns every scalar inside the container's entries, in the order of the text, with the span of
   * its literal (quotes included). Callers hide secrets with it.
   */
  List<Scalar> scalars(String text, Container container);

  /**
   * Adds the entry at the end of its container, or replaces its value. Missing parents are created.
   * An entry that already has this value is not touched. In a named list, {@code value} comes
   * without the member that holds the name; the engine writes that member first.
   */
  String put(String text, Container container, String name, Map<String, ?> value);

  /**
   * Edits the members of an entry: sets those in {@code set} (in place where the member is there,
   * else at the end, in the order of the map), removes those in {@code drop}, and keeps all others
   * as they are. A member that already has the value is not touched; a member that is a map in both
   * is edited member by member until it is equal. An entry that is missing, or is not a map, is
   * {@link #put}.
   */
  String merge(String text, Container container, String name, Map<String, ?> set, Set<String> drop);

  /**
   * Removes the entry; the container stays, even if it becomes empty. Does nothing if there is no
   * such entry.
   */
  String remove(String text, Container container, String name);

  /**
   * Renames the entry in place.
   *
   * @throws IllegalArgumentException if there is no such entry, or there is one with the new name
   */
  String rename(String text, Container container, String name, String newName);
}
