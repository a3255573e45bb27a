package dev.mcpfly.image.internal;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/** Decompresses gzip, and refuses input that unpacks to far more than any real layer does. */
final class BoundedUnpacking extends FilterInputStream {
  private static final int BUFFER = 64 * 1024;

  private final Counted packed;
  private long unpacked;

  private BoundedUnpacking(Counted packed) throws IOException {
    super(new GZIPInputStream(packed, BUFFER));
    this.packed = packed;
  }

  static InputStream of(InputStream packed) throws IOException {
    return new BoundedUnpacking(new Counted(packed));
  }

  @Override
  public int read() throws IOException {
    int read = in.read();
    if (read >= 0) {
      count(1);
    }
    return read;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int n = in.read(buffer, offset, length);
    if (n > 0) {
      count(n);
    }
    return n;
  }

  @Override
  public long skip(long count) throws IOException {
    long n = in.skip(count);
    count(n);
    return n;
  }

  private void count(long bytes) throws TarException {
    unpacked += bytes;
    if (unpacked > UnpackLimits.UNPACKED) {
      throw new TarException("unpacks to more than " + UnpackLimits.UNPACKED + " bytes");
    }
    if (unpacked > UnpackLimits.LARGE
        && unpacked / Math.max(1, packed.bytes) > UnpackLimits.RATIO) {
      throw new TarException(
          "unpacks to more than "
              + UnpackLimits.RATIO
              + " times its size, as no layer of files does");
    }
  }

  /** Counts compressed bytes. */
  private static final class Counted extends FilterInputStream {
    private long bytes;

    Counted(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int read = in.read();
      bytes += read < 0 ? 0 : 1;
      return read;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int n = in.read(buffer, offset, length);
      bytes += Math.max(n, 0);
      return n;
    }
  }
}
