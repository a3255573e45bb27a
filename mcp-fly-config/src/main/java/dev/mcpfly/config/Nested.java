package dev.mcpfly.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Removes values from an entry that are one or two members deep. */
final class Nested {
  private Nested() {}

  /**
   * Removes a value from a tree and returns it; null if there is no value of this type. An outer
   * member that becomes empty is removed too.
   *
   * @param path the one or two keys that lead to it; an empty path leads to no value
   */
  static <T> @Nullable T take(
      Map<String, @Nullable Object> tree, List<String> path, Class<T> type) {
    if (path.isEmpty()) {
      return null;
    }
    String key = path.get(0);
    if (path.size() == 1) {
      if (!type.isInstance(tree.get(key))) {
        return null;
      }
      return type.cast(tree.remove(key));
    }
    if (!(tree.get(key) instanceof Map<?, ?> outer) || !type.isInstance(outer.get(path.get(1)))) {
      return null;
    }
    T value = type.cast(outer.get(path.get(1)));
    Map<Object, @Nullable Object> others = new LinkedHashMap<>(outer);
    others.remove(path.get(1));
    if (others.isEmpty()) {
      tree.remove(key);
    } else {
      tree.put(key, others);
    }
    return value;
  }
}
