package dev.mcpfly.config.internal.toml;

import dev.mcpfly.config.internal.text.Span;
import dev.mcpfly.config.internal.toml.TomlDocument.InlineTable;
import dev.mcpfly.config.internal.toml.TomlDocument.KeyValue;
import dev.mcpfly.config.internal.toml.TomlDocument.Section;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the parts that together define the value at a path: TOML lets a table be spread over
 * headers, dotted keys and inline tables.
 */
final class TomlParts {
  /** A part of a value's definition. */
  sealed interface Part permits SectionPart, LinePart, MemberPart {
    Span span();
  }

  /** A whole section, header included. */
  record SectionPart(int index, Section section) implements Part {
    @Override
    public Span span() {
      return new Span(section.start(), section.end());
    }
  }

  /** A pair on its own line; {@code path} is its full path. */
  record LinePart(List<String> path, KeyValue pair) implements Part {
    @Override
    public Span span() {
      return new Span(pair.start(), pair.end());
    }
  }

  /** A member of an inline table; {@code path} is its full path. */
  record MemberPart(List<String> path, InlineTable table, int index) implements Part {
    KeyValue pair() {
      return table.members().get(index);
    }

    @Override
    public Span span() {
      return new Span(pair().start(), pair().end());
    }
  }

  /** An inline table that a path leads into, with the path that it stands at itself. */
  record Inline(List<String> path, InlineTable table) {}

  private final List<String> path;
  private final List<Part> parts = new ArrayList<>();
  private @Nullable Inline inline;

  private TomlParts(List<String> path) {
    this.path = path;
  }

  /** Returns the parts in the order of the text. */
  static List<Part> of(TomlDocument document, List<String> path) {
    return collect(document, path).parts;
  }

  /** Returns the innermost inline table that holds the table at the path, or is it. */
  static @Nullable Inline inlineAround(TomlDocument document, List<String> path) {
    return collect(document, path).inline;
  }

  /** Returns the place of the value at the path, from its first part to its last. */
  static Span span(TomlDocument document, List<String> path) {
    List<Part> parts = of(document, path);
    if (path.isEmpty() || parts.isEmpty()) {
      return new Span(0, document.text().length());
    }
    int start = Integer.MAX_VALUE;
    int end = 0;
    for (Part part : parts) {
      start = Math.min(start, part.span().start());
      end = Math.max(end, part.span().end());
    }
    return new Span(start, end);
  }

  private static TomlParts collect(TomlDocument document, List<String> path) {
    TomlParts collector = new TomlParts(path);
    for (int i = 0; i < document.sections().size(); i++) {
      Section section = document.sections().get(i);
      List<String> base = section.path();
      if (i > 0 && TomlDocument.startsWith(base, path)) {
        collector.parts.add(new SectionPart(i, section));
      } else if (TomlDocument.startsWith(path, base)) {
        for (KeyValue pair : section.pairs()) {
          collector.line(pair, base);
        }
      }
    }
    return collector;
  }

  private void line(KeyValue pair, List<String> base) {
    List<String> full = pair.path(base);
    if (TomlDocument.startsWith(full, path)) {
      parts.add(new LinePart(full, pair));
    }
    inside(pair, full);
  }

  private void inside(KeyValue pair, List<String> full) {
    if (!(pair.value() instanceof InlineTable table) || !TomlDocument.startsWith(path, full)) {
      return;
    }
    inline = new Inline(full, table);
    if (full.size() == path.size()) {
      return;
    }
    for (int i = 0; i < table.members().size(); i++) {
      KeyValue member = table.members().get(i);
      List<String> memberPath = member.path(full);
      if (TomlDocument.startsWith(memberPath, path)) {
        parts.add(new MemberPart(memberPath, table, i));
      }
      inside(member, memberPath);
    }
  }
}
