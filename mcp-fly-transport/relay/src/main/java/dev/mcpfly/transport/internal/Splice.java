package dev.mcpfly.transport.internal;

import java.nio.charset.StandardCharsets;

/** Replaces spans of a message and leaves every other byte as it is. */
public final class Splice {
  private static final int MAX_EDITS = 8;

  private final byte[] buf;
  private final int from;
  private final int to;
  private final int[] starts = new int[MAX_EDITS];
  private final int[] ends = new int[MAX_EDITS];
  private final byte[][] texts = new byte[MAX_EDITS][];
  private final boolean whole;
  private int count;

  /**
   * Begins to replace parts of a message.
   *
   * @param whole whether the array is the message and stays as it is
   */
  Splice(byte[] buf, int from, int to, boolean whole) {
    this.whole = whole;
    this.buf = buf;
    this.from = from;
    this.to = to;
  }

  /** Replaces a member's value; the message must have it. */
  public Splice replace(Envelope envelope, Member member, byte[] value) {
    return replace(envelope.start(member), envelope.end(member), value);
  }

  /** Replaces a member's value; the message must have it. */
  public Splice replace(Envelope envelope, Member member, String value) {
    return replace(envelope, member, value.getBytes(StandardCharsets.UTF_8));
  }

  /** Puts a text in front of a position. */
  public Splice insert(int at, String text) {
    return replace(at, at, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Replaces the bytes from {@code start} to {@code end}; spans must not overlap. */
  public Splice replace(int start, int end, byte[] text) {
    int i = count++;
    for (; i > 0 && starts[i - 1] > start; i--) {
      starts[i] = starts[i - 1];
      ends[i] = ends[i - 1];
      texts[i] = texts[i - 1];
    }
    starts[i] = start;
    ends[i] = end;
    texts[i] = text;
    return this;
  }

  /** Returns the message with its replacements. Callers must not change the array. */
  public byte[] toBytes() {
    return whole && count == 0 ? buf : toBytes(0);
  }

  /** Returns the message with its replacements and a line end. */
  public byte[] toLine() {
    byte[] line = toBytes(1);
    line[line.length - 1] = '\n';
    return line;
  }

  private byte[] toBytes(int tail) {
    int length = to - from + tail;
    for (int i = 0; i < count; i++) {
      length += texts[i].length - (ends[i] - starts[i]);
    }
    byte[] out = new byte[length];
    int at = 0;
    int next = from;
    for (int i = 0; i < count; i++) {
      System.arraycopy(buf, next, out, at, starts[i] - next);
      at += starts[i] - next;
      System.arraycopy(texts[i], 0, out, at, texts[i].length);
      at += texts[i].length;
      next = ends[i];
    }
    System.arraycopy(buf, next, out, at, to - next);
    return out;
  }
}
