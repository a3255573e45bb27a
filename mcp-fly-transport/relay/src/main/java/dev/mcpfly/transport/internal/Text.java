package dev.mcpfly.transport.internal;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Makes untrusted text safe for a sentence, a log line or a terminal.
 *
 * <p>Servers, clients, metadata documents, response headers and exceptions that quote them may hold
 * line ends, terminal escapes, marks that reverse the reading direction, or a gigabyte of nothing.
 * Whatever enters a message goes through {@link #excerpt(String)} at the place where it enters.
 */
public final class Text {
  /** The most characters that an excerpt has by default, the ellipsis not counted. */
  public static final int LENGTH = 200;

  private Text() {}

  /** Returns an excerpt of at most {@value #LENGTH} characters. */
  public static String excerpt(@Nullable String text) {
    return excerpt(text, LENGTH);
  }

  /**
   * Returns the text on one line, without anything that is not visible.
   *
   * <p>Control and format characters (ESC, line ends, directional marks), line and paragraph
   * separators, halves of surrogate pairs and unassigned characters are left out; where they or
   * spaces stood, one space stands. What is longer than the limit ends in an ellipsis.
   *
   * @param text any text; null and text without visible characters give an empty string
   * @param length the most characters (UTF-16 units) before the ellipsis; at least 1
   */
  public static String excerpt(@Nullable String text, int length) {
    if (text == null) {
      return "";
    }
    if (text.length() <= length && isPlain(text)) {
      return text;
    }
    StringBuilder out = new StringBuilder(Math.min(text.length(), length + 1));
    boolean gap = false;
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      if (!visible(c)) {
        gap = out.length() > 0;
        continue;
      }
      if (out.length() + (gap ? 1 : 0) + Character.charCount(c) > length) {
        return out.append('…').toString();
      }
      if (gap) {
        out.append(' ');
        gap = false;
      }
      out.appendCodePoint(c);
    }
    return out.toString();
  }

  /** Returns whether there is nothing but visible ASCII. */
  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) <= ' ' || text.charAt(i) >= 0x7F) {
        return false;
      }
    }
    return true;
  }

  /**
   * Returns a line of somebody's output that is passed on as it is, but for what a terminal acts
   * on: spaces stay, also at the beginning.
   *
   * @param length the most characters before the ellipsis
   */
  public static String line(String text, int length) {
    StringBuilder out = new StringBuilder(Math.min(text.length(), length + 1));
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      int shown = c == '\t' ? ' ' : c;
      if (shown != ' ' && !visible(shown)) {
        continue;
      }
      if (out.length() + Character.charCount(shown) > length) {
        return out.append('…').toString();
      }
      out.appendCodePoint(shown);
    }
    return out.toString();
  }

  /** Returns an excerpt of UTF-8 text, of which only as much is decoded as can be shown. */
  public static String excerpt(byte[] utf8, int length) {
    // Enough for the excerpt even if half of it is escapes; a cut-off character is replaced.
    int most = (int) Math.min(utf8.length, 8L * length);
    String text = new String(Arrays.copyOf(utf8, most), StandardCharsets.UTF_8);
    return excerpt(most < utf8.length ? text + "…" : text, length);
  }

  private static boolean visible(int c) {
    if (c > ' ' && c < 0x7F) {
      return true;
    }
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.UNASSIGNED,
          Character.PRIVATE_USE,
          Character.SPACE_SEPARATOR,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
