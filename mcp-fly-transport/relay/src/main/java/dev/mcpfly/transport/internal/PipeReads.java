package dev.mcpfly.transport.internal;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Reads what has come, with a single system call for it.
 *
 * <p>A read of many bytes from the JDK's stream of a process, or from its {@code System.in}, ends
 * with the question how much more there is: two or three system calls, which every message would
 * pay for. A stream that can be reset says what it has in its buffer without a question to the
 * system: it skips no further. Where more comes than fits into that buffer, many bytes are read at
 * once, which costs less than the questions. Not thread-safe.
 */
final class PipeReads {
  /** What is more than this is read at once, and what comes next, too. */
  private static final int MANY = 1 << 12;

  /** How many small reads in a row end that. A long message may end with one. */
  private static final int SMALL_READS = 16;

  private final InputStream in;
  private final boolean buffered;
  private boolean many;
  private int smallReads;

  PipeReads(InputStream in) {
    this.in = in;
    this.buffered = in instanceof BufferedInputStream;
  }

  /**
   * Reads at least one byte, and what else is there, as far as it fits.
   *
   * @return how many bytes, or -1 at the end of the stream
   */
  int read(byte[] to) throws IOException {
    int count = buffered && !many ? readBuffered(to) : in.read(to, 0, to.length);
    if (count > MANY) {
      smallReads = 0;
      if (buffered && !many) {
        many = true;
        // Without a mark, which would keep many bytes from going past the buffer.
        in.mark(0);
      }
    } else if (many && ++smallReads == SMALL_READS) {
      many = false;
    }
    return count;
  }

  private int readBuffered(byte[] to) throws IOException {
    in.mark(to.length);
    if (in.read() < 0) {
      return -1;
    }
    in.reset();
    int count = (int) in.skip(to.length);
    in.reset();
    return in.read(to, 0, count);
  }
}
