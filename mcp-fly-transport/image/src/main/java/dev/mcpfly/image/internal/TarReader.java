package dev.mcpfly.image.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads a tar archive from front to back: POSIX ustar and pax, and GNU's long names and large
 * numbers. Between two calls of {@link #next} it is the stream of the entry's content.
 */
public final class TarReader extends InputStream {
  private static final int BLOCK = 512;

  private final InputStream in;
  private final byte[] header = new byte[BLOCK];
  private long left;
  private int padding;
  private int entries;
  private long names;
  private long extensions;

  /** Reads from an uncompressed stream, which the caller closes. */
  public TarReader(InputStream in) {
    this.in = in;
  }

  /**
   * Skips what is left of the current entry and returns the head of the next, or null at the end.
   *
   * @throws TarException if the archive cannot be understood
   */
  public @Nullable TarEntry next() throws IOException {
    Map<String, String> pax = new TreeMap<>();
    String longPath = null;
    String longLink = null;
    extensions = 0;
    while (true) {
      skipFully(left + padding);
      left = 0;
      padding = 0;
      if (!readHeader()) {
        return null;
      }
      long size = number(124, 12);
      char type = (char) (header[156] & 0xff);
      switch (type) {
        case 'x' -> PaxRecords.parse(extension(size), pax);
        case 'g' -> extension(size);
        case 'L' -> longPath = text(extension(size));
        case 'K' -> longLink = text(extension(size));
        default -> {
          return entry(type, size, pax, longPath, longLink);
        }
      }
    }
  }

  private TarEntry entry(
      char flag,
      long headerSize,
      Map<String, String> pax,
      @Nullable String longPath,
      @Nullable String longLink)
      throws IOException {
    String path =
        pax.containsKey("path")
            ? PaxRecords.utf8(pax, "path")
            : longPath != null ? longPath : name();
    String link =
        pax.containsKey("linkpath")
            ? PaxRecords.utf8(pax, "linkpath")
            : longLink != null ? longLink : field(157, 100);
    checkNames(path, link);
    TarEntry.Type type = type(flag, path);
    if (pax.keySet().stream().anyMatch(key -> key.startsWith("GNU.sparse."))) {
      throw new TarException("holds the sparse file " + path + ", which is not supported");
    }
    long size = PaxRecords.number(pax, "size", headerSize);
    if (size < 0) {
      throw new TarException("gives " + path + " a negative size");
    }
    if (size > UnpackLimits.UNPACKED) {
      throw new TarException(
          "gives " + path + " a size of " + size + " bytes, more than a layer can have");
    }
    if (type != TarEntry.Type.FILE) {
      size = 0;
    }
    left = size;
    padding = padding(size);
    SortedMap<String, String> attributes = new TreeMap<>();
    pax.forEach(
        (key, value) -> {
          if (key.startsWith("SCHILY.xattr.")) {
            attributes.put(key, value);
          }
        });
    return new TarEntry(
        type,
        path,
        type == TarEntry.Type.SYMLINK || type == TarEntry.Type.HARD_LINK ? link : "",
        (int) (number(100, 8) & 07777),
        PaxRecords.number(pax, "uid", number(108, 8)),
        PaxRecords.number(pax, "gid", number(116, 8)),
        size,
        PaxRecords.number(pax, "mtime", number(136, 12)),
        attributes);
  }

  private static TarEntry.Type type(char flag, String path) throws TarException {
    return switch (flag) {
      case '0', '\0', '7' -> path.endsWith("/") ? TarEntry.Type.DIRECTORY : TarEntry.Type.FILE;
      case '1' -> TarEntry.Type.HARD_LINK;
      case '2' -> TarEntry.Type.SYMLINK;
      case '3', '4', '6' -> TarEntry.Type.SPECIAL;
      case '5' -> TarEntry.Type.DIRECTORY;
      default ->
          throw new TarException(
              "holds "
                  + path
                  + " as a tar entry of type "
                  + (int) flag
                  + ", which is not supported");
    };
  }

  /** Reads a header; returns whether there is one. */
  private boolean readHeader() throws IOException {
    int n = in.readNBytes(header, 0, BLOCK);
    if (n == 0) {
      return false;
    }
    if (n < BLOCK) {
      throw new TarException("ends in the middle of a tar header");
    }
    int sum = 0;
    boolean empty = true;
    for (int i = 0; i < BLOCK; i++) {
      sum += i >= 148 && i < 156 ? ' ' : header[i] & 0xff;
      empty &= header[i] == 0;
    }
    if (empty) {
      return false;
    }
    if (!field(148, 8).strip().replaceFirst("^0+", "").equals(Integer.toOctalString(sum))) {
      throw new TarException("is not a tar archive (a header's checksum is wrong)");
    }
    return true;
  }

  private String name() {
    String name = field(0, 100);
    boolean posix = new String(header, 257, 6, StandardCharsets.ISO_8859_1).equals("ustar\0");
    String prefix = posix ? field(345, 155) : "";
    return prefix.isEmpty() ? name : prefix + "/" + name;
  }

  private String field(int from, int length) {
    int end = from;
    while (end < from + length && header[end] != 0) {
      end++;
    }
    return new String(header, from, end - from, StandardCharsets.UTF_8);
  }

  /** Reads octal digits, or GNU's binary form, which has the first bit set. */
  private long number(int from, int length) throws TarException {
    if ((header[from] & 0x80) != 0) {
      long value = header[from] & 0x40;
      value = value == 0 ? header[from] & 0x3f : -1L;
      for (int i = from + 1; i < from + length; i++) {
        value = (value << 8) | (header[i] & 0xff);
      }
      return value;
    }
    String digits = field(from, length).strip();
    try {
      return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
    } catch (NumberFormatException e) {
      throw new TarException("has a damaged number in a tar header");
    }
  }

  /** Names are kept for as long as an image is worked on. */
  private void checkNames(String path, String link) throws TarException {
    entries++;
    names += path.length() + link.length();
    if (path.length() > UnpackLimits.NAME || link.length() > UnpackLimits.NAME) {
      throw new TarException(
          "has a name of "
              + Math.max(path.length(), link.length())
              + " characters, more than the "
              + UnpackLimits.NAME
              + " that Linux takes");
    }
    if (entries > UnpackLimits.ENTRIES || names > UnpackLimits.NAMES) {
      throw new TarException(
          "has more than "
              + UnpackLimits.ENTRIES
              + " entries, or more than "
              + UnpackLimits.NAMES
              + " characters in their names");
    }
  }

  private byte[] extension(long size) throws IOException {
    if (size < 0 || extensions + size > UnpackLimits.EXTENSION) {
      throw new TarException(
          "has tar extension headers of more than "
              + UnpackLimits.EXTENSION
              + " bytes for one entry, which is too long");
    }
    extensions += size;
    byte[] bytes = in.readNBytes((int) size);
    if (bytes.length < size) {
      throw new TarException("ends in the middle of a tar header");
    }
    skipFully(padding(size));
    return bytes;
  }

  private static String text(byte[] bytes) {
    int end = bytes.length;
    while (end > 0 && bytes[end - 1] == 0) {
      end--;
    }
    return new String(bytes, 0, end, StandardCharsets.UTF_8);
  }

  static int padding(long size) {
    return (int) (-size & (BLOCK - 1));
  }

  private void skipFully(long count) throws IOException {
    try {
      in.skipNBytes(count);
    } catch (java.io.EOFException e) {
      throw new TarException("ends in the middle of a file");
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (left == 0) {
      return -1;
    }
    int n = in.read(buffer, offset, (int) Math.min(length, left));
    if (n < 0) {
      throw new TarException("ends in the middle of a file");
    }
    left -= n;
    return n;
  }
}
