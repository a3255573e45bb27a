package dev.mcpfly.image;

import dev.mcpfly.image.internal.LayerListing;
import dev.mcpfly.image.internal.TarEntry;
import dev.mcpfly.image.internal.TarException;
import dev.mcpfly.image.internal.TarReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.ZipException;

/** Visits a layer's entries with their contents. */
final class LayerEntries {
  private LayerEntries() {}

  /** Receives each entry. */
  interface Visitor {
    /**
     * Looks at an entry; the content need not be read.
     *
     * @param ordinal the entry's number in the layer, from 0
     * @return false to stop
     */
    boolean visit(int ordinal, TarEntry entry, InputStream content) throws IOException;
  }

  static void visit(InputStream layer, Visitor visitor) throws IOException {
    TarReader tar;
    try {
      tar = new TarReader(LayerListing.uncompressed(layer));
      int ordinal = 0;
      for (TarEntry entry = tar.next(); entry != null; entry = tar.next()) {
        if (!visitor.visit(ordinal++, entry, tar)) {
          return;
        }
      }
    } catch (ZipException | EOFException e) {
      throw new TarException("is not whole (" + e.getMessage() + ")");
    }
  }
}
