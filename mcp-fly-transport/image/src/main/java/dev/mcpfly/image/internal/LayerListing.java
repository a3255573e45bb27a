package dev.mcpfly.image.internal;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipException;

/**
 * The entries of a layer, without their contents: enough to build a {@link FileTree}, and small
 * enough to be kept as text.
 */
public final class LayerListing {
  private LayerListing() {}

  /**
   * One entry.
   *
   * @param type what it is
   * @param path its name in the archive
   * @param link where a link leads
   * @param mode permission bits
   */
  public record Item(TarEntry.Type type, String path, String link, int mode) {}

  /**
   * Reads a layer's archive from front to back.
   *
   * @param layer the layer's bytes, gzipped or not
   * @throws TarException if it cannot be understood
   */
  public static List<Item> read(InputStream layer) throws IOException {
    List<Item> items = new ArrayList<>();
    try {
      TarReader tar = new TarReader(uncompressed(layer));
      for (TarEntry entry = tar.next(); entry != null; entry = tar.next()) {
        items.add(new Item(entry.type(), entry.path(), entry.link(), entry.mode()));
      }
      return items;
    } catch (ZipException | EOFException e) {
      throw new TarException("is not whole (" + e.getMessage() + ")");
    }
  }

  /**
   * Decompresses a layer. The compression is recognized by the first bytes, because media types are
   * sometimes wrong.
   *
   * @throws TarException for zstd, which is not supported
   */
  public static InputStream uncompressed(InputStream layer) throws IOException {
    BufferedInputStream in = new BufferedInputStream(layer, 64 * 1024);
    in.mark(4);
    byte[] magic = in.readNBytes(4);
    in.reset();
    if (magic.length >= 2 && (magic[0] & 0xff) == 0x1f && (magic[1] & 0xff) == 0x8b) {
      return BoundedUnpacking.of(in);
    }
    if (magic.length == 4 && (magic[0] & 0xff) == 0x28 && (magic[1] & 0xff) == 0xb5) {
      throw new TarException("is compressed with zstd, which is not supported");
    }
    return in;
  }

  /** Returns a listing as text, one line for each entry. */
  public static String format(List<Item> items) {
    StringBuilder text = new StringBuilder();
    for (Item item : items) {
      text.append(item.type())
          .append(' ')
          .append(Integer.toOctalString(item.mode()))
          .append(' ')
          .append(encode(item.path()))
          .append(' ')
          .append(encode(item.link()))
          .append('\n');
    }
    return text.toString();
  }

  /**
   * Reads what {@link #format} wrote.
   *
   * @throws IllegalArgumentException if the text is not a listing
   */
  public static List<Item> parse(String text) {
    List<Item> items = new ArrayList<>();
    text.lines()
        .forEach(
            line -> {
              String[] parts = line.split(" ", -1);
              if (parts.length != 4) {
                throw new IllegalArgumentException("not a listing");
              }
              items.add(
                  new Item(
                      TarEntry.Type.valueOf(parts[0]),
                      decode(parts[2]),
                      decode(parts[3]),
                      Integer.parseInt(parts[1], 8)));
            });
    return items;
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
