package dev.mcpfly.image.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TarTest {

  private static TarReader reader(byte[] bytes) {
    return new TarReader(new ByteArrayInputStream(bytes));
  }

  @Test
  void readsWhatItWrites() throws IOException {
    TreeMap<String, String> attributes = new TreeMap<>();
    attributes.put("SCHILY.xattr.security.capability", "\u0001\u0000\n\u00ff=x");
    TarEntry[] entries = {
      TarEntry.of(TarEntry.Type.DIRECTORY, "a/", "", 01777, 0, 1),
      TarEntry.of(TarEntry.Type.FILE, "a/" + "long/".repeat(60) + "ünï", "", 04755, 3, 1),
      new TarEntry(
          TarEntry.Type.FILE, "big", "", 0644, 3_000_000_000L, 2_097_152L, 3, -5, attributes),
      TarEntry.of(TarEntry.Type.SYMLINK, "s", "../" + "t/".repeat(80), 0777, 0, 1),
      TarEntry.of(TarEntry.Type.HARD_LINK, "h", "big", 0644, 0, 1_800_000_000L),
    };
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    TarWriter writer = new TarWriter(out);
    for (TarEntry entry : entries) {
      writer.add(entry, new ByteArrayInputStream(new byte[(int) entry.size()]));
    }
    writer.finish();

    TarReader reader = reader(out.toByteArray());
    for (TarEntry entry : entries) {
      assertThat(reader.next()).isEqualTo(entry);
      assertThat(reader.readAllBytes()).hasSize((int) entry.size());
    }
    assertThat(reader.next()).isNull();
    assertThat(out.size() % 512).isZero();
  }

  /** Builds a header as GNU tar does, magic "ustar " and all. */
  private static byte[] gnu(char type, String name, int size) {
    byte[] header = new byte[512];
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    System.arraycopy(bytes, 0, header, 0, Math.min(100, bytes.length));
    ascii(header, 100, "0000644");
    // GNU's binary form of a large owner.
    header[108] = (byte) 0x80;
    header[115] = 7;
    ascii(header, 124, String.format("%011o", size));
    ascii(header, 136, "00000000001");
    header[156] = (byte) type;
    ascii(header, 257, "ustar  ");
    // In GNU's format, this field is not a prefix.
    ascii(header, 345, "00000000001");
    ascii(header, 148, "        ");
    int sum = 0;
    for (byte b : header) {
      sum += b & 0xff;
    }
    ascii(header, 148, String.format("%06o\0 ", sum));
    return header;
  }

  private static void ascii(byte[] header, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }

  @Test
  void readsGnusLongNamesAndLargeNumbers() throws IOException {
    String name = "x/".repeat(100) + "end";
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(gnu('L', "././@LongLink", name.length() + 1));
    out.writeBytes(Arrays.copyOf(name.getBytes(StandardCharsets.US_ASCII), 512));
    out.writeBytes(gnu('0', name, 2));
    out.writeBytes(Arrays.copyOf("hi".getBytes(StandardCharsets.US_ASCII), 512));
    out.writeBytes(gnu('0', "plain", 0));

    TarReader reader = reader(out.toByteArray());
    TarEntry entry = reader.next();

    assertThat(entry.path()).isEqualTo(name);
    assertThat(entry.uid()).isEqualTo(7);
    assertThat(reader.readAllBytes()).asString(StandardCharsets.US_ASCII).isEqualTo("hi");
    assertThat(reader.next().path()).isEqualTo("plain");
    assertThat(reader.next()).isNull();
  }

  @Test
  void skipsContentThatIsNotRead() throws IOException {
    byte[] tar = Archives.layer().file("a", "x".repeat(1300)).file("b", "y").tar();
    TarReader reader = reader(tar);

    reader.next();
    reader.readNBytes(7);

    assertThat(reader.next().path()).isEqualTo("b");
    assertThat(reader.read()).isEqualTo('y');
    assertThat(reader.read()).isEqualTo(-1);
  }

  @Test
  void rejectsSparseFiles() {
    assertThatThrownBy(() -> reader(gnu('S', "holes", 0)).next())
        .isInstanceOf(TarException.class)
        .hasMessageContaining("holes");
  }

  @Test
  void reportsEveryDamageAsATarException() throws IOException {
    byte[] whole =
        Archives.layer().file("a/" + "n".repeat(150), "x".repeat(700)).symlink("b", "a").tar();
    long seed = 7;
    Random random = new Random(seed);
    for (int i = 0; i < 2000; i++) {
      byte[] damaged =
          Arrays.copyOf(whole, i % 2 == 0 ? whole.length : random.nextInt(whole.length));
      for (int flips = random.nextInt(4); flips >= 0 && damaged.length > 0; flips--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      TarReader reader = reader(damaged);
      try {
        int entries = 0;
        while (reader.next() != null) {
          assertThat(++entries).isLessThan(10);
        }
      } catch (TarException e) {
        assertThat(e.getMessage()).as("seed %s run %s", seed, i).isNotBlank();
      }
    }
  }

  @Test
  void refusesToWriteAFileThatIsNotAsLongAsAnnounced() {
    TarWriter writer = new TarWriter(new ByteArrayOutputStream());
    TarEntry entry = TarEntry.of(TarEntry.Type.FILE, "f", "", 0644, 5, 1);

    assertThatThrownBy(() -> writer.add(entry, new ByteArrayInputStream(new byte[4])))
        .hasMessageContaining("f became shorter");
    assertThatThrownBy(() -> writer.add(entry, new ByteArrayInputStream(new byte[6])))
        .hasMessageContaining("f became longer");
  }
}
