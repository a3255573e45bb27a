package dev.mcpfly.config.internal.yaml;

import dev.mcpfly.config.internal.edit.Lines;
import dev.mcpfly.config.internal.edit.TextEdits;
import dev.mcpfly.config.internal.text.Span;
import java.util.List;

/** Removes a pair or an item from a block, with the lines that are its own. */
final class YamlRemoval {
  private final YamlDocument document;
  private final String text;
  private final List<Span> siblings;
  private final List<YamlNode> nodes;

  /**
   * @param siblings where the pairs or items stand
   * @param nodes their values
   */
  YamlRemoval(YamlDocument document, List<Span> siblings, List<YamlNode> nodes) {
    this.nodes = nodes;
    this.document = document;
    this.text = document.text();
    this.siblings = siblings;
  }

  void remove(TextEdits edits, int index) {
    Span span = siblings.get(index);
    int column = YamlStyle.column(text, span.start());
    int end = YamlLayout.regionEnd(document, span.end(), column);
    if (Lines.startsLine(text, span.start())) {
      removeLines(edits, index, Lines.start(text, span.start()), end);
    } else {
      removeFirst(edits, index, span, end);
    }
  }

  private void removeLines(TextEdits edits, int index, int lineStart, int lineEnd) {
    int start = lineStart;
    int end = lineEnd;
    if (index > 0) {
      int previous = Lines.previous(text, start);
      int before = siblings.get(index - 1).end();
      if (previous >= Lines.next(text, before) && Lines.isBlank(text, previous)) {
        start = previous;
      } else if (followsOpenBlock(index, start)) {
        while (end < text.length() && Lines.isBlank(text, end)) {
          end = Lines.next(text, end);
        }
      }
    } else if (siblings.size() > 1 && Lines.isBlank(text, end)) {
      end = Lines.next(text, end);
    }
    // Where the last line has no line end, the line before loses its own, unless that is content.
    boolean unfinished =
        end == text.length()
            && Lines.start(text, end) != end
            && !(index > 0
                && followsOpenBlock(index, start)
                && Lines.isBlank(text, Lines.previous(text, start)));
    edits.delete(unfinished ? Lines.beforeBreak(text, start) : start, end);
  }

  /** Returns whether blank lines here would become part of the block before; a comment ends it. */
  private boolean followsOpenBlock(int index, int lineStart) {
    return YamlNode.takesBlankLines(nodes.get(index - 1))
        && Lines.next(text, siblings.get(index - 1).end()) >= lineStart;
  }

  /** Removes a pair that shares its line with the dash of the item that it opens. */
  private void removeFirst(TextEdits edits, int index, Span span, int end) {
    if (index + 1 < siblings.size()) {
      int next = siblings.get(index + 1).start();
      if (text.substring(end, next).isBlank() && Lines.next(text, span.end()) == end) {
        edits.delete(span.start(), next);
        return;
      }
    }
    edits.delete(Lines.skipSpacesBack(text, span.start()), Lines.end(text, span.end()));
  }
}
