package dev.mcpfly.transport.internal;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Cuts a stream into lines of bytes, within a limit, copying only lines that span reads. */
public final class LineReader {
  private static final int CHUNK = 1 << 16;

  /** Takes the lines. */
  public interface Sink {
    /** Takes a line without its end; the array is only lent. */
    void line(byte[] buf, int from, int to);

    /** Learns of a line beyond the limit, with the id that it held if one was found. */
    void oversized(@Nullable String rawId, long length);

    /** Whether the lines are a client's, so that the id of a long one is that of a request. */
    default boolean takesRequests() {
      return false;
    }
  }

  private final int maxLine;
  private final Sink sink;
  private final GrowingBytes kept = new GrowingBytes(HeapBudget.messages());
  private @Nullable OversizedLine oversized;

  /** Prepares to read lines of at most {@code maxLine} bytes. */
  public LineReader(int maxLine, Sink sink) {
    this.maxLine = maxLine;
    this.sink = sink;
  }

  /** Reads to the end of the stream; a last line without a line end counts. */
  public void readAll(InputStream in) throws IOException {
    byte[] chunk = new byte[CHUNK];
    try {
      while (true) {
        int count = in.read(chunk, 0, CHUNK);
        if (count < 0) {
          endLine(chunk, 0, 0);
          return;
        }
        feed(chunk, count);
      }
    } finally {
      kept.release();
    }
  }

  /** Reads the next bytes; the array is not kept. */
  public void feed(byte[] chunk, int count) {
    int from = 0;
    for (int i = 0; i < count; i++) {
      if (chunk[i] == '\n') {
        endLine(chunk, from, i);
        from = i + 1;
      }
    }
    keep(chunk, from, count);
  }

  private void keep(byte[] chunk, int from, int to) {
    if (from == to) {
      return;
    }
    boolean fits =
        oversized == null
            && (long) kept.length() + to - from <= maxLine
            && kept.append(chunk, from, to - from, maxLine, false);
    if (fits) {
      return;
    }
    if (oversized == null) {
      // Too long for the limit, or for what memory there is: the same to the call it answers.
      oversized = new OversizedLine();
      oversized.feed(kept.array(), 0, kept.length());
      kept.release();
    }
    oversized.feed(chunk, from, to);
  }

  private void endLine(byte[] chunk, int from, int to) {
    if (oversized != null || kept.length() > 0) {
      keep(chunk, from, to);
    } else if (to - from > maxLine) {
      keep(chunk, from, to);
    }
    if (oversized != null) {
      OversizedLine line = oversized;
      oversized = null;
      sink.oversized(sink.takesRequests() ? line.requestId() : line.rawId(), line.length());
    } else if (kept.length() > 0) {
      int length = kept.length();
      kept.clear();
      try {
        emit(kept.array(), 0, length);
      } finally {
        if (kept.reserved() > 4 * CHUNK) {
          kept.release();
        }
      }
    } else {
      emit(chunk, from, to);
    }
  }

  private void emit(byte[] buf, int from, int to) {
    int end = to;
    while (end > from && (buf[end - 1] == '\r' || buf[end - 1] == ' ' || buf[end - 1] == '\t')) {
      end--;
    }
    if (end > from) {
      sink.line(buf, from, end);
    }
  }
}
