package dev.mcpfly.config.internal.yaml;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A node of a YAML text with its place: {@code start} is before its anchor and tag, if any. */
sealed interface YamlNode {
  int start();

  /** Returns the offset after the anchor and the tag. */
  int body();

  /** Returns the offset after the last character that is content. */
  int end();

  /** Returns the name that aliases may refer to. */
  @Nullable String anchor();

  /** Returns how many levels the node has, those behind aliases included. */
  int height();

  /** Returns how many nodes there are, those behind aliases included. */
  long size();

  /**
   * A scalar; {@code value} is resolved to a plain tree, {@code string} is what it says, {@code
   * open} is true for a block that takes all blank lines below it as its own.
   */
  record YamlScalar(
      int start,
      int body,
      int end,
      @Nullable String anchor,
      String string,
      @Nullable Object value,
      boolean open)
      implements YamlNode {
    @Override
    public int height() {
      return 1;
    }

    @Override
    public long size() {
      return 1;
    }
  }

  /** A mapping; {@code flow} is one in brackets. */
  record YamlMap(
      int start,
      int body,
      int end,
      @Nullable String anchor,
      boolean flow,
      List<Pair> pairs,
      int height,
      long size)
      implements YamlNode {
    @Nullable Pair find(String name) {
      for (Pair pair : pairs) {
        if (pair.name().equals(name)) {
          return pair;
        }
      }
      return null;
    }
  }

  /** A sequence; {@code flow} is one in brackets. */
  record YamlList(
      int start,
      int body,
      int end,
      @Nullable String anchor,
      boolean flow,
      List<Item> items,
      int height,
      long size)
      implements YamlNode {}

  /** A reference to an anchored node. */
  record YamlAlias(int start, int end, String name, YamlNode target) implements YamlNode {
    @Override
    public int body() {
      return start;
    }

    @Override
    public @Nullable String anchor() {
      return null;
    }

    @Override
    public int height() {
      return target.height();
    }

    @Override
    public long size() {
      return target.size();
    }
  }

  /**
   * A key with its value.
   *
   * @param name what the key says
   * @param start the offset of the key, or of the {@code ?} before it
   * @param colonEnd the offset after the colon, or -1 if there is none
   */
  record Pair(String name, YamlNode key, YamlNode value, int start, int colonEnd) {
    int end() {
      return Math.max(Math.max(key.end(), colonEnd), value.end());
    }
  }

  /**
   * An item of a sequence.
   *
   * @param dash the offset of the dash; of the node where the sequence is in brackets
   */
  record Item(int dash, YamlNode node) {
    int end() {
      return Math.max(dash + 1, node.end());
    }
  }

  /** Returns whether blank lines that follow the node would become part of it. */
  static boolean takesBlankLines(YamlNode node) {
    if (node instanceof YamlMap map && !map.flow() && !map.pairs().isEmpty()) {
      return takesBlankLines(map.pairs().get(map.pairs().size() - 1).value());
    }
    if (node instanceof YamlList list && !list.flow() && !list.items().isEmpty()) {
      return takesBlankLines(list.items().get(list.items().size() - 1).node());
    }
    return node instanceof YamlScalar scalar && scalar.open();
  }

  /** Returns the node behind an alias, or the node itself. */
  static YamlNode resolve(YamlNode node) {
    return node instanceof YamlAlias alias ? alias.target() : node;
  }
}
