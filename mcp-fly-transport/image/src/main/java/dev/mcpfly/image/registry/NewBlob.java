package dev.mcpfly.image.registry;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A blob that is being written into the cache. It is part of the cache after {@link #complete}; if
 * it is closed without that, nothing of it stays. For one thread.
 */
public final class NewBlob implements AutoCloseable {
  private final BlobCache cache;
  private final Path part;
  private final @Nullable EarlyLayers early;
  private final Growth growth = new Growth();

  NewBlob(BlobCache cache, Path part, @Nullable EarlyLayers early) {
    this.cache = cache;
    this.part = part;
    this.early = early;
  }

  /**
   * Opens the blob for writing. The stream does not buffer.
   *
   * @throws IOException if the file cannot be opened
   */
  public OutputStream open() throws IOException {
    return new FilterOutputStream(Files.newOutputStream(part)) {
      private long written;
      private boolean begun;

      @Override
      public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
        written += length;
        growth.to(written);
        if (early != null && !begun && written >= early.least()) {
          begun = true;
          early.begins(part, growth);
        }
      }
    };
  }

  /**
   * Makes what was written a blob of the cache.
   *
   * @param digest the digest of everything that was written, which the caller has computed
   * @return the blob's size in bytes
   * @throws ImageException if the cache cannot be written
   */
  public long complete(Digest digest) {
    try {
      long size = Files.size(part);
      cache.adopt(part, digest);
      growth.completed(digest);
      return size;
    } catch (IOException e) {
      throw cache.cannotWrite(e);
    }
  }

  /** Deletes what was not completed. */
  @Override
  public void close() {
    growth.ended();
    try {
      Files.deleteIfExists(part);
    } catch (IOException e) {
      // It lies in the cache's own directory for partial files.
    }
  }
}
