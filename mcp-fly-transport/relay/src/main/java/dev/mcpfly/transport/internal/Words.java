package dev.mcpfly.transport.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Looks at eight bytes at once, which makes long texts cheap even where no compiler does it by
 * itself. Used for long texts only, so that a start needs none of it.
 */
final class Words {
  /** What a text must have before it is worth while. */
  static final int LONG = 64;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH = 0x8080808080808080L;
  private static final long LINE_FEEDS = '\n' * ONES;
  private static final long QUOTES = '"' * ONES;
  private static final long ESCAPES = '\\' * ONES;
  private static final long SPACES = ' ' * ONES;

  private Words() {}

  /** Returns where the first line feed is, or {@code to}. */
  static int lineFeed(byte[] buf, int from, int to) {
    int at = from;
    for (; at + Long.BYTES <= to; at += Long.BYTES) {
      long other = (long) LONGS.get(buf, at) ^ LINE_FEEDS;
      if (((other - ONES) & ~other & HIGH) != 0) {
        break;
      }
    }
    while (at < to && buf[at] != '\n') {
      at++;
    }
    return at;
  }

  /**
   * Skips what has no meaning inside a JSON string: neither a quote nor a backslash nor a control
   * character.
   *
   * @param ascii whether to stop at other characters than ASCII ones, too
   * @return how far that is certain, at most {@code to}
   */
  static int plain(byte[] buf, int from, int to, boolean ascii) {
    long wide = ascii ? HIGH : 0;
    int at = from;
    for (; at + Long.BYTES <= to; at += Long.BYTES) {
      long word = (long) LONGS.get(buf, at);
      long quote = word ^ QUOTES;
      long escape = word ^ ESCAPES;
      // A borrow can only accuse a byte behind one that is guilty.
      long stops =
          ((quote - ONES) & ~quote) | ((escape - ONES) & ~escape) | ((word - SPACES) & ~word);
      if (((stops & HIGH) | (word & wide)) != 0) {
        break;
      }
    }
    return at;
  }
}
