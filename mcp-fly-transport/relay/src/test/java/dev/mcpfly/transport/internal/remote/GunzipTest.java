package dev.mcpfly.transport.internal.remote;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 1952, in pieces of any size. */
class GunzipTest {
  private static final long SEED = 20_261_129;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private Gunzip gunzip = fresh();

  private Gunzip fresh() {
    out.reset();
    return new Gunzip(
        chunk -> {
          byte[] bytes = new byte[chunk.remaining()];
          chunk.get(bytes);
          out.writeBytes(bytes);
        });
  }

  @AfterEach
  void end() {
    gunzip.end();
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
      gzip.write(bytes);
    }
    return zipped.toByteArray();
  }

  /** The same with optional fields of the head. */
  private static byte[] withFields(byte[] gzip, int flags) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(gzip, 0, 3);
    bytes.write(flags);
    bytes.write(gzip, 4, 6);
    if ((flags & 4) != 0) {
      bytes.writeBytes(new byte[] {3, 1});
      bytes.writeBytes(new byte[259]);
    }
    if ((flags & 8) != 0) {
      bytes.writeBytes("name.json\0".getBytes(UTF_8));
    }
    if ((flags & 16) != 0) {
      bytes.writeBytes("a comment\0".getBytes(UTF_8));
    }
    if ((flags & 2) != 0) {
      bytes.writeBytes(new byte[] {1, 2});
    }
    bytes.write(gzip, 10, gzip.length - 10);
    return bytes.toByteArray();
  }

  private void feed(byte[] bytes, int size) throws IOException {
    for (int from = 0; from < bytes.length; from += size) {
      gunzip.bytes(ByteBuffer.wrap(bytes, from, Math.min(size, bytes.length - from)));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30})
  void readsEveryKindOfHead(int flags) throws Exception {
    byte[] gzip = withFields(gzip("some text".getBytes(UTF_8)), flags);
    for (int size : new int[] {1, 2, 3, 7, gzip.length}) {
      gunzip = fresh();
      feed(gzip, size);
      assertThat(out.toString(UTF_8)).as("in pieces of %d", size).isEqualTo("some text");
      assertThat(gunzip.isComplete()).isTrue();
    }
  }

  @Test
  void readsAnExtraFieldWithoutBytes() throws Exception {
    byte[] gzip = gzip("some text".getBytes(UTF_8));
    byte[] head = Arrays.copyOf(gzip, 12);
    head[3] = 4;
    head[10] = 0;
    head[11] = 0;
    feed(head, 5);
    feed(Arrays.copyOfRange(gzip, 10, gzip.length), 5);

    assertThat(out.toString(UTF_8)).isEqualTo("some text");
  }

  @Test
  void readsSeveralMembersOfAnySize() throws Exception {
    Random random = new Random(SEED);
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    ByteArrayOutputStream wanted = new ByteArrayOutputStream();
    for (int i = 0; i < 8; i++) {
      byte[] part = new byte[random.nextInt(60_000)];
      random.nextBytes(part);
      wanted.writeBytes(part);
      zipped.writeBytes(gzip(part));
    }
    feed(zipped.toByteArray(), 1 + random.nextInt(5_000));

    assertThat(out.toByteArray()).isEqualTo(wanted.toByteArray());
    assertThat(gunzip.isComplete()).isTrue();
  }

  @Test
  void passesWhatIsThereBeforeTheEnd() throws Exception {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    GZIPOutputStream gzip = new GZIPOutputStream(zipped, 512, true);
    gzip.write("data: 1\n\n".getBytes(UTF_8));
    gzip.flush();
    feed(zipped.toByteArray(), 4);

    assertThat(out.toString(UTF_8)).isEqualTo("data: 1\n\n");
    assertThat(gunzip.isComplete()).isFalse();
  }

  @Test
  void isNotCompleteAnywhereInTheMiddle() throws Exception {
    byte[] gzip = withFields(gzip("some text".getBytes(UTF_8)), 30);
    for (int cut = 1; cut < gzip.length; cut++) {
      gunzip = fresh();
      feed(Arrays.copyOf(gzip, cut), gzip.length);
      assertThat(gunzip.isComplete()).as("after %d bytes", cut).isFalse();
    }
  }

  @Test
  void refusesAnyChangedByteOfHeadAndData() throws Exception {
    byte[] good = "some text, some text, some more text".getBytes(UTF_8);
    byte[] gzip = gzip(good);
    for (int at = 0; at < gzip.length - 4; at++) {
      if (at > 2 && at < 10) {
        continue; // flags, time and system
      }
      byte[] bad = gzip.clone();
      bad[at] ^= 0x55;
      gunzip = fresh();
      try {
        feed(bad, 10);
        assertThat(gunzip.isComplete()).as("byte %d", at).isFalse();
      } catch (IOException e) {
        assertThat(e).hasMessageMatching("The response .*(valid gzip|checksum is wrong)\\.");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"json\":1}", "PK\3\4", "\u001f\u001f", " "})
  void refusesWhatIsNotGzip(String text) {
    assertThatThrownBy(() -> feed(text.getBytes(UTF_8), 100))
        .isInstanceOf(IOException.class)
        .hasMessage("The response is not valid gzip.");
  }

  @Test
  void stopsWhereTheSinkDoes() throws Exception {
    byte[] bomb = gzip(new byte[20_000_000]);
    int[] passed = new int[1];
    Gunzip limited =
        new Gunzip(
            chunk -> {
              passed[0] += chunk.remaining();
              if (passed[0] > 100_000) {
                throw new MessageTooLargeException(100_000);
              }
            });

    assertThatThrownBy(() -> limited.bytes(ByteBuffer.wrap(bomb)))
        .isInstanceOf(MessageTooLargeException.class);
    assertThat(passed[0]).isLessThan(200_000);
    limited.end();
  }
}
