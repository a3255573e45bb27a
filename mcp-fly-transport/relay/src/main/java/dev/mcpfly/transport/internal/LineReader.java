package dev.mcpfly.transport.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Cuts a stream into lines of bytes, within a limit, copying only lines that span reads. */
public final class LineReader {
  private static final int CHUNK = 1 << 16;

  /** Takes the lines. */
  public interface Sink {
    /** Takes a line without its end; the array is only lent. */
    void line(byte[] buf, int from, int to);

    /** Takes a line that fills an array, which is the sink's from now on. */
    default void given(byte[] line) {
      line(line, 0, line.length);
    }

    /** Learns of a line beyond the limit, with the id that it held if one was found. */
    void oversized(@Nullable String rawId, long length);

    /** Whether the lines are a client's, so that the id of a long one is that of a request. */
    default boolean takesRequests() {
      return false;
    }

    /** Learns of a line beyond the limit. */
    default void oversized(OversizedLine line) {
      oversized(takesRequests() ? line.requestId() : line.rawId(), line.length());
    }
  }

  private final int maxLine;
  private final Sink sink;
  private final HeapBudget budget = HeapBudget.messages();
  private final GrowingBytes kept = new GrowingBytes(budget);

  /** What comes before {@code kept} in a long line: pieces, so that none of it is moved to grow. */
  private final List<ByteBuffer> pieces = new ArrayList<>();

  private long piecesReserved;
  private int piecesLength;
  private @Nullable OversizedLine oversized;

  /** Prepares to read lines of at most {@code maxLine} bytes. */
  public LineReader(int maxLine, Sink sink) {
    this.maxLine = maxLine;
    this.sink = sink;
  }

  /** Reads to the end of the stream; a last line without a line end counts. */
  public void readAll(InputStream in) throws IOException {
    byte[] chunk = new byte[CHUNK];
    PipeReads reads = new PipeReads(in);
    try {
      while (true) {
        int count = reads.read(chunk);
        if (count < 0) {
          endLine(chunk, 0, 0);
          return;
        }
        feed(chunk, count);
      }
    } finally {
      release();
    }
  }

  /** Reads the next bytes; the array is not kept. */
  public void feed(byte[] chunk, int count) {
    int from = 0;
    while (true) {
      int end = lineFeed(chunk, from, count);
      if (end == count) {
        keep(chunk, from, count);
        return;
      }
      endLine(chunk, from, end);
      from = end + 1;
    }
  }

  private static int lineFeed(byte[] chunk, int from, int to) {
    int head = Math.min(to, from + Words.LONG);
    for (int i = from; i < head; i++) {
      if (chunk[i] == '\n') {
        return i;
      }
    }
    return head == to ? to : Words.lineFeed(chunk, head, to);
  }

  private void keep(byte[] chunk, int from, int to) {
    if (from == to) {
      return;
    }
    boolean fits =
        oversized == null
            && (long) piecesLength + kept.length() + to - from <= maxLine
            && kept.append(chunk, from, to - from, Integer.MAX_VALUE, false);
    if (fits) {
      if (kept.length() >= CHUNK) {
        piecesReserved += kept.reserved();
        piecesLength += kept.length();
        pieces.add(ByteBuffer.wrap(kept.array(), 0, kept.length()));
        kept.forget();
      }
      return;
    }
    if (oversized == null) {
      // Too long for the limit, or for what memory there is: the same to the call it answers.
      oversized = new OversizedLine();
      refeed(oversized);
    }
    oversized.feed(chunk, from, to);
  }

  /** Gives what was kept to who looks for an id in it. */
  // The pieces wrap arrays.
  @SuppressWarnings("ByteBufferBackingArray")
  private void refeed(OversizedLine line) {
    for (ByteBuffer piece : pieces) {
      line.feed(piece.array(), 0, piece.limit());
    }
    line.feed(kept.array(), 0, kept.length());
    release();
  }

  private void release() {
    forgetPieces();
    kept.release();
  }

  private void forgetPieces() {
    pieces.clear();
    budget.release(piecesReserved);
    piecesReserved = 0;
    piecesLength = 0;
  }

  private void endLine(byte[] chunk, int from, int to) {
    if (oversized != null || kept.length() > 0 || !pieces.isEmpty() || to - from > maxLine) {
      keep(chunk, from, to);
    }
    byte[] whole = oversized == null && !pieces.isEmpty() ? joined() : null;
    if (oversized != null) {
      OversizedLine line = oversized;
      oversized = null;
      sink.oversized(line);
    } else if (whole != null) {
      try {
        emit(whole, 0, whole.length, true);
      } finally {
        budget.release(whole.length);
      }
    } else if (kept.length() > 0) {
      int length = kept.length();
      kept.clear();
      emit(kept.array(), 0, length, false);
    } else {
      emit(chunk, from, to, false);
    }
  }

  /** Joins the pieces of a long line, or turns them into one that is too long for the memory. */
  private byte @Nullable [] joined() {
    int length = piecesLength + kept.length();
    // It has been let in, and the pieces go at once.
    if (budget.hold(length)) {
      try {
        ByteBuffer all = ByteBuffer.allocate(length);
        pieces.forEach(all::put);
        all.put(kept.array(), 0, kept.length());
        forgetPieces();
        kept.clear();
        return all.array();
      } catch (OutOfMemoryError e) {
        // Not the budget, but the heap has no room.
      }
    }
    budget.release(length);
    OversizedLine line = new OversizedLine();
    refeed(line);
    oversized = line;
    return null;
  }

  private void emit(byte[] buf, int from, int to, boolean given) {
    int end = to;
    while (end > from && (buf[end - 1] == '\r' || buf[end - 1] == ' ' || buf[end - 1] == '\t')) {
      end--;
    }
    if (given && end == to) {
      sink.given(buf);
    } else if (end > from) {
      sink.line(buf, from, end);
    }
  }
}
