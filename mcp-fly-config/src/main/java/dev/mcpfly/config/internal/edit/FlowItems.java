package dev.mcpfly.config.internal.edit;

import dev.mcpfly.config.internal.text.Span;
import java.util.List;

/**
 * The comma-separated items between two brackets, in a language whose comments start with {@code #}
 * (TOML's arrays and inline tables, YAML's flow collections).
 *
 * <p>Removing the appended item restores the text. Comments on their own lines stay; a comment that
 * follows an item on its line goes with the item.
 */
public final class FlowItems {
  private final String text;
  private final int open;
  private final int close;
  private final List<Span> items;

  /**
   * Creates the list.
   *
   * @param open the offset after the opening bracket
   * @param close the offset of the closing bracket
   * @param items where the items stand, in order
   */
  public FlowItems(String text, int open, int close, List<Span> items) {
    this.text = text;
    this.open = open;
    this.close = close;
    this.items = List.copyOf(items);
  }

  /**
   * Adds an item at the end, on its own line if the last item is.
   *
   * @param unit one step of indentation
   */
  public void append(TextEdits edits, String item, String unit) {
    if (items.isEmpty()) {
      appendToEmpty(edits, item, unit);
      return;
    }
    Span last = items.get(items.size() - 1);
    int comma = commaAfter(last.end());
    int end = comma < 0 ? last.end() : comma + 1;
    int tail = tailEnd(end);
    String separator = separator(last, tail > end);
    if (comma < 0) {
      edits.insert(last.end(), ",");
      edits.insert(tail, separator + item);
    } else {
      edits.insert(tail, separator + item + ",");
    }
  }

  private void appendToEmpty(TextEdits edits, String item, String unit) {
    int blank = close;
    while (blank > open && isBlank(text.charAt(blank - 1))) {
      blank--;
    }
    if (Lines.hasBreak(text, blank, close)) {
      edits.insert(blank, Lines.eol(text) + Lines.indent(text, close) + unit + item);
    } else {
      edits.insert(close, item + text.substring(blank, close));
    }
  }

  private String separator(Span last, boolean followedByComment) {
    if (followedByComment || Lines.startsLine(text, last.start())) {
      return Lines.eol(text) + Lines.indent(text, last.start());
    }
    if (items.size() > 1) {
      int comma = commaAfter(items.get(items.size() - 2).end());
      if (Lines.skipSpaces(text, comma + 1) == last.start()) {
        return text.substring(comma + 1, last.start());
      }
    }
    return " ";
  }

  /**
   * Removes an item, one comma, and the comment that follows it on its last line. Any other comment
   * stays, and so does the line end behind it.
   */
  public void remove(TextEdits edits, int index) {
    Span item = items.get(index);
    int start = item.start();
    int from = index == 0 ? open : items.get(index - 1).end();
    int before = index == 0 ? -1 : commaAfter(from);
    int gap = before < 0 ? from : before + 1;
    int lead = lastCommentEnd(gap, start);
    int end = tailEnd(item.end());
    int comma = commaAfter(item.end());
    boolean onLine = comma >= 0 && Lines.skipSpaces(text, item.end()) == comma;
    if (before >= 0 && (comma < 0 || (!onLine && !Lines.hasBreak(text, before, start)))) {
      boolean together = lead == before + 1;
      if (together && Lines.startsLine(text, before) && !Lines.hasBreak(text, before, start)) {
        start = before; // a comma that starts the item's line
        gap = from;
        lead = lastCommentEnd(gap, before);
      } else if (together) {
        edits.delete(before, before + 1);
      } else {
        removeComma(edits, before);
      }
    } else if (onLine) {
      end = tailEnd(comma + 1);
    } else if (comma >= 0) {
      removeComma(edits, comma);
    }
    int next = Lines.skipSpaces(text, end);
    boolean behindComment = lead > gap;
    if (Lines.endsLine(text, end) || (next == close && !behindComment)) {
      edits.delete(lead, end);
    } else {
      edits.delete(start, next);
    }
  }

  /** Removes a comma that stands apart from its item, with its line if nothing else is there. */
  private void removeComma(TextEdits edits, int comma) {
    int next = Lines.skipSpaces(text, comma + 1);
    if (!Lines.startsLine(text, comma)) {
      edits.delete(comma, comma + 1);
    } else if (Lines.endsLine(text, comma + 1)) {
      edits.delete(Lines.beforeBreak(text, Lines.start(text, comma)), next);
    } else {
      edits.delete(comma, next);
    }
  }

  /** Returns the end of the last comment between two tokens, or the start if there is none. */
  private int lastCommentEnd(int start, int end) {
    int last = start;
    for (int i = start; i < end; ) {
      if (text.charAt(i) == '#') {
        i = Lines.end(text, i);
        last = i;
      } else {
        i++;
      }
    }
    return last;
  }

  /** Returns the offset of the comma after an item, or -1 if there is none. */
  private int commaAfter(int end) {
    int i = Lines.skipTrivia(text, end);
    return i < close && text.charAt(i) == ',' ? i : -1;
  }

  private int tailEnd(int end) {
    int i = Lines.skipSpaces(text, end);
    return i < close && text.charAt(i) == '#' ? Lines.end(text, i) : end;
  }

  private static boolean isBlank(char c) {
    return Lines.isSpace(c) || Lines.isBreak(c);
  }
}
