package dev.mcpfly.image;

import dev.mcpfly.image.internal.LayerListing;
import dev.mcpfly.image.internal.ParallelGzip;
import dev.mcpfly.image.internal.TarEntry;
import dev.mcpfly.image.internal.TarException;
import dev.mcpfly.image.internal.TarWriter;
import dev.mcpfly.image.registry.BlobCache;
import dev.mcpfly.image.registry.Digest;
import dev.mcpfly.image.registry.ImageException;
import dev.mcpfly.image.registry.ImageException.Reason;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Writes one layer into the cache: tar, gzip, and the hashes of both, in one pass and without
 * holding it in memory.
 */
final class LayerWriter {
  /**
   * The quickest of zlib's levels: on a JRE it takes about half the time of the usual 6, for a
   * layer that is a tenth larger.
   */
  private static final int LEVEL = 1;

  private final TarWriter tar;
  private final List<LayerListing.Item> items = new ArrayList<>();

  private LayerWriter(TarWriter tar) {
    this.tar = tar;
  }

  /** Puts entries into a layer. */
  interface Filler {
    void fill(LayerWriter layer) throws IOException;
  }

  static BuiltLayer write(BlobCache cache, String what, Filler filler) {
    try (BlobCache.NewBlob blob = cache.newBlob()) {
      MessageDigest packed = sha256();
      MessageDigest plain = sha256();
      LayerWriter writer;
      try (OutputStream file = new BufferedOutputStream(blob.open(), 256 * 1024);
          ParallelGzip gzip = new ParallelGzip(new DigestOutputStream(file, packed), LEVEL);
          OutputStream archive =
              new BufferedOutputStream(new DigestOutputStream(gzip, plain), 64 * 1024)) {
        TarWriter tar = new TarWriter(archive);
        writer = new LayerWriter(tar);
        filler.fill(writer);
        tar.finish();
      }
      Digest digest = digest(packed);
      long size = blob.complete(digest);
      return new BuiltLayer(digest, digest(plain), size, what, List.copyOf(writer.items));
    } catch (TarException e) {
      throw new ImageException(
          Reason.LOCAL_FILE, "The layer of " + what + " " + e.getMessage() + ".", e);
    } catch (IOException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw new ImageException(
            Reason.INTERRUPTED, "Interrupted while making the layer of " + what + ".", e);
      }
      throw new ImageException(
          Reason.LOCAL_FILE, "The layer of " + what + " cannot be made (" + e + ").", e);
    }
  }

  void add(TarEntry entry) throws IOException {
    add(entry, InputStream.nullInputStream());
  }

  void add(TarEntry entry, InputStream content) throws IOException {
    tar.add(entry, content);
    items.add(new LayerListing.Item(entry.type(), entry.path(), entry.link(), entry.mode()));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("This Java runtime has no SHA-256.", e);
    }
  }

  private static Digest digest(MessageDigest hash) {
    return new Digest("sha256", HexFormat.of().formatHex(hash.digest()));
  }
}
