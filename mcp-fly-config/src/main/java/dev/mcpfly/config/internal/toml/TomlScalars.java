package dev.mcpfly.config.internal.toml;

import static dev.mcpfly.config.internal.toml.TomlEditor.child;

import dev.mcpfly.config.internal.text.Scalar;
import dev.mcpfly.config.internal.text.Span;
import dev.mcpfly.config.internal.toml.TomlDocument.ArrayNode;
import dev.mcpfly.config.internal.toml.TomlDocument.InlineTable;
import dev.mcpfly.config.internal.toml.TomlDocument.KeyValue;
import dev.mcpfly.config.internal.toml.TomlDocument.Node;
import dev.mcpfly.config.internal.toml.TomlDocument.Section;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Lists the scalars below a table, in the order of the text. */
final class TomlScalars {
  private final List<String> container;
  private final List<Scalar> scalars = new ArrayList<>();

  private TomlScalars(List<String> container) {
    this.container = container;
  }

  static List<Scalar> in(TomlDocument document, List<String> container) {
    TomlScalars scalars = new TomlScalars(container);
    Map<List<String>, Integer> lengths = new HashMap<>();
    for (Section section : document.sections()) {
      List<String> path = section.path();
      if (section.array()) {
        lengths.merge(path, 1, Integer::sum);
      }
      List<String> indexed = indexed(path, lengths);
      for (KeyValue pair : section.pairs()) {
        scalars.walk(pair.path(indexed), pair.value());
      }
    }
    return scalars.scalars;
  }

  /** Puts the index of its last table after each array of tables that the path goes through. */
  private static List<String> indexed(List<String> path, Map<List<String>, Integer> lengths) {
    List<String> indexed = new ArrayList<>();
    for (int i = 0; i < path.size(); i++) {
      indexed.add(path.get(i));
      Integer length = lengths.get(path.subList(0, i + 1));
      if (length != null) {
        indexed.add(String.valueOf(length - 1));
      }
    }
    return indexed;
  }

  private void walk(List<String> path, Node value) {
    if (value instanceof InlineTable table) {
      table.members().forEach(member -> walk(member.path(path), member.value()));
    } else if (value instanceof ArrayNode array) {
      for (int i = 0; i < array.items().size(); i++) {
        walk(child(path, String.valueOf(i)), array.items().get(i));
      }
    } else if (path.size() > container.size() && TomlDocument.startsWith(path, container)) {
      scalars.add(
          new Scalar(
              path.subList(container.size(), path.size()), new Span(value.start(), value.end())));
    }
  }
}
