package dev.mcpfly.config.internal.toml;

import static dev.mcpfly.config.internal.toml.TomlEditor.child;
import static dev.mcpfly.config.internal.toml.TomlEditor.plainMap;

import dev.mcpfly.config.internal.edit.Trees;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Brings a table from one value to another by small changes that leave everything else untouched.
 */
final class TomlMembers {
  /** Beyond this many changes, an array is rewritten. */
  private static final int ITEM_CHANGES = 16;

  private TomlMembers() {}

  static String become(String text, List<String> path, Map<String, ?> old, Map<String, ?> wanted) {
    String result = text;
    // Additions come first: a table made of dotted keys is gone with the last of them.
    for (Map.Entry<String, ?> member : wanted.entrySet()) {
      String key = member.getKey();
      if (!old.containsKey(key)) {
        result = new TomlEditor(result).addMember(path, key, member.getValue());
      } else if (!Trees.equal(old.get(key), member.getValue())) {
        result = change(result, path, key, old.get(key), member.getValue());
      }
    }
    for (String key : old.keySet()) {
      if (!wanted.containsKey(key)) {
        result = remove(result, child(path, key));
      }
    }
    return result;
  }

  private static String change(
      String text, List<String> table, String key, @Nullable Object old, @Nullable Object wanted) {
    List<String> path = child(table, key);
    if (old instanceof Map<?, ?> before && wanted instanceof Map<?, ?> after) {
      String result = become(text, path, plainMap(before), plainMap(after));
      return after.isEmpty() ? ensureTable(result, table, key) : result;
    }
    if (old instanceof List<?> before
        && wanted instanceof List<?> after
        && Math.abs(before.size() - after.size()) <= ITEM_CHANGES) {
      return changeItems(text, table, key, wanted);
    }
    return replace(text, table, key, null, wanted);
  }

  private static String changeItems(
      String text, List<String> table, String key, @Nullable Object wanted) {
    List<String> path = child(table, key);
    String result = text;
    Object now = valueAt(result, path);
    while (!Trees.equal(now, wanted)) {
      result = replace(result, table, key, now, wanted);
      now = valueAt(result, path);
    }
    return result;
  }

  private static String replace(
      String text, List<String> table, String key, @Nullable Object old, @Nullable Object wanted) {
    List<String> path = child(table, key);
    Optional<String> replaced = new TomlEditor(text).replace(path, old, wanted);
    return replaced.orElseGet(
        () -> new TomlEditor(remove(text, path)).addMember(table, key, wanted));
  }

  /** Removes everything that defines the value at the path. */
  static String remove(String text, List<String> path) {
    String result = text;
    Optional<String> next = new TomlRemoval(result).lastPart(path);
    while (next.isPresent()) {
      result = next.get();
      next = new TomlRemoval(result).lastPart(path);
    }
    return result;
  }

  /** Writes an empty table if nothing is left of the one at the path. */
  static String ensureTable(String text, List<String> parent, String key) {
    if (!TomlParts.of(TomlScanner.scan(text), child(parent, key)).isEmpty()) {
      return text;
    }
    return new TomlEditor(text).addEntry(parent, key, Map.of());
  }

  private static @Nullable Object valueAt(String text, List<String> path) {
    Object tree = TomlScanner.scan(text).tree();
    for (String key : path) {
      tree = tree instanceof Map<?, ?> map ? map.get(key) : null;
    }
    return tree;
  }
}
