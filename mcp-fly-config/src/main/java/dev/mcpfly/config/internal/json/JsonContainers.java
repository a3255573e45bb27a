package dev.mcpfly.config.internal.json;

import dev.mcpfly.config.internal.json.JsonBlock.Item;
import dev.mcpfly.config.internal.text.Container;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds containers in a text, and entries in containers. */
final class JsonContainers {
  private JsonContainers() {}

  /** Checks that the text is well-formed and that its root is an object, null or missing. */
  static void check(JsonScanner scanner) {
    int start = scanner.skipTrivia(0);
    if (start == scanner.text.length()) {
      return;
    }
    char c = scanner.at(start);
    int end = scanner.skipValue(start);
    if (c != '{' && c != 'n') {
      throw scanner.error(start, kind(c) + " where the document's object should be");
    }
    int rest = scanner.skipTrivia(end);
    if (rest < scanner.text.length()) {
      throw scanner.unexpected(rest, "the end of the document");
    }
  }

  /** Checks the document and returns its root, or null if that is missing. */
  static @Nullable JsonBlock root(JsonScanner scanner) {
    int start = scanner.skipTrivia(0);
    if (scanner.at(start) != '{') {
      check(scanner);
      return null;
    }
    JsonBlock root = JsonBlock.at(scanner, start);
    int rest = scanner.skipTrivia(root.close + 1);
    if (rest < scanner.text.length()) {
      throw scanner.unexpected(rest, "the end of the document");
    }
    return root;
  }

  static @Nullable JsonBlock block(JsonScanner scanner, Container container) {
    JsonBlock block = root(scanner);
    for (int depth = 0; block != null && depth < container.path().size(); depth++) {
      String key = container.path().get(depth);
      Item item = block.member(key);
      if (item == null || scanner.at(item.valueStart()) == 'n') {
        return null;
      }
      List<String> below = container.path().subList(depth + 1, container.path().size());
      block = JsonBlock.at(scanner, requireKind(scanner, item, below, container, key));
    }
    return block;
  }

  static int requireKind(
      JsonScanner scanner, Item item, List<String> below, Container container, String key) {
    boolean list = below.isEmpty() && container.nameMember().isPresent();
    char c = scanner.at(item.valueStart());
    if (c != (list ? '[' : '{')) {
      throw scanner.error(
          item.valueStart(),
          "\""
              + key
              + "\" is "
              + kind(c)
              + " where "
              + (list ? "a list" : "an object")
              + " should be");
    }
    return item.valueStart();
  }

  private static String kind(char first) {
    return switch (first) {
      case '{' -> "an object";
      case '[' -> "a list";
      case '"', '\'' -> "a string";
      case 't', 'f' -> "a boolean";
      case 'n' -> "null";
      default -> "a number";
    };
  }

  /** Returns where the value at a path starts, or -1. */
  static int find(JsonScanner scanner, List<String> path) {
    int start = scanner.skipTrivia(0);
    if (start == scanner.text.length()) {
      return -1;
    }
    for (String key : path) {
      if (scanner.at(start) != '{') {
        return -1;
      }
      Item item = JsonBlock.at(scanner, start).member(key);
      if (item == null) {
        return -1;
      }
      start = item.valueStart();
    }
    return start;
  }

  static int indexOf(JsonBlock block, Container container, String name) {
    for (int i = block.items.size() - 1; i >= 0; i--) {
      if (name(block, block.items.get(i), container).equals(name)) {
        return i;
      }
    }
    return -1;
  }

  static String name(JsonBlock block, Item item, Container container) {
    if (container.nameMember().isEmpty()) {
      return block.key(item);
    }
    Object tree = JsonTree.of(block.scanner, item.valueStart());
    return tree instanceof Map<?, ?> map
            && map.get(container.nameMember().get()) instanceof String name
        ? name
        : "";
  }

  static Object named(Map<String, ?> value, Container container, String name) {
    if (container.nameMember().isEmpty()) {
      return value;
    }
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    tree.put(container.nameMember().get(), name);
    tree.putAll(value);
    return tree;
  }

  static @Nullable Object unnamed(@Nullable Object tree, Container container) {
    if (container.nameMember().isEmpty() || !(tree instanceof Map<?, ?> map)) {
      return tree;
    }
    Map<Object, @Nullable Object> rest = new LinkedHashMap<>(map);
    rest.remove(container.nameMember().get());
    return rest;
  }

  /** Wraps an entry into the containers that are missing around it. */
  static Object nest(List<String> keys, Container container, String name, Object tree) {
    Object nested = container.nameMember().isPresent() ? List.of(tree) : Map.of(name, tree);
    for (int i = keys.size() - 1; i >= 0; i--) {
      nested = Map.of(keys.get(i), nested);
    }
    return nested;
  }
}
