package dev.mcpfly.config.internal.yaml;

import dev.mcpfly.config.internal.edit.LastRead;
import dev.mcpfly.config.internal.edit.Lines;
import dev.mcpfly.config.internal.text.TextFormatException;
import dev.mcpfly.config.internal.yaml.YamlNode.Item;
import dev.mcpfly.config.internal.yaml.YamlNode.Pair;
import dev.mcpfly.config.internal.yaml.YamlNode.YamlAlias;
import dev.mcpfly.config.internal.yaml.YamlNode.YamlList;
import dev.mcpfly.config.internal.yaml.YamlNode.YamlMap;
import dev.mcpfly.config.internal.yaml.YamlNode.YamlScalar;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentEndEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/** Builds the nodes of a text from the parser's events, without recursion. */
final class YamlReader {
  private static final int MAX_DEPTH = 1000;
  private static final int MAX_NODES = 1_000_000;
  private static final LoadSettings SETTINGS =
      LoadSettings.builder().setCodePointLimit(Integer.MAX_VALUE).build();

  /** A collection whose end has not been seen. */
  private record Open(CollectionStartEvent event, List<YamlNode> children) {}

  private static final LastRead<YamlDocument> LAST = new LastRead<>(YamlReader::quickly);

  private final String text;
  private final CodePoints offsets;
  private final Deque<Open> open = new ArrayDeque<>();
  private final Map<String, YamlNode> anchors = new HashMap<>();
  private @Nullable YamlNode root;
  private int documents;
  private int end;

  private YamlReader(String text) {
    this.text = text;
    this.offsets = new CodePoints(text);
    this.end = text.length();
  }

  static YamlDocument read(String text) {
    return LAST.of(text);
  }

  private static YamlDocument quickly(String text) {
    YamlDocument plain = PlainYaml.read(text);
    return plain == null ? parse(text) : plain;
  }

  /** Reads a text with the parser, which proves that it is YAML. */
  static YamlDocument parse(String text) {
    return new YamlReader(text).document();
  }

  private YamlDocument document() {
    try {
      ParserImpl events = new ParserImpl(SETTINGS, new StreamReader(SETTINGS, text));
      while (events.hasNext()) {
        accept(events.next());
      }
    } catch (MarkedYamlEngineException e) {
      int at = e.getProblemMark().or(e::getContextMark).map(offsets::of).orElse(0);
      String problem = e.getProblem() == null ? "this is not YAML" : e.getProblem();
      throw TextFormatException.at(text, at, problem.strip());
    } catch (ReaderException e) {
      throw TextFormatException.at(
          text, offsets.of(e.getPosition()), "this character is not allowed in YAML");
    }
    return new YamlDocument(text, root, end);
  }

  private void accept(Event event) {
    switch (event.getEventId()) {
      case DocumentStart -> {
        if (++documents > 1) {
          throw TextFormatException.at(
              text, start(event), "the text holds more than one YAML document");
        }
      }
      case DocumentEnd -> {
        if (((DocumentEndEvent) event).isExplicit()) {
          end = start(event);
        }
      }
      case MappingStart, SequenceStart -> {
        open.push(new Open((CollectionStartEvent) event, new ArrayList<>()));
        if (open.size() > MAX_DEPTH) {
          throw tooDeep(start(event));
        }
      }
      case MappingEnd, SequenceEnd -> {
        Open collection = open.pop();
        add(
            collection.event instanceof MappingStartEvent
                ? map(collection, event)
                : list(collection, event));
      }
      case Scalar -> add(scalar((ScalarEvent) event));
      case Alias -> add(alias((AliasEvent) event));
      default -> {}
    }
  }

  private TextFormatException tooDeep(int at) {
    return TextFormatException.at(text, at, "the nesting is deeper than " + MAX_DEPTH + " levels");
  }

  private void add(YamlNode node) {
    if (node.anchor() != null) {
      anchors.put(node.anchor(), node);
    }
    if (open.size() + node.height() > MAX_DEPTH) {
      throw tooDeep(node.start());
    }
    if (node.size() > MAX_NODES && node.size() > text.length()) {
      throw TextFormatException.at(text, node.start(), "the aliases expand to too many values");
    }
    Open parent = open.peek();
    if (parent == null) {
      root = node;
    } else {
      parent.children.add(node);
    }
  }

  private YamlNode scalar(ScalarEvent event) {
    int start = start(event);
    int body = body(start, event.getAnchor(), event.getTag().isPresent(), end(event));
    String tag = event.getTag().orElse("");
    boolean string = tag.isEmpty() ? !event.isPlain() : tag.equals("!") || tag.endsWith(":str");
    Object value = string ? event.getValue() : YamlScalars.resolve(event.getValue());
    boolean open = isOpen(event, body);
    return new YamlScalar(
        start,
        body,
        open ? Lines.beforeBreak(text, end(event)) : scalarEnd(event, body),
        anchor(event.getAnchor()),
        event.getValue(),
        value,
        open);
  }

  private static boolean isBlock(ScalarEvent event) {
    return event.getScalarStyle() == ScalarStyle.LITERAL
        || event.getScalarStyle() == ScalarStyle.FOLDED;
  }

  /** Returns whether a block scalar says that it keeps the blank lines below it. */
  private boolean isOpen(ScalarEvent event, int body) {
    if (!isBlock(event)) {
      return false;
    }
    String header = text.substring(body, Lines.end(text, body));
    int comment = header.indexOf('#');
    return (comment < 0 ? header : header.substring(0, comment)).contains("+");
  }

  /** Blank lines below another block scalar are not part of it. */
  private int scalarEnd(ScalarEvent event, int body) {
    int end = end(event);
    if (!isBlock(event)) {
      return end;
    }
    String value = event.getValue();
    String stripped = value.stripTrailing();
    if (!value.equals(stripped) && !value.equals(stripped + "\n")) {
      return Lines.beforeBreak(text, end);
    }
    while (end > body && Character.isWhitespace(text.charAt(end - 1))) {
      end--;
    }
    return Math.max(end, Lines.end(text, body));
  }

  private YamlNode alias(AliasEvent event) {
    String name = event.getAlias().getValue();
    int start = start(event);
    for (Open collection : open) {
      if (name.equals(anchor(collection.event.getAnchor()))) {
        throw TextFormatException.at(text, start, "an alias stands inside what it refers to");
      }
    }
    YamlNode target = anchors.get(name);
    if (target == null) {
      throw TextFormatException.at(text, start, "an alias refers to an anchor that does not exist");
    }
    return new YamlAlias(start, end(event), name, target);
  }

  private YamlNode map(Open collection, Event endEvent) {
    CollectionStartEvent event = collection.event;
    int start = start(event);
    int body = body(start, event.getAnchor(), event.getTag().isPresent(), text.length());
    List<Pair> pairs = new ArrayList<>();
    Set<String> names = new HashSet<>();
    int height = 0;
    long size = 1;
    int previous = body;
    for (int i = 0; i < collection.children.size(); i += 2) {
      Pair pair = pair(collection.children.get(i), collection.children.get(i + 1), previous);
      if (!names.add(pair.name())) {
        throw TextFormatException.at(text, pair.key().start(), "this key is defined twice");
      }
      pairs.add(pair);
      previous = pair.end();
      height = Math.max(height, Math.max(pair.key().height(), pair.value().height()));
      size += pair.key().size() + pair.value().size();
    }
    boolean flow = event.isFlow();
    // A pair among the items of a flow sequence has no brackets.
    int end = flow && text.charAt(body) == '{' ? end(endEvent) : previous;
    return new YamlMap(start, body, end, anchor(event.getAnchor()), flow, pairs, height + 1, size);
  }

  private Pair pair(YamlNode key, YamlNode value, int previous) {
    int first = Lines.skipTrivia(text, previous);
    while (first < key.start() && ",{[".indexOf(text.charAt(first)) >= 0) {
      first = Lines.skipTrivia(text, first + 1);
    }
    boolean explicit = first < key.start() && text.charAt(first) == '?';
    int colon = Lines.skipTrivia(text, key.end());
    boolean hasColon = colon < text.length() && text.charAt(colon) == ':' && colon <= value.start();
    YamlNode resolved = YamlNode.resolve(key);
    String name =
        resolved instanceof YamlScalar scalar
            ? scalar.string()
            : text.substring(resolved.start(), resolved.end());
    return new Pair(name, key, value, explicit ? first : key.start(), hasColon ? colon + 1 : -1);
  }

  private YamlNode list(Open collection, Event endEvent) {
    CollectionStartEvent event = collection.event;
    int start = start(event);
    int body = body(start, event.getAnchor(), event.getTag().isPresent(), text.length());
    List<Item> items = new ArrayList<>();
    int height = 0;
    long size = 1;
    int previous = body;
    for (YamlNode node : collection.children) {
      int dash = event.isFlow() ? node.start() : Lines.skipTrivia(text, previous);
      Item item = new Item(dash, node);
      items.add(item);
      previous = item.end();
      height = Math.max(height, node.height());
      size += node.size();
    }
    return new YamlList(
        start,
        body,
        event.isFlow() ? end(endEvent) : previous,
        anchor(event.getAnchor()),
        event.isFlow(),
        items,
        height + 1,
        size);
  }

  /** Skips the anchor and the tag before a node. */
  private int body(int start, Optional<Anchor> anchor, boolean tag, int limit) {
    int i = start;
    if (anchor.isEmpty() && !tag) {
      return i;
    }
    while (i < limit && (text.charAt(i) == '&' || text.charAt(i) == '!')) {
      if (text.startsWith("!<", i)) {
        i = text.indexOf('>', i);
      }
      while (i < limit && !Character.isWhitespace(text.charAt(i)) && !endsProperty(i)) {
        i++;
      }
      i = Lines.skipTrivia(text, i);
    }
    return Math.min(i, limit);
  }

  /** Inside brackets, an anchor also ends before a comma or a bracket. */
  private boolean endsProperty(int offset) {
    return ",[]{}".indexOf(text.charAt(offset)) >= 0;
  }

  private static @Nullable String anchor(Optional<Anchor> anchor) {
    return anchor.map(Anchor::getValue).orElse(null);
  }

  private int start(Event event) {
    return event.getStartMark().map(offsets::of).orElse(0);
  }

  private int end(Event event) {
    return event.getEndMark().map(offsets::of).orElse(0);
  }
}
