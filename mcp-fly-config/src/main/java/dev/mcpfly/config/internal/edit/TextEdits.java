package dev.mcpfly.config.internal.edit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Replacements in one text, collected in any order and applied at once. */
public final class TextEdits {
  private record Edit(int start, int end, String content) {}

  private final String text;
  private final List<Edit> edits = new ArrayList<>();

  /** Creates an empty collection of edits to {@code text}. */
  public TextEdits(String text) {
    this.text = text;
  }

  /**
   * Inserts the content before the offset; insertions at one offset keep the order of the calls.
   */
  public TextEdits insert(int offset, String content) {
    return replace(offset, offset, content);
  }

  /** Deletes the characters from {@code start} up to {@code end}. */
  public TextEdits delete(int start, int end) {
    return replace(start, end, "");
  }

  /** Puts the content where the characters from {@code start} up to {@code end} are. */
  public TextEdits replace(int start, int end, String content) {
    edits.add(new Edit(start, end, content));
    return this;
  }

  /**
   * Returns the edited text.
   *
   * @throws IllegalStateException if two edits overlap
   */
  public String apply() {
    edits.sort(Comparator.comparingInt(Edit::start));
    StringBuilder out = new StringBuilder(text.length() + 64);
    int done = 0;
    for (Edit edit : edits) {
      if (edit.start < done || edit.end < edit.start) {
        throw new IllegalStateException("edits overlap at offset " + edit.start);
      }
      out.append(text, done, edit.start).append(edit.content);
      done = edit.end;
    }
    return out.append(text, done, text.length()).toString();
  }
}
