package dev.mcpfly.config.internal.json;

import dev.mcpfly.config.internal.edit.Trees;
import dev.mcpfly.config.internal.json.JsonBlock.Item;
import dev.mcpfly.config.internal.text.Container;
import dev.mcpfly.config.internal.text.Entry;
import dev.mcpfly.config.internal.text.Scalar;
import dev.mcpfly.config.internal.text.Span;
import dev.mcpfly.config.internal.text.TextFormat;
import dev.mcpfly.config.internal.text.TextFormatException;
import dev.mcpfly.config.internal.text.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * JSON, as strict as the client that reads the file. What it writes is always strict JSON.
 *
 * <p>A text is either characters, or the bytes of its UTF-8, each as one character ({@link
 * #overBytes()}): a huge file with a few characters beyond Latin-1 takes half the memory then.
 */
public final class JsonFormat implements TextFormat {
  private final boolean comments;
  private final boolean trailingCommas;
  private final boolean bytes;
  private final boolean json5;

  /**
   * Creates the engine.
   *
   * @param comments whether comments may be in the text
   * @param trailingCommas whether a comma may follow the last element
   */
  public JsonFormat(boolean comments, boolean trailingCommas) {
    this(comments, trailingCommas, false, false);
  }

  private JsonFormat(boolean comments, boolean trailingCommas, boolean bytes, boolean json5) {
    this.comments = comments;
    this.trailingCommas = trailingCommas;
    this.bytes = bytes;
    this.json5 = json5;
  }

  /** Returns the engine for JSON5. */
  public static JsonFormat json5() {
    return new JsonFormat(true, true, false, true);
  }

  /**
   * Returns the engine for texts whose characters are the bytes of valid UTF-8. Names and values go
   * in and out as proper strings; spans count bytes.
   */
  public JsonFormat overBytes() {
    return new JsonFormat(comments, trailingCommas, true, json5);
  }

  /** Returns a plain value as strict JSON without any white space. */
  public static String compact(Object value) {
    return JsonWriter.value(value, new JsonStyle("\n", "", ":", ",", "", false, false, false), "");
  }

  @Override
  public String name() {
    return json5 ? "JSON5" : "JSON";
  }

  @Override
  public void check(String text) {
    JsonContainers.check(scanner(text));
  }

  @Override
  public Optional<Value> read(String text, List<String> path) {
    check(text);
    JsonScanner scanner = scanner(text);
    int start = JsonContainers.find(scanner, path);
    if (start < 0) {
      return Optional.empty();
    }
    Span span = new Span(start, scanner.skipValue(start));
    return Optional.of(new Value(JsonTree.of(scanner, start), span));
  }

  @Override
  public boolean holds(String text, List<String> path) {
    check(text);
    JsonScanner scanner = scanner(text);
    int start = JsonContainers.find(scanner, path);
    return start >= 0 && scanner.at(start) != 'n';
  }

  @Override
  public List<Entry> entries(String text, Container container) {
    return entries(text, container, new Span(0, text.length()));
  }

  @Override
  public List<Entry> entries(String text, Container container, Span within) {
    JsonScanner scanner = scanner(text);
    List<Entry> entries = new ArrayList<>();
    JsonBlock block = JsonContainers.block(scanner, container);
    if (block != null) {
      for (Item item : block.items) {
        if (item.span().overlaps(within)) {
          entries.add(entry(block, item, container));
        }
      }
    }
    return entries;
  }

  @Override
  public Optional<Entry> entry(String text, Container container, String name) {
    JsonBlock block = JsonContainers.block(scanner(text), container);
    int index = block == null ? -1 : JsonContainers.indexOf(block, container, name);
    return block == null || index < 0
        ? Optional.empty()
        : Optional.of(entry(block, block.items.get(index), container));
  }

  private static Entry entry(JsonBlock block, Item item, Container container) {
    Object tree = JsonTree.of(block.scanner, item.valueStart());
    String name = JsonContainers.name(block, item, container);
    return new Entry(name, JsonContainers.unnamed(tree, container), item.span());
  }

  @Override
  public List<String> names(String text, Container container) {
    JsonBlock block = JsonContainers.block(scanner(text), container);
    return block == null
        ? List.of()
        : block.items.stream().map(i -> JsonContainers.name(block, i, container)).toList();
  }

  @Override
  public List<Scalar> scalars(String text, Container container) {
    return scalars(text, container, new Span(0, text.length()));
  }

  @Override
  public List<Scalar> scalars(String text, Container container, Span within) {
    JsonScanner scanner = scanner(text);
    List<Scalar> scalars = new ArrayList<>();
    JsonBlock block = JsonContainers.block(scanner, container);
    if (block != null) {
      for (Item item : block.items) {
        if (item.span().overlaps(within)) {
          List<String> path = List.of(JsonContainers.name(block, item, container));
          collect(scanner, item.valueStart(), path, within, scalars);
        }
      }
    }
    return scalars;
  }

  private static void collect(
      JsonScanner scanner, int start, List<String> path, Span within, List<Scalar> scalars) {
    char c = scanner.at(start);
    if (c != '{' && c != '[') {
      Span span = new Span(start, scanner.skipValue(start));
      if (span.overlaps(within)) {
        scalars.add(new Scalar(path, span));
      }
      return;
    }
    JsonBlock block = JsonBlock.at(scanner, start);
    for (int i = 0; i < block.items.size(); i++) {
      Item item = block.items.get(i);
      if (!item.span().overlaps(within)) {
        continue;
      }
      List<String> below = new ArrayList<>(path);
      below.add(block.isObject() ? block.key(item) : Integer.toString(i));
      collect(scanner, item.valueStart(), below, within, scalars);
    }
  }

  @Override
  public String put(String text, Container container, String name, Map<String, ?> value) {
    JsonScanner scanner = scanner(text);
    Object tree = JsonContainers.named(value, container, name);
    String after = putUnchecked(scanner, container, name, tree);
    return after.equals(text)
        ? text
        : JsonCheck.verified(scanner, after, container, name, name, tree);
  }

  private static String putUnchecked(
      JsonScanner scanner, Container container, String name, Object tree) {
    String text = scanner.text;
    JsonBlock root = JsonContainers.root(scanner);
    if (root == null) {
      return writeDocument(scanner, container, name, tree);
    }
    JsonBlock block = root;
    for (int depth = 0; depth < container.path().size(); depth++) {
      String key = container.path().get(depth);
      Item item = block.member(key);
      JsonStyle style = JsonStyle.around(block, root);
      List<String> below = container.path().subList(depth + 1, container.path().size());
      if (item == null) {
        return JsonEdits.append(
            block, key, JsonContainers.nest(below, container, name, tree), style);
      }
      char c = scanner.at(item.valueStart());
      if (c == 'n') {
        return JsonEdits.replace(
            block, item, JsonContainers.nest(below, container, name, tree), style);
      }
      block =
          JsonBlock.at(scanner, JsonContainers.requireKind(scanner, item, below, container, key));
    }
    JsonStyle style = JsonStyle.around(block, root);
    int index = JsonContainers.indexOf(block, container, name);
    if (index < 0) {
      return JsonEdits.append(block, container.nameMember().isPresent() ? null : name, tree, style);
    }
    Item item = block.items.get(index);
    return Trees.equal(JsonTree.of(scanner, item.valueStart()), tree)
        ? text
        : JsonEdits.replace(block, item, tree, style);
  }

  @Override
  public String merge(
      String text, Container container, String name, Map<String, ?> set, Set<String> drop) {
    JsonScanner scanner = scanner(text);
    JsonBlock block = JsonContainers.block(scanner, container);
    int index = block == null ? -1 : JsonContainers.indexOf(block, container, name);
    if (block == null || index < 0 || scanner.at(block.items.get(index).valueStart()) != '{') {
      return put(text, container, name, set);
    }
    String after = merged(scanner, block, block.items.get(index), set, drop);
    if (after.equals(text)) {
      return text;
    }
    Map<String, @Nullable Object> expected =
        JsonTree.map(scanner, block.items.get(index).valueStart());
    expected.keySet().removeAll(drop);
    expected.putAll(set);
    return JsonCheck.verified(scanner, after, container, name, name, expected);
  }

  private static String merged(
      JsonScanner scanner, JsonBlock block, Item item, Map<String, ?> set, Set<String> drop) {
    String text = scanner.text;
    JsonBlock root = JsonContainers.root(scanner);
    JsonStyle style = JsonStyle.around(block, root == null ? block : root);
    // The edits work on the entry alone (with its line's indentation), so a huge file is
    // copied once.
    String indent = JsonBlock.indentation(text, item.valueStart());
    int open = indent.length();
    String entry = indent + text.substring(item.valueStart(), item.valueEnd());
    for (String key : drop) {
      if (!set.containsKey(key)) {
        entry = JsonEdits.drop(scanner.over(entry), open, key);
      }
    }
    JsonStyle inner = innerStyle(scanner.over(entry), open, style);
    for (Map.Entry<String, ?> member : set.entrySet()) {
      entry = JsonEdits.set(scanner.over(entry), open, member.getKey(), member.getValue(), inner);
    }
    return text.substring(0, item.valueStart())
        + entry.substring(open)
        + text.substring(item.valueEnd());
  }

  private static JsonStyle innerStyle(JsonScanner scanner, int open, JsonStyle outer) {
    JsonBlock entry = JsonBlock.at(scanner, open);
    if (entry.items.isEmpty()) {
      return outer;
    }
    JsonStyle own = JsonStyle.around(entry, entry);
    return new JsonStyle(
        outer.eol(),
        entry.isManyLines() ? own.unit() : outer.unit(),
        own.colon(),
        own.comma(),
        own.padding(),
        own.manyLines(),
        own.nestedManyLines(),
        outer.listsManyLines());
  }

  @Override
  public String remove(String text, Container container, String name) {
    JsonScanner scanner = scanner(text);
    String after = text;
    JsonBlock block = JsonContainers.block(scanner, container);
    int index = block == null ? -1 : JsonContainers.indexOf(block, container, name);
    while (block != null && index >= 0) {
      after = JsonRemoval.remove(block, index);
      block = again(scanner, after, container, name);
      index = block == null ? -1 : JsonContainers.indexOf(block, container, name);
    }
    return after.equals(text)
        ? text
        : JsonCheck.verified(scanner, after, container, name, name, JsonCheck.GONE);
  }

  private static @Nullable JsonBlock again(
      JsonScanner scanner, String after, Container container, String name) {
    try {
      return JsonContainers.block(scanner.over(after), container);
    } catch (TextFormatException e) {
      throw JsonCheck.refusal(scanner, container, name);
    }
  }

  @Override
  public String rename(String text, Container container, String name, String newName) {
    JsonScanner scanner = scanner(text);
    JsonBlock block = JsonContainers.block(scanner, container);
    int index = block == null ? -1 : JsonContainers.indexOf(block, container, name);
    if (block == null || index < 0) {
      throw new IllegalArgumentException("There is no entry " + name + ".");
    }
    if (JsonContainers.indexOf(block, container, newName) >= 0) {
      throw new IllegalArgumentException("There is an entry " + newName + " already.");
    }
    Item item = block.items.get(index);
    int start = item.start();
    int end = item.keyEnd();
    if (container.nameMember().isPresent()) {
      Item member = JsonBlock.at(scanner, item.valueStart()).member(container.nameMember().get());
      start = member == null ? start : member.valueStart();
      end = member == null ? start : member.valueEnd();
    }
    String after =
        text.substring(0, start) + scanner.encode(JsonWriter.string(newName)) + text.substring(end);
    Object value = JsonTree.of(scanner, item.valueStart());
    if (container.nameMember().isPresent() && value instanceof Map<?, ?> map) {
      Map<Object, @Nullable Object> renamed = new LinkedHashMap<>(map);
      renamed.put(container.nameMember().get(), newName);
      value = renamed;
    }
    return JsonCheck.verified(scanner, after, container, name, newName, value);
  }

  private JsonScanner scanner(String text) {
    return new JsonScanner(text, comments, trailingCommas, bytes, json5);
  }

  private static String writeDocument(
      JsonScanner scanner, Container container, String name, Object tree) {
    String text = scanner.text;
    int start = scanner.skipTrivia(0);
    int at = JsonBlock.lineEnd(text, 0, text.length());
    String eol = at < 0 ? "\n" : text.startsWith("\r\n", at) ? "\r\n" : text.substring(at, at + 1);
    JsonStyle fresh = JsonStyle.FRESH;
    JsonStyle style =
        new JsonStyle(
            eol, fresh.unit(), fresh.colon(), fresh.comma(), fresh.padding(), true, true, false);
    Object root = JsonContainers.nest(container.path(), container, name, tree);
    String document = scanner.encode(JsonWriter.value(root, style, ""));
    if (start < text.length()) {
      return text.substring(0, start) + document + text.substring(scanner.skipValue(start));
    }
    boolean lineOpen = start > 0 && !JsonScanner.isLineEnd(text.charAt(start - 1));
    return text + (lineOpen ? eol : "") + document + eol;
  }
}
