package dev.mcpfly.config.internal.json;

import dev.mcpfly.config.internal.edit.TextEdits;
import dev.mcpfly.config.internal.json.JsonBlock.Item;

/**
 * Removes one item from a block: its tokens, one comma, and the comments that follow it on its last
 * line. All other comments stay, and so does the line end behind a line comment that stays.
 */
final class JsonRemoval {
  private final JsonBlock block;
  private final String text;
  private final int index;
  private final Item item;

  private JsonRemoval(JsonBlock block, int index) {
    this.block = block;
    this.text = block.text;
    this.index = index;
    this.item = block.items.get(index);
  }

  /** Returns the text without the item at an index. */
  static String remove(JsonBlock block, int index) {
    return new JsonRemoval(block, index).removed();
  }

  private String removed() {
    TextEdits edits = new TextEdits(text);
    int start = item.start();
    int lead = item.lead();
    int end = block.tail(item.valueEnd());
    int comma = item.comma();
    if (takesCommaBefore()) {
      comma = block.items.get(index - 1).comma();
      if (lead == comma + 1 && (item.comma() >= 0 || startsLineOf(comma, start))) {
        // A comma that starts the item's line: the two go together.
        lead = block.lastCommentEnd(block.items.get(index - 1).valueEnd(), comma);
        start = comma;
        comma = -1;
      } else if (lead == comma + 1) {
        edits.delete(comma, comma + 1);
        comma = -1;
      }
    } else if (comma >= 0 && block.reachesOnLine(item.valueEnd(), comma)) {
      end = block.tail(comma + 1);
      comma = -1;
    }
    if (comma >= 0) {
      removeComma(edits, comma);
    }
    removeItem(edits, lead, start, end);
    return edits.apply();
  }

  /**
   * Returns whether to remove the comma before the item: it is the only one, or commas start the
   * lines here.
   */
  private boolean takesCommaBefore() {
    if (index == 0) {
      return false;
    }
    int before = block.items.get(index - 1).comma();
    return item.comma() < 0
        || (!block.reachesOnLine(item.valueEnd(), item.comma())
            && !block.hasLineEnd(before, item.start()));
  }

  private boolean startsLineOf(int comma, int start) {
    int from = block.skipSpacesBack(comma);
    return from > 0
        && JsonScanner.isLineEnd(text.charAt(from - 1))
        && !block.hasLineEnd(comma, start);
  }

  private void removeItem(TextEdits edits, int lead, int start, int end) {
    boolean startsLine = block.hasLineEnd(lead, start);
    int next = block.skipSpaces(end);
    boolean endsLine = next < text.length() && JsonScanner.isLineEnd(text.charAt(next));
    boolean closes = next == block.close;
    if (block.items.size() == 1 && lead == block.open + 1 && endsLine) {
      edits.delete(lead, closeUp(end));
    } else if (endsLine || (closes && !(startsLine && block.endsInLineComment(lead)))) {
      edits.delete(lead, end);
    } else {
      edits.delete(start, next);
    }
  }

  /** Removes a comma that stands apart from its item, with its line if nothing else is there. */
  private void removeComma(TextEdits edits, int comma) {
    int from = block.skipSpacesBack(comma);
    boolean startsLine = from > 0 && JsonScanner.isLineEnd(text.charAt(from - 1));
    int next = block.skipSpaces(comma + 1);
    if (startsLine && next < text.length() && JsonScanner.isLineEnd(text.charAt(next))) {
      int lineEnd = from - (from > 1 && text.startsWith("\r\n", from - 2) ? 2 : 1);
      edits.delete(lineEnd, next);
    } else {
      edits.delete(comma, startsLine ? next : comma + 1);
    }
  }

  /**
   * Returns the end of what goes behind the only item of a block that has no comments: brackets
   * with nothing inside close up.
   */
  private int closeUp(int end) {
    String rest = text.substring(end, block.close);
    if (!rest.isBlank()) {
      return end;
    }
    int first = JsonBlock.lineEnd(rest, 0, rest.length());
    int after = first + (rest.startsWith("\r\n", first) ? 2 : 1);
    boolean another = JsonBlock.lineEnd(rest, after, rest.length()) >= 0;
    return another ? end + after : block.close;
  }
}
