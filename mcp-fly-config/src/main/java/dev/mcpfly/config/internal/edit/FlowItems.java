package dev.mcpfly.config.internal.edit;

import dev.mcpfly.config.internal.text.Span;
import java.util.List;

/**
 * The comma-separated items between two brackets, in a language whose comments start with {@code #}
 * (TOML's arrays and inline tables, YAML's flow collections).
 *
 * <p>Removing the item that was appended gives back the text as it was. Comments on lines of their
 * own stay; a comment that follows an item on its line goes with the item.
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
   * Adds an item at the end, on a line of its own if the last one is.
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

  /** Removes an item and its comma. */
  public void remove(TextEdits edits, int index) {
    Span item = items.get(index);
    int comma = commaAfter(item.end());
    int tail = tailEnd(comma < 0 ? item.end() : comma + 1);
    if (items.size() == 1) {
      removeOnly(edits, item, tail);
    } else if (index == items.size() - 1) {
      removeLast(edits, item, tail, comma < 0);
    } else if (!Lines.endsLine(text, tail)) {
      edits.delete(item.start(), Lines.skipSpaces(text, tail));
    } else if (startsLine(item)) {
      edits.delete(Lines.start(text, item.start()), Lines.next(text, tail));
    } else {
      edits.delete(Lines.skipSpacesBack(text, item.start()), tail);
    }
  }

  private void removeOnly(TextEdits edits, Span item, int tail) {
    int blank = item.start();
    while (blank > open && isBlank(text.charAt(blank - 1))) {
      blank--;
    }
    // The line break that ends a comment has to stay, unless another one follows.
    boolean afterComment = blank > open;
    edits.delete(afterComment && !Lines.endsLine(text, tail) ? item.start() : blank, tail);
  }

  private void removeLast(TextEdits edits, Span item, int tail, boolean dropComma) {
    int comma = commaAfter(items.get(items.size() - 2).end());
    if (startsLine(item)) {
      if (dropComma) {
        edits.delete(comma, comma + 1);
      }
      edits.delete(Lines.beforeBreak(text, Lines.start(text, item.start())), tail);
    } else if (Lines.skipSpaces(text, comma + 1) == item.start()) {
      edits.delete(dropComma ? comma : comma + 1, tail);
    } else {
      if (dropComma) {
        edits.delete(comma, comma + 1);
      }
      edits.delete(item.start(), tail);
    }
  }

  private boolean startsLine(Span item) {
    return Lines.startsLine(text, item.start()) && Lines.start(text, item.start()) >= open;
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
