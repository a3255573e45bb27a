package dev.mcpfly.transport.internal;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
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
  }

  private final int maxLine;
  private final Sink sink;
  private byte[] kept = new byte[0];
  private int keptLength;
  private @Nullable OversizedLine oversized;

  /** Prepares to read lines of at most {@code maxLine} bytes. */
  public LineReader(int maxLine, Sink sink) {
    this.maxLine = maxLine;
    this.sink = sink;
  }

  /** Reads to the end of the stream; a last line without a line end counts. */
  public void readAll(InputStream in) throws IOException {
    byte[] chunk = new byte[CHUNK];
    while (true) {
      int count = in.read(chunk, 0, CHUNK);
      if (count < 0) {
        endLine(chunk, 0, 0);
        return;
      }
      feed(chunk, count);
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
    if (oversized == null && (long) keptLength + to - from > maxLine) {
      oversized = new OversizedLine();
      oversized.feed(kept, 0, keptLength);
      kept = new byte[0];
      keptLength = 0;
    }
    if (oversized != null) {
      oversized.feed(chunk, from, to);
      return;
    }
    int needed = keptLength + to - from;
    if (needed > kept.length) {
      kept = Arrays.copyOf(kept, Math.max(needed, (int) Math.min(maxLine, kept.length * 2L)));
    }
    System.arraycopy(chunk, from, kept, keptLength, to - from);
    keptLength = needed;
  }

  private void endLine(byte[] chunk, int from, int to) {
    if (oversized != null || keptLength > 0) {
      keep(chunk, from, to);
    } else if (to - from > maxLine) {
      keep(chunk, from, to);
    }
    if (oversized != null) {
      OversizedLine line = oversized;
      oversized = null;
      sink.oversized(line.rawId(), line.length());
    } else if (keptLength > 0) {
      int length = keptLength;
      keptLength = 0;
      emit(kept, 0, length);
      if (kept.length > 4 * CHUNK) {
        kept = new byte[0];
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
