package dev.mcpfly.config.internal.toml;

import dev.mcpfly.config.internal.edit.Lines;
import dev.mcpfly.config.internal.edit.TextEdits;
import dev.mcpfly.config.internal.text.Span;
import dev.mcpfly.config.internal.toml.TomlParts.MemberPart;
import dev.mcpfly.config.internal.toml.TomlParts.Part;
import dev.mcpfly.config.internal.toml.TomlParts.SectionPart;
import java.util.List;
import java.util.Optional;

/** Removes a value from one well-formed text, part by part. */
final class TomlRemoval {
  private final String text;
  private final TomlDocument document;

  TomlRemoval(String text) {
    this.text = text;
    this.document = TomlScanner.scan(text);
  }

  /** Removes one part of the value at a path, the last one; returns empty if there is none. */
  Optional<String> lastPart(List<String> path) {
    List<Part> parts = TomlParts.of(document, path);
    if (parts.isEmpty()) {
      return Optional.empty();
    }
    TextEdits edits = new TextEdits(text);
    Part last = parts.get(parts.size() - 1);
    if (last instanceof SectionPart section) {
      sections(edits, parts, section);
    } else if (last instanceof MemberPart member) {
      TomlEditor.items(text, member.table()).remove(edits, member.index());
    } else {
      Span span = last.span();
      lines(edits, Lines.start(text, span.start()), Lines.next(text, span.end()));
    }
    return Optional.of(edits.apply());
  }

  /** Removes a section, with those before it that directly follow each other. */
  private void sections(TextEdits edits, List<Part> parts, SectionPart last) {
    int first = last.index();
    for (int i = parts.size() - 2; i >= 0; i--) {
      if (!(parts.get(i) instanceof SectionPart before) || before.index() != first - 1) {
        break;
      }
      first--;
    }
    sections(edits, first, last.index());
  }

  /** Removes sections that follow each other. */
  String sections(int first, int last) {
    TextEdits edits = new TextEdits(text);
    sections(edits, first, last);
    return edits.apply();
  }

  private void sections(TextEdits edits, int first, int last) {
    int start = Lines.start(text, document.sections().get(first).start());
    int end = Lines.next(text, document.sections().get(last).end());
    int previous = Lines.previous(text, start);
    if (previous >= 0 && Lines.isBlank(text, previous)) {
      start = previous;
    } else if (start == 0 && Lines.isBlank(text, end) && hasContent(end)) {
      end = Lines.next(text, end);
    }
    lines(edits, start, end);
  }

  private boolean hasContent(int from) {
    return !text.substring(from).isBlank();
  }

  /** Removes whole lines; if the last one has no line end, the line before loses its line end. */
  private void lines(TextEdits edits, int start, int end) {
    boolean unfinished = end == text.length() && Lines.start(text, end) != end;
    edits.delete(unfinished ? Lines.beforeBreak(text, start) : start, end);
  }
}
