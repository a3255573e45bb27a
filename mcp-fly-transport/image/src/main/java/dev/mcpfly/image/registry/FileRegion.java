package dev.mcpfly.image.registry;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A part of an open file as a request's body. Every byte is hashed when it is read for the first
 * time, so the hash of the whole file is known once it has been sent, in however many attempts;
 * unless who writes the file hashes it at the same time.
 */
final class FileRegion implements Wire.Upload {

  /** The hash over the front of the file that has been read so far. */
  static final class Seen {
    private final @Nullable MessageDigest hash;
    private long upTo;

    private Seen(@Nullable MessageDigest hash) {
      this.hash = hash;
    }

    /** Hashes what is read. */
    static Seen hashing(MessageDigest hash) {
      return new Seen(hash);
    }

    /** Only counts what is read: its writer verifies the digest before the upload is completed. */
    static Seen counting() {
      return new Seen(null);
    }

    synchronized void bytes(long position, byte[] buffer, int offset, int length) {
      long fresh = position + length - upTo;
      if (position <= upTo && fresh > 0) {
        int known = (int) (length - fresh);
        if (hash != null) {
          hash.update(buffer, offset + known, (int) fresh);
        }
        upTo += fresh;
      }
    }

    synchronized long upTo() {
      return upTo;
    }

    synchronized boolean is(Digest digest, long size) {
      return upTo == size && (hash == null || digest.matches(hash.digest()));
    }
  }

  private final FileChannel file;
  private final long from;
  private final long to;
  private final Seen seen;
  private final LongConsumer progress;

  FileRegion(FileChannel file, long from, long to, Seen seen, LongConsumer progress) {
    this.file = file;
    this.from = from;
    this.to = to;
    this.seen = seen;
    this.progress = progress;
  }

  @Override
  public long length() {
    return to - from;
  }

  @Override
  public InputStream open() {
    return new InputStream() {
      private long position = from;

      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] buffer, int offset, int length) throws IOException {
        if (position >= to) {
          return -1;
        }
        int wanted = (int) Math.min(length, to - position);
        int n = file.read(ByteBuffer.wrap(buffer, offset, wanted), position);
        if (n > 0) {
          seen.bytes(position, buffer, offset, n);
          position += n;
          progress.accept(position);
        }
        return n;
      }
    };
  }
}
