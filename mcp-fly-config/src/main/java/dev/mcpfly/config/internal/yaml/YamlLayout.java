package dev.mcpfly.config.internal.yaml;

import dev.mcpfly.config.internal.edit.Lines;

/** Knows which lines around a block node belong to it. */
final class YamlLayout {
  private YamlLayout() {}

  /**
   * Returns the offset after the last line of a pair or an item at a column: comments that are
   * indented more deeply belong to it.
   */
  static int regionEnd(YamlDocument document, int contentEnd, int column) {
    String text = document.text();
    int end = Lines.next(text, contentEnd);
    int line = end;
    while (line < document.end()) {
      if (Lines.isComment(text, line) && Lines.skipSpaces(text, line) - line > column) {
        end = Lines.next(text, line);
      } else if (!Lines.isBlank(text, line)) {
        break;
      }
      line = Lines.next(text, line);
    }
    return end;
  }

  /**
   * Returns whether a blank line stands above the line of {@code offset} and its comments.
   *
   * @param before the end of what comes before; blank lines up to there are part of it
   */
  static boolean hasBlankAbove(String text, int offset, int before) {
    int line = Lines.start(text, offset);
    do {
      line = Lines.previous(text, line);
    } while (line >= 0 && Lines.isComment(text, line));
    return line >= Lines.next(text, before) && Lines.isBlank(text, line);
  }
}
