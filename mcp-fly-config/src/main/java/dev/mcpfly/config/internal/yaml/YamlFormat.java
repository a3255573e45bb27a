package dev.mcpfly.config.internal.yaml;

import dev.mcpfly.config.internal.edit.Trees;
import dev.mcpfly.config.internal.text.Container;
import dev.mcpfly.config.internal.text.Entry;
import dev.mcpfly.config.internal.text.Scalar;
import dev.mcpfly.config.internal.text.Span;
import dev.mcpfly.config.internal.text.TextFormat;
import dev.mcpfly.config.internal.text.TextFormatException;
import dev.mcpfly.config.internal.text.Value;
import dev.mcpfly.config.internal.yaml.YamlNode.Pair;
import dev.mcpfly.config.internal.yaml.YamlNode.YamlMap;
import dev.mcpfly.config.internal.yaml.YamlPlace.Named;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * YAML 1.2, one document. An edited alias becomes a separate value; an edit that would change the
 * meaning of aliases elsewhere is refused. A merge key ({@code <<}) is a member like others.
 */
public final class YamlFormat implements TextFormat {
  /** Creates the engine. */
  public YamlFormat() {}

  @Override
  public String name() {
    return "YAML";
  }

  @Override
  public void check(String text) {
    YamlReader.read(text).rootMap();
  }

  @Override
  public Optional<Value> read(String text, List<String> path) {
    YamlDocument document = YamlReader.read(text);
    YamlMap root = document.rootMap();
    if (path.isEmpty() || root == null) {
      return path.isEmpty()
          ? Optional.of(new Value(document.tree(), new Span(0, text.length())))
          : Optional.empty();
    }
    YamlNode node = root;
    for (String key : path) {
      Pair pair = YamlNode.resolve(node) instanceof YamlMap map ? map.find(key) : null;
      if (pair == null) {
        return Optional.empty();
      }
      node = pair.value();
    }
    return Optional.of(
        new Value(
            YamlDocument.tree(node), new Span(node.start(), Math.max(node.start(), node.end()))));
  }

  @Override
  public List<Entry> entries(String text, Container container) {
    List<Entry> entries = new ArrayList<>();
    for (Named entry : YamlPlace.entries(YamlReader.read(text), container)) {
      Object tree = YamlDocument.tree(entry.place().node());
      if (entry.named() && container.nameMember().isPresent() && tree instanceof Map<?, ?> map) {
        map.remove(container.nameMember().get());
      }
      Pair pair = entry.place().pair();
      YamlNode node = entry.place().node();
      entries.add(
          new Entry(
              entry.name(),
              tree,
              pair == null
                  ? new Span(node.start(), node.end())
                  : new Span(pair.start(), pair.end())));
    }
    return entries;
  }

  @Override
  public List<Scalar> scalars(String text, Container container) {
    YamlScalarList scalars = new YamlScalarList();
    for (Named entry : YamlPlace.entries(YamlReader.read(text), container)) {
      scalars.add(List.of(entry.name()), entry.place().node());
    }
    return scalars.sorted();
  }

  @Override
  public String put(String text, Container container, String name, Map<String, ?> value) {
    YamlDocument document = YamlReader.read(text);
    YamlPlace place = YamlPlace.entry(document, container, name);
    Map<String, @Nullable Object> wanted = new LinkedHashMap<>();
    container.nameMember().ifPresent(member -> wanted.put(member, name));
    value.forEach(wanted::putIfAbsent);
    if (place == null) {
      String after = YamlContainers.add(document, container, name, wanted);
      return YamlCheck.verified(document, container, name, after, wanted);
    }
    Object old = YamlDocument.tree(place.node());
    if (old instanceof Map<?, ?> map && container.nameMember().isPresent()) {
      // A name that is written as a number stays one.
      String member = container.nameMember().get();
      wanted.put(member, map.get(member));
    }
    if (Trees.equal(old, wanted)) {
      return text;
    }
    String after =
        old instanceof Map<?, ?> map
            ? YamlMembers.become(text, now -> YamlPlace.entry(now, container, name), map, wanted)
            : new YamlEditor(document).replace(place, wanted);
    return YamlCheck.verified(document, container, name, after, wanted);
  }

  @Override
  public String merge(
      String text, Container container, String name, Map<String, ?> set, Set<String> drop) {
    YamlPlace place = YamlPlace.entry(YamlReader.read(text), container, name);
    if (place == null || !(YamlDocument.tree(place.node()) instanceof Map<?, ?> old)) {
      return put(text, container, name, set);
    }
    Map<String, @Nullable Object> wanted = new LinkedHashMap<>();
    old.forEach((key, value) -> wanted.put(String.valueOf(key), value));
    container.nameMember().ifPresent(wanted::remove);
    wanted.keySet().removeAll(drop);
    wanted.putAll(set);
    return put(text, container, name, wanted);
  }

  @Override
  public String remove(String text, Container container, String name) {
    YamlDocument document = YamlReader.read(text);
    YamlDocument now = document;
    YamlPlace place = YamlPlace.entry(now, container, name);
    if (place == null) {
      return text;
    }
    while (place != null) {
      YamlPlace around = YamlContainers.editable(now, container);
      now = readAgain(document, container, name, new YamlEditor(now).remove(around, place.index()));
      place = YamlPlace.entry(now, container, name);
    }
    return YamlCheck.verified(document, container, name, now.text(), null);
  }

  private static YamlDocument readAgain(
      YamlDocument before, Container container, String name, String after) {
    try {
      return YamlReader.read(after);
    } catch (TextFormatException e) {
      throw YamlCheck.refusal(before, container, name);
    }
  }

  @Override
  public String rename(String text, Container container, String name, String newName) {
    YamlDocument document = YamlReader.read(text);
    YamlPlace place = YamlPlace.entry(document, container, name);
    if (place == null) {
      throw new IllegalArgumentException("there is no entry \"" + name + "\" to rename");
    }
    if (YamlPlace.entry(document, container, newName) != null) {
      throw new IllegalArgumentException("there is an entry \"" + newName + "\" already");
    }
    YamlEditor editor = new YamlEditor(document);
    Pair pair = place.pair();
    YamlPlace member = place.member(container.nameMember().orElse(""));
    if (pair == null && member == null) {
      throw YamlCheck.refusal(document, container, name);
    }
    String after =
        pair != null
            ? editor.rename(pair, newName)
            : editor.rename(Objects.requireNonNull(member).node(), newName);
    return YamlCheck.renamed(document, container, name, newName, after);
  }
}
