package dev.mcpfly.config.internal.yaml;

import dev.mcpfly.config.internal.text.Container;
import dev.mcpfly.config.internal.text.TextFormatException;
import dev.mcpfly.config.internal.yaml.YamlNode.Item;
import dev.mcpfly.config.internal.yaml.YamlNode.Pair;
import dev.mcpfly.config.internal.yaml.YamlNode.YamlAlias;
import dev.mcpfly.config.internal.yaml.YamlNode.YamlList;
import dev.mcpfly.config.internal.yaml.YamlNode.YamlMap;
import dev.mcpfly.config.internal.yaml.YamlNode.YamlScalar;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A node with the collection that it stands in.
 *
 * @param parent the map or list; null for the root
 * @param index the index of its pair or item there
 */
record YamlPlace(@Nullable YamlNode parent, int index, YamlNode node) {
  /** Returns the pair, where the parent is a map. */
  @Nullable Pair pair() {
    return parent instanceof YamlMap map ? map.pairs().get(index) : null;
  }

  /** Returns the place of a member, or null if the node is not a map or has no such member. */
  @Nullable YamlPlace member(String name) {
    if (node instanceof YamlMap map) {
      for (int i = 0; i < map.pairs().size(); i++) {
        if (map.pairs().get(i).name().equals(name)) {
          return new YamlPlace(map, i, map.pairs().get(i).value());
        }
      }
    }
    return null;
  }

  /**
   * Returns the place of a container, or null if it is missing or null.
   *
   * @throws TextFormatException if it is of the wrong type
   */
  static @Nullable YamlPlace container(YamlDocument document, Container container) {
    YamlMap root = document.rootMap();
    if (root == null) {
      return null;
    }
    YamlPlace place = new YamlPlace(null, 0, root);
    for (int i = 0; i < container.path().size(); i++) {
      boolean list = i == container.path().size() - 1 && container.nameMember().isPresent();
      YamlPlace next = read(place).member(container.path().get(i));
      if (next == null || YamlDocument.isNull(next.node)) {
        return null;
      }
      YamlNode node = YamlNode.resolve(next.node);
      if (list ? !(node instanceof YamlList) : !(node instanceof YamlMap)) {
        throw TextFormatException.at(
            document.text(),
            next.node.start(),
            "\""
                + String.join(".", container.path().subList(0, i + 1))
                + "\" must be a "
                + (list ? "list" : "map")
                + ", and is "
                + YamlDocument.kind(node));
      }
      place = next;
    }
    return place;
  }

  /** Returns the place with what an alias refers to, for reading. */
  private static YamlPlace read(YamlPlace place) {
    return place.node instanceof YamlAlias alias
        ? new YamlPlace(place.parent, place.index, alias.target())
        : place;
  }

  /**
   * Returns the places of the entries with their names; an item without a name has an empty one.
   */
  static List<Named> entries(YamlDocument document, Container container) {
    YamlPlace place = container(document, container);
    List<Named> entries = new ArrayList<>();
    if (place == null) {
      return entries;
    }
    if (YamlNode.resolve(place.node) instanceof YamlMap map) {
      for (int i = 0; i < map.pairs().size(); i++) {
        Pair pair = map.pairs().get(i);
        entries.add(new Named(pair.name(), true, new YamlPlace(map, i, pair.value())));
      }
    } else if (YamlNode.resolve(place.node) instanceof YamlList list) {
      for (int i = 0; i < list.items().size(); i++) {
        Item item = list.items().get(i);
        String name = name(item.node(), container.nameMember().orElseThrow());
        entries.add(
            new Named(name == null ? "" : name, name != null, new YamlPlace(list, i, item.node())));
      }
    }
    return entries;
  }

  private static @Nullable String name(YamlNode item, String nameMember) {
    if (YamlNode.resolve(item) instanceof YamlMap map) {
      Pair pair = map.find(nameMember);
      if (pair != null
          && YamlNode.resolve(pair.value()) instanceof YamlScalar scalar
          && scalar.value() != null) {
        return scalar.string();
      }
    }
    return null;
  }

  /** Returns the effective entry of a name, or null. */
  static @Nullable YamlPlace entry(YamlDocument document, Container container, String name) {
    YamlPlace found = null;
    for (Named entry : entries(document, container)) {
      if (entry.named && entry.name.equals(name)) {
        found = entry.place;
      }
    }
    return found;
  }

  /** An entry; {@code named} is false for a list item without a name. */
  record Named(String name, boolean named, YamlPlace place) {}
}
