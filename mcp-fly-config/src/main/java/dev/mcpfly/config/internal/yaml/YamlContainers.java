package dev.mcpfly.config.internal.yaml;

import dev.mcpfly.config.internal.text.Container;
import dev.mcpfly.config.internal.text.TextFormatException;
import dev.mcpfly.config.internal.yaml.YamlNode.YamlAlias;
import dev.mcpfly.config.internal.yaml.YamlNode.YamlList;
import dev.mcpfly.config.internal.yaml.YamlNode.YamlMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Adds entries to containers, and makes the containers that are missing. */
final class YamlContainers {
  private YamlContainers() {}

  static String add(YamlDocument document, Container container, String name, Map<String, ?> value) {
    YamlEditor editor = new YamlEditor(document);
    if (YamlPlace.container(document, container) != null) {
      YamlPlace place = editable(document, container);
      return place.node() instanceof YamlList list
          ? editor.addItem(place, list, value)
          : editor.addPair(place, (YamlMap) place.node(), name, value);
    }
    List<String> path = container.path();
    YamlMap root = document.rootMap();
    if (root == null) {
      return path.isEmpty()
          ? editor.addToBlank(name, value)
          : editor.addToBlank(path.get(0), nested(container, 1, name, value));
    }
    YamlPlace place = new YamlPlace(null, 0, root);
    for (int i = 0; i < path.size(); i++) {
      YamlPlace next = place.member(path.get(i));
      Object rest = nested(container, i + 1, name, value);
      if (next == null) {
        return editor.addPair(place, (YamlMap) place.node(), path.get(i), rest);
      }
      if (YamlDocument.isNull(next.node())) {
        return editor.replace(next, rest);
      }
      place = next;
      requireOwn(document, place);
    }
    throw new IllegalStateException("the container is not missing");
  }

  /** Returns what stands below the first keys of the path once the entry is there. */
  private static Object nested(Container container, int depth, String name, Map<String, ?> value) {
    if (depth < container.path().size()) {
      Map<String, Object> map = new LinkedHashMap<>();
      map.put(container.path().get(depth), nested(container, depth + 1, name, value));
      return map;
    }
    if (container.nameMember().isPresent()) {
      return List.of(value);
    }
    Map<String, Object> map = new LinkedHashMap<>();
    map.put(name, value);
    return map;
  }

  /** Returns the place of a container that is there, unless it is only an alias. */
  static YamlPlace editable(YamlDocument document, Container container) {
    YamlPlace place = Objects.requireNonNull(YamlPlace.container(document, container));
    requireOwn(document, place);
    return place;
  }

  private static void requireOwn(YamlDocument document, @Nullable YamlPlace place) {
    if (place != null && place.node() instanceof YamlAlias alias) {
      throw TextFormatException.at(
          document.text(),
          alias.start(),
          "this is an alias of &" + alias.name() + ", and an edit would change both");
    }
  }
}
