package dev.mcpfly.config.internal.json;

import dev.mcpfly.config.internal.text.Container;
import dev.mcpfly.config.internal.text.Entry;
import dev.mcpfly.config.internal.text.Scalar;
import dev.mcpfly.config.internal.text.Span;
import dev.mcpfly.config.internal.text.TextFormat;
import dev.mcpfly.config.internal.text.Value;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The engine over bytes, seen from outside as one over characters: whatever holds for the one holds
 * for the other.
 */
final class Utf8Bytes implements TextFormat {
  private final TextFormat bytes;

  Utf8Bytes(JsonFormat format) {
    this.bytes = format.overBytes();
  }

  private static String in(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  private static String out(String text) {
    return new String(text.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  private static Span out(String text, Span span) {
    return new Span(
        out(in(text).substring(0, span.start())).length(),
        out(in(text).substring(0, span.end())).length());
  }

  @Override
  public String name() {
    return bytes.name();
  }

  @Override
  public void check(String text) {
    bytes.check(in(text));
  }

  @Override
  public Optional<Value> read(String text, List<String> path) {
    return bytes.read(in(text), path).map(v -> new Value(v.tree(), out(text, v.span())));
  }

  @Override
  public List<Entry> entries(String text, Container container) {
    return bytes.entries(in(text), container).stream()
        .map(e -> new Entry(e.name(), e.tree(), out(text, e.span())))
        .toList();
  }

  @Override
  public List<Scalar> scalars(String text, Container container) {
    return bytes.scalars(in(text), container).stream()
        .map(s -> new Scalar(s.path(), out(text, s.span())))
        .toList();
  }

  @Override
  public String put(String text, Container container, String name, Map<String, ?> value) {
    return out(bytes.put(in(text), container, name, value));
  }

  @Override
  public String merge(
      String text, Container container, String name, Map<String, ?> set, Set<String> drop) {
    return out(bytes.merge(in(text), container, name, set, drop));
  }

  @Override
  public String remove(String text, Container container, String name) {
    return out(bytes.remove(in(text), container, name));
  }

  @Override
  public String rename(String text, Container container, String name, String newName) {
    return out(bytes.rename(in(text), container, name, newName));
  }
}
