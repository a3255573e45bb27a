package dev.mcpfly.image.internal;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** Layers from a hostile registry: each is refused in a sentence, in little memory. */
class HostileLayerTest {
  private static byte[] header(char type, String name, long size) {
    byte[] header = new byte[512];
    put(header, 0, name);
    put(header, 100, "0000644");
    put(header, 108, "0000000");
    put(header, 116, "0000000");
    if (size < 1L << 33) {
      put(header, 124, String.format(Locale.ROOT, "%011o", size));
    } else {
      header[124] = (byte) 0x80;
      for (int i = 0; i < 8; i++) {
        header[135 - i] = (byte) (size >> (8 * i));
      }
    }
    put(header, 136, "00000000000");
    header[156] = (byte) type;
    put(header, 257, "ustar");
    put(header, 263, "00");
    Arrays.fill(header, 148, 156, (byte) ' ');
    int sum = 0;
    for (byte b : header) {
      sum += b & 0xff;
    }
    put(header, 148, String.format(Locale.ROOT, "%06o", sum));
    header[154] = 0;
    return header;
  }

  private static void put(byte[] header, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(bytes, 0, header, at, Math.min(bytes.length, 100));
  }

  private static byte[] padded(byte[] content) {
    return Arrays.copyOf(content, content.length + TarReader.padding(content.length));
  }

  private static void assertRefused(InputStream layer, String because) {
    assertThatThrownBy(() -> LayerListing.read(layer))
        .isInstanceOf(TarException.class)
        .hasMessageContaining(because);
  }

  @Test
  void refusesHundredsOfExtensionHeadersForOneEntry() {
    byte[] value = new byte[(1 << 20) - 100];
    Arrays.fill(value, (byte) 'x');
    ByteArrayOutputStream record = new ByteArrayOutputStream();
    PaxRecords.append(record, "comment", value);
    byte[] head = header('x', "pax", record.size());
    byte[] body = padded(record.toByteArray());
    byte[] once = Arrays.copyOf(head, head.length + body.length);
    System.arraycopy(body, 0, once, head.length, body.length);

    assertRefused(new Repeated(once, 400), "extension headers of more than");
  }

  @Test
  void rejectsNamesThatLinuxDoesNotAllow() {
    byte[] name = new byte[10_000];
    Arrays.fill(name, (byte) 'n');
    List<InputStream> parts =
        List.of(
            new ByteArrayInputStream(header('L', "././@LongLink", name.length)),
            new ByteArrayInputStream(padded(name)),
            new ByteArrayInputStream(header('0', "short", 0)));

    assertRefused(
        new SequenceInputStream(Collections.enumeration(parts)), "a name of 10000 characters");
  }

  @Test
  void rejectsNamesThatWouldFillTheMemory() {
    byte[] name = new byte[4000];
    Arrays.fill(name, (byte) 'n');
    byte[] head = header('L', "././@LongLink", name.length);
    byte[] text = padded(name);
    byte[] file = header('0', "short", 0);
    byte[] once = Arrays.copyOf(head, head.length + text.length + file.length);
    System.arraycopy(text, 0, once, head.length, text.length);
    System.arraycopy(file, 0, once, head.length + text.length, file.length);

    assertRefused(new Repeated(once, 60_000), "characters in their names");
  }

  @Test
  void refusesZerosThatUnpackToAThousandTimesTheirSize() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(packed, 1 << 16)) {
      out.write(header('0', "zeros", 4L << 30));
      byte[] zeros = new byte[1 << 20];
      for (int i = 0; i < 400; i++) {
        out.write(zeros);
      }
    }

    assertRefused(new ByteArrayInputStream(packed.toByteArray()), "200 times its size");
  }

  @Test
  void rejectsAnImpossibleSize() {
    assertRefused(
        new ByteArrayInputStream(header('0', "huge", 1L << 62)),
        "a size of 4611686018427387904 bytes");
  }

  /** The same bytes again and again, without holding them. */
  private static final class Repeated extends InputStream {
    private final byte[] bytes;
    private final long end;
    private long at;

    Repeated(byte[] bytes, int times) {
      this.bytes = bytes;
      this.end = (long) bytes.length * times;
    }

    @Override
    public int read() {
      return at == end ? -1 : bytes[(int) (at++ % bytes.length)] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
      if (at == end) {
        return -1;
      }
      int from = (int) (at % bytes.length);
      int n = Math.min(length, bytes.length - from);
      System.arraycopy(bytes, from, buffer, offset, n);
      at += n;
      return n;
    }
  }
}
