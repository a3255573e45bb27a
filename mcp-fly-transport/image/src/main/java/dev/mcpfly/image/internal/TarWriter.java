package dev.mcpfly.image.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes a tar archive: ustar, with a pax header for what ustar cannot express. The same calls give
 * the same bytes.
 */
public final class TarWriter {
  private static final int BLOCK = 512;
  private static final int NAME = 100;
  private static final long LARGEST_SIZE = 077777777777L;
  private static final long LARGEST_ID = 07777777L;
  private static final byte[] ZEROS = new byte[BLOCK];

  private final OutputStream out;
  private final byte[] buffer = new byte[64 * 1024];

  /** Writes to a stream, which the caller closes. */
  public TarWriter(OutputStream out) {
    this.out = out;
  }

  /** Writes an entry that has no content. */
  public void add(TarEntry entry) throws IOException {
    add(entry, InputStream.nullInputStream());
  }

  /**
   * Writes an entry with its content.
   *
   * @throws TarException if the content does not have the length that the entry says
   */
  public void add(TarEntry entry, InputStream content) throws IOException {
    byte[] path = entry.path().getBytes(StandardCharsets.UTF_8);
    byte[] link = entry.link().getBytes(StandardCharsets.UTF_8);
    Map<String, byte[]> pax = new TreeMap<>();
    entry
        .attributes()
        .forEach((key, value) -> pax.put(key, value.getBytes(StandardCharsets.ISO_8859_1)));
    if (path.length > NAME || !isAscii(path)) {
      pax.put("path", path);
    }
    if (link.length > NAME || !isAscii(link)) {
      pax.put("linkpath", link);
    }
    if (entry.size() > LARGEST_SIZE) {
      pax.put("size", decimal(entry.size()));
    }
    if (entry.uid() > LARGEST_ID) {
      pax.put("uid", decimal(entry.uid()));
    }
    if (entry.gid() > LARGEST_ID) {
      pax.put("gid", decimal(entry.gid()));
    }
    if (entry.mtime() < 0 || entry.mtime() > LARGEST_SIZE) {
      pax.put("mtime", decimal(entry.mtime()));
    }
    if (!pax.isEmpty()) {
      ByteArrayOutputStream records = new ByteArrayOutputStream();
      pax.forEach((key, value) -> PaxRecords.append(records, key, value));
      TarEntry head = TarEntry.of(TarEntry.Type.FILE, "", "", 0644, records.size(), 0);
      out.write(
          header(head, 'x', "PaxHeaders/entry".getBytes(StandardCharsets.US_ASCII), new byte[0]));
      records.writeTo(out);
      out.write(ZEROS, 0, TarReader.padding(records.size()));
    }
    out.write(header(entry, flag(entry), path, link));
    copy(entry, content);
  }

  private void copy(TarEntry entry, InputStream content) throws IOException {
    long left = entry.size();
    while (left > 0) {
      int n = content.read(buffer, 0, (int) Math.min(buffer.length, left));
      if (n < 0) {
        throw new TarException(
            "cannot be written: " + entry.path() + " became shorter while it was read");
      }
      out.write(buffer, 0, n);
      left -= n;
    }
    if (content.read(buffer, 0, 1) > 0) {
      throw new TarException(
          "cannot be written: " + entry.path() + " became longer while it was read");
    }
    out.write(ZEROS, 0, TarReader.padding(entry.size()));
  }

  /** Writes the end of the archive. */
  public void finish() throws IOException {
    out.write(ZEROS);
    out.write(ZEROS);
  }

  private static char flag(TarEntry entry) throws TarException {
    return switch (entry.type()) {
      case FILE -> '0';
      case HARD_LINK -> '1';
      case SYMLINK -> '2';
      case DIRECTORY -> '5';
      case SPECIAL ->
          throw new TarException("cannot be written: " + entry.path() + " is a device or a pipe");
    };
  }

  private static byte[] header(TarEntry entry, char flag, byte[] path, byte[] link) {
    byte[] header = new byte[BLOCK];
    System.arraycopy(path, 0, header, 0, Math.min(NAME, path.length));
    octal(header, 100, 8, entry.mode());
    octal(header, 108, 8, Math.min(entry.uid(), LARGEST_ID));
    octal(header, 116, 8, Math.min(entry.gid(), LARGEST_ID));
    octal(header, 124, 12, Math.min(entry.size(), LARGEST_SIZE));
    octal(header, 136, 12, Math.max(0, Math.min(entry.mtime(), LARGEST_SIZE)));
    header[156] = (byte) flag;
    System.arraycopy(link, 0, header, 157, Math.min(NAME, link.length));
    byte[] magic = "ustar\00000".getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(magic, 0, header, 257, magic.length);
    int sum = 8 * ' ';
    for (byte b : header) {
      sum += b & 0xff;
    }
    octal(header, 148, 7, sum);
    header[155] = ' ';
    return header;
  }

  /** Writes a number in octal digits with leading zeros and a NUL after them. */
  private static void octal(byte[] header, int from, int length, long value) {
    long rest = value;
    for (int i = from + length - 2; i >= from; i--) {
      header[i] = (byte) ('0' + (rest & 7));
      rest >>= 3;
    }
  }

  private static byte[] decimal(long value) {
    return String.valueOf(value).getBytes(StandardCharsets.US_ASCII);
  }

  private static boolean isAscii(byte[] bytes) {
    for (byte b : bytes) {
      if (b < 0) {
        return false;
      }
    }
    return true;
  }
}
