package dev.mcpfly.config.internal.yaml;

import dev.mcpfly.config.internal.edit.Trees;
import dev.mcpfly.config.internal.text.Container;
import dev.mcpfly.config.internal.text.TextFormatException;
import dev.mcpfly.config.internal.yaml.YamlNode.Item;
import dev.mcpfly.config.internal.yaml.YamlNode.Pair;
import dev.mcpfly.config.internal.yaml.YamlNode.YamlAlias;
import dev.mcpfly.config.internal.yaml.YamlNode.YamlList;
import dev.mcpfly.config.internal.yaml.YamlNode.YamlMap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Checks that an edited text has the expected content. */
final class YamlCheck {
  private YamlCheck() {}

  /** Returns the edited text if all that changed is the entry; a null value removes it. */
  static String verified(
      YamlDocument before,
      Container container,
      String name,
      String after,
      @Nullable Map<String, ?> value) {
    Map<String, @Nullable Object> expected = new LinkedHashMap<>(before.tree());
    Object parent = parent(expected, container);
    if (parent instanceof List<?>) {
      List<@Nullable Object> items = list(parent);
      int last = -1;
      for (int i = items.size() - 1; i >= 0; i--) {
        if (isNamed(items.get(i), container, name)) {
          last = Math.max(last, i);
          if (value == null) {
            items.remove(i);
          }
        }
      }
      if (value != null && last >= 0) {
        items.set(last, value);
      } else if (value != null) {
        items.add(value);
      }
    } else if (value == null) {
      map(parent).remove(name);
    } else {
      map(parent).put(name, value);
    }
    return compared(before, container, name, after, expected);
  }

  /** Returns the edited text if all that changed is the entry's name. */
  static String renamed(
      YamlDocument before, Container container, String name, String newName, String after) {
    Map<String, @Nullable Object> expected = new LinkedHashMap<>(before.tree());
    Object parent = parent(expected, container);
    if (parent instanceof List<?>) {
      Map<String, @Nullable Object> last = null;
      for (Object item : list(parent)) {
        last = isNamed(item, container, name) ? map(item) : last;
      }
      Objects.requireNonNull(last).put(container.nameMember().orElseThrow(), newName);
    } else {
      Map<String, @Nullable Object> entries = map(parent);
      entries.put(newName, entries.remove(name));
    }
    return compared(before, container, name, after, expected);
  }

  private static String compared(
      YamlDocument before,
      Container container,
      String name,
      String after,
      Map<String, @Nullable Object> expected) {
    try {
      if (Trees.equal(YamlReader.parse(after).tree(), expected)) {
        return after;
      }
    } catch (TextFormatException e) {
      throw refusal(before, container, name);
    }
    throw refusal(before, container, name);
  }

  /** Returns the container in a tree; makes what is missing. */
  private static Object parent(Map<String, @Nullable Object> root, Container container) {
    Object parent = root;
    for (int i = 0; i < container.path().size(); i++) {
      String key = container.path().get(i);
      Map<String, @Nullable Object> map = map(parent);
      if (map.get(key) == null) {
        boolean list = i == container.path().size() - 1 && container.nameMember().isPresent();
        map.put(key, list ? new ArrayList<Object>() : new LinkedHashMap<String, Object>());
      }
      parent = Objects.requireNonNull(map.get(key));
    }
    return parent;
  }

  private static boolean isNamed(@Nullable Object item, Container container, String name) {
    if (!(item instanceof Map<?, ?> map)) {
      return false;
    }
    Object value = map.get(container.nameMember().orElseThrow());
    return value != null && String.valueOf(value).equals(name);
  }

  @SuppressWarnings("unchecked") // the keys of a plain tree are strings
  private static Map<String, @Nullable Object> map(@Nullable Object tree) {
    return (Map<String, @Nullable Object>) Objects.requireNonNull(tree);
  }

  @SuppressWarnings("unchecked") // a plain tree's lists hold plain trees
  private static List<@Nullable Object> list(Object tree) {
    return (List<@Nullable Object>) tree;
  }

  /** Returns the reason why an entry cannot be edited: mostly an anchor that others refer to. */
  static TextFormatException refusal(YamlDocument document, Container container, String name) {
    YamlPlace container0 = YamlPlace.container(document, container);
    YamlPlace entry = YamlPlace.entry(document, container, name);
    YamlPlace place = entry != null ? entry : container0;
    YamlNode node = place == null ? document.root() : place.node();
    if (node == null) {
      return TextFormatException.at(document.text(), 0, "this text cannot be edited in place");
    }
    YamlAlias alias = document.root() == null ? null : sharing(document.root(), node);
    return alias == null
        ? TextFormatException.at(
            document.text(),
            node.start(),
            "this is written in a way that cannot be edited in place")
        : TextFormatException.at(
            document.text(),
            alias.target().start(),
            "this is shared as *" + alias.name() + ", and an edit would change it elsewhere too");
  }

  /** Returns an alias outside a node to something around or inside it. */
  private static @Nullable YamlAlias sharing(YamlNode at, YamlNode node) {
    if (at instanceof YamlAlias alias) {
      YamlNode target = alias.target();
      boolean touches = target.start() < node.end() && node.start() < target.end();
      boolean outside = alias.end() <= node.start() || node.end() <= alias.start();
      return touches && outside ? alias : null;
    }
    List<YamlNode> children = new ArrayList<>();
    if (at instanceof YamlMap map) {
      for (Pair pair : map.pairs()) {
        children.add(pair.key());
        children.add(pair.value());
      }
    } else if (at instanceof YamlList list) {
      for (Item item : list.items()) {
        children.add(item.node());
      }
    }
    for (YamlNode child : children) {
      YamlAlias found = sharing(child, node);
      if (found != null) {
        return found;
      }
    }
    return null;
  }
}
