package dev.mcpfly.config.internal.text;

/**
 * A part of a text.
 *
 * @param start the offset of the first character
 * @param end the offset after the last character
 */
public record Span(int start, int end) {
  /** Returns whether the two parts have a character in common. */
  public boolean overlaps(Span other) {
    return start < other.end && other.start < end;
  }
}
