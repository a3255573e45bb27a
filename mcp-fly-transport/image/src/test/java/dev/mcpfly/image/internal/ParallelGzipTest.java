package dev.mcpfly.image.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ParallelGzipTest {
  private static final int BLOCK = 512 * 1024;

  /** Half noise, half repetition. */
  private static byte[] content(int length) {
    byte[] bytes = new byte[length];
    Random random = new Random(length);
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (i % 2000 < 1000 ? random.nextInt() : i / 2000);
    }
    return bytes;
  }

  @Test
  void storesNoiseUncompressedAndResumesCompressing() throws IOException {
    byte[] content = new byte[3 * BLOCK];
    new Random(5).nextBytes(content);
    Arrays.fill(content, BLOCK, 2 * BLOCK, (byte) 7);

    byte[] packed = pack(content, 100_000);

    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
      assertThat(in.readAllBytes()).isEqualTo(content);
    }
    assertThat(packed.length).isBetween(2 * BLOCK, 2 * BLOCK + 5000);
  }

  /** More blocks of each kind than are in memory at once, so arrays have been used before. */
  @Test
  void packsNoiseIntoArraysThatHeldSomethingElse() throws IOException {
    byte[] content = new byte[40 * BLOCK];
    new Random(7).nextBytes(content);
    System.arraycopy(content(17 * BLOCK), 0, content, 11 * BLOCK, 17 * BLOCK);

    try (GZIPInputStream in =
        new GZIPInputStream(new ByteArrayInputStream(pack(content, 100_000)))) {
      assertThat(Arrays.equals(in.readAllBytes(), content)).isTrue();
    }
  }

  private static byte[] pack(byte[] content, int piece) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (ParallelGzip gzip = new ParallelGzip(packed, 4)) {
      for (int at = 0; at < content.length; at += piece) {
        gzip.write(content, at, Math.min(piece, content.length - at));
      }
    }
    return packed.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 1000, BLOCK - 1, BLOCK, BLOCK + 1, 5 * BLOCK, 9 * BLOCK + 77})
  void jdkUnpacksToTheSameBytesHoweverItWasWritten(int length) throws IOException {
    byte[] content = content(length);

    byte[] packed = pack(content, 10_000);

    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
      assertThat(in.readAllBytes()).isEqualTo(content);
    }
    assertThat(pack(content, 333_333)).isEqualTo(packed);
    assertThat(packed.length).isLessThan(length * 6 / 10 + 1000);
  }
}
