package dev.mcpfly.config.internal.yaml;

import dev.mcpfly.config.internal.text.TextFormatException;
import dev.mcpfly.config.internal.yaml.YamlNode.Item;
import dev.mcpfly.config.internal.yaml.YamlNode.Pair;
import dev.mcpfly.config.internal.yaml.YamlNode.YamlAlias;
import dev.mcpfly.config.internal.yaml.YamlNode.YamlList;
import dev.mcpfly.config.internal.yaml.YamlNode.YamlMap;
import dev.mcpfly.config.internal.yaml.YamlNode.YamlScalar;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A well-formed YAML text.
 *
 * @param root the root node, or null if there is none or an empty one
 * @param end the offset at which the document ends: that of {@code ...} or of the end of the text
 */
record YamlDocument(String text, @Nullable YamlNode root, int end) {
  /** Returns the root's pairs, or null if the document is empty or null. */
  @Nullable YamlMap rootMap() {
    if (root == null || (root instanceof YamlScalar scalar && scalar.value() == null)) {
      return null;
    }
    if (root instanceof YamlMap map) {
      return map;
    }
    throw TextFormatException.at(
        text, root.start(), "the root must be a map, and is " + kind(root));
  }

  static String kind(YamlNode node) {
    YamlNode resolved = YamlNode.resolve(node);
    return resolved instanceof YamlMap
        ? "a map"
        : resolved instanceof YamlList ? "a list" : "a plain value";
  }

  /** Returns whether the node is null. */
  static boolean isNull(YamlNode node) {
    return YamlNode.resolve(node) instanceof YamlScalar scalar && scalar.value() == null;
  }

  /** Returns the root as a plain tree; an empty one for an empty document. */
  Map<String, @Nullable Object> tree() {
    YamlMap map = rootMap();
    return map == null ? new LinkedHashMap<>() : tree(map);
  }

  static @Nullable Object tree(YamlNode node) {
    if (node instanceof YamlScalar scalar) {
      return scalar.value();
    }
    if (node instanceof YamlAlias alias) {
      return tree(alias.target());
    }
    if (node instanceof YamlList list) {
      List<@Nullable Object> items = new ArrayList<>(list.items().size());
      for (Item item : list.items()) {
        items.add(tree(item.node()));
      }
      return items;
    }
    return tree((YamlMap) node);
  }

  private static Map<String, @Nullable Object> tree(YamlMap map) {
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    for (Pair pair : map.pairs()) {
      tree.put(pair.name(), tree(pair.value()));
    }
    return tree;
  }
}
