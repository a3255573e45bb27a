package dev.mcpfly.config.internal.yaml;

import dev.mcpfly.config.internal.text.Scalar;
import dev.mcpfly.config.internal.text.Span;
import dev.mcpfly.config.internal.yaml.YamlNode.Pair;
import dev.mcpfly.config.internal.yaml.YamlNode.YamlList;
import dev.mcpfly.config.internal.yaml.YamlNode.YamlMap;
import dev.mcpfly.config.internal.yaml.YamlNode.YamlScalar;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Lists the scalars below entries; one behind an alias stands where the anchor is. */
final class YamlScalarList {
  private final List<Scalar> scalars = new ArrayList<>();

  void add(List<String> path, YamlNode node) {
    YamlNode resolved = YamlNode.resolve(node);
    if (resolved instanceof YamlMap map) {
      for (Pair pair : map.pairs()) {
        add(child(path, pair.name()), pair.value());
      }
    } else if (resolved instanceof YamlList list) {
      for (int i = 0; i < list.items().size(); i++) {
        add(child(path, String.valueOf(i)), list.items().get(i).node());
      }
    } else if (resolved instanceof YamlScalar scalar && scalar.body() < scalar.end()) {
      scalars.add(new Scalar(path, new Span(scalar.body(), scalar.end())));
    }
  }

  /** Returns the scalars in the order of the text. */
  List<Scalar> sorted() {
    scalars.sort(Comparator.comparingInt(scalar -> scalar.span().start()));
    return scalars;
  }

  private static List<String> child(List<String> path, String key) {
    List<String> child = new ArrayList<>(path);
    child.add(key);
    return child;
  }
}
