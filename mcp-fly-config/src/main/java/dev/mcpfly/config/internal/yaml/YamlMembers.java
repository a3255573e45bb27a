package dev.mcpfly.config.internal.yaml;

import dev.mcpfly.config.internal.edit.Trees;
import dev.mcpfly.config.internal.yaml.YamlNode.YamlList;
import dev.mcpfly.config.internal.yaml.YamlNode.YamlMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Brings a map from one value to another by small changes that leave everything else untouched. */
final class YamlMembers {
  /** Beyond this many changes, a list is rewritten. */
  private static final int ITEM_CHANGES = 16;

  /** Finds one place again after every change. */
  interface Locator {
    @Nullable YamlPlace find(YamlDocument document);

    default Locator member(String key) {
      return document -> {
        YamlPlace place = find(document);
        return place == null ? null : place.member(key);
      };
    }

    default YamlPlace in(YamlDocument document) {
      return Objects.requireNonNull(find(document));
    }
  }

  private YamlMembers() {}

  static String become(String text, Locator at, Map<?, ?> old, Map<?, ?> wanted) {
    YamlDocument document = YamlReader.read(text);
    if (wanted.isEmpty() || !(at.in(document).node() instanceof YamlMap)) {
      return new YamlEditor(document).replace(at.in(document), wanted);
    }
    String result = text;
    for (Map.Entry<?, ?> member : wanted.entrySet()) {
      String key = String.valueOf(member.getKey());
      if (!old.containsKey(key)) {
        result = add(result, at, key, member.getValue());
      } else if (!Trees.equal(old.get(key), member.getValue())) {
        result = change(result, at.member(key), old.get(key), member.getValue());
      }
    }
    for (Object key : old.keySet()) {
      if (!wanted.containsKey(key)) {
        result = remove(result, at, String.valueOf(key));
      }
    }
    return result;
  }

  private static String add(String text, Locator at, String key, @Nullable Object value) {
    YamlDocument document = YamlReader.read(text);
    YamlPlace place = at.in(document);
    return new YamlEditor(document).addPair(place, (YamlMap) place.node(), key, value);
  }

  private static String remove(String text, Locator at, String key) {
    YamlDocument document = YamlReader.read(text);
    int index = at.member(key).in(document).index();
    return new YamlEditor(document).remove(at.in(document), index);
  }

  private static String change(
      String text, Locator at, @Nullable Object old, @Nullable Object wanted) {
    if (old instanceof Map<?, ?> before && wanted instanceof Map<?, ?> after) {
      return become(text, at, before, after);
    }
    YamlDocument document = YamlReader.read(text);
    if (at.in(document).node() instanceof YamlList
        && old instanceof List<?> before
        && wanted instanceof List<?> after
        && !before.isEmpty()
        && !after.isEmpty()
        && Math.abs(before.size() - after.size()) <= ITEM_CHANGES) {
      return changeItems(text, at, before, after);
    }
    return new YamlEditor(document).replace(at.in(document), wanted);
  }

  private static String changeItems(String text, Locator at, List<?> old, List<?> wanted) {
    String result = text;
    for (int i = 0; i < Math.max(old.size(), wanted.size()); i++) {
      if (i < old.size() && i < wanted.size() && Trees.equal(old.get(i), wanted.get(i))) {
        continue;
      }
      YamlDocument document = YamlReader.read(result);
      YamlPlace place = at.in(document);
      YamlList list = (YamlList) place.node();
      YamlEditor editor = new YamlEditor(document);
      if (i >= old.size()) {
        result = editor.addItem(place, list, wanted.get(i));
      } else if (i >= wanted.size()) {
        result = editor.remove(place, list.items().size() - 1);
      } else {
        YamlNode node = list.items().get(i).node();
        result = editor.replace(new YamlPlace(list, i, node), wanted.get(i));
      }
    }
    return result;
  }
}
