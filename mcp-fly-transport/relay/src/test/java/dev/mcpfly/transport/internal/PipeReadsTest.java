package dev.mcpfly.transport.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What has come is read at once, and nothing is waited for that has not. */
class PipeReadsTest {
  private static final long SEED = 20261129;
  private static final int BUFFER = 8192;

  /** A pipe with what was written to it; a read of an empty one would wait. */
  private static final class Pipe extends InputStream {
    private final Queue<byte[]> written = new ArrayDeque<>();
    private int reads;
    private int questions;
    private boolean ended;

    @Override
    public int read() {
      throw new AssertionError("single bytes are read from the buffer only");
    }

    @Override
    public int read(byte[] to, int from, int count) {
      reads++;
      byte[] next = written.poll();
      if (next == null) {
        assertThat(ended).as("the pipe is read only when something is in it").isTrue();
        return -1;
      }
      int taken = Math.min(count, next.length);
      System.arraycopy(next, 0, to, from, taken);
      if (taken < next.length) {
        // What is left stays in front: there was one piece only.
        written.add(Arrays.copyOfRange(next, taken, next.length));
      }
      return taken;
    }

    @Override
    public int available() {
      questions++;
      return written.isEmpty() ? 0 : written.peek().length;
    }
  }

  private final Pipe pipe = new Pipe();
  private final PipeReads reads = new PipeReads(new BufferedInputStream(pipe, BUFFER));
  private final byte[] chunk = new byte[1 << 16];

  /** Writes a piece to the pipe, and reads until all of it is there. */
  private byte[] passed(byte[] piece) throws IOException {
    pipe.written.add(piece);
    ByteArrayOutputStream got = new ByteArrayOutputStream();
    while (got.size() < piece.length) {
      int count = reads.read(chunk);
      assertThat(count).isPositive();
      got.write(chunk, 0, count);
    }
    return got.toByteArray();
  }

  private static byte[] piece(Random random, int length) {
    byte[] piece = new byte[length];
    random.nextBytes(piece);
    return piece;
  }

  @ParameterizedTest
  @ValueSource(
      ints = {1, 2, 100, 4095, 4096, 4097, 8190, 8191, 8192, 8193, 16_384, 65_536, 1 << 20})
  void neverWaitsForMoreThanHasCome(int length) throws IOException {
    Random random = new Random(SEED + length);
    for (int round = 0; round < 40; round++) {
      // The short ones stand for the answers before and after.
      for (int each : new int[] {length, 1, 1 + random.nextInt(300), length, 1}) {
        byte[] piece = piece(random, each);
        assertThat(passed(piece)).as("seed %d", SEED).isEqualTo(piece);
      }
    }
    pipe.ended = true;
    assertThat(reads.read(chunk)).isEqualTo(-1);
    assertThat(reads.read(chunk)).isEqualTo(-1);
  }

  @Test
  void readsPiecesOfAnyLength() throws IOException {
    Random random = new Random(SEED);
    for (int round = 0; round < 3000; round++) {
      byte[] piece = piece(random, 1 + random.nextInt(1 << random.nextInt(18)));
      assertThat(Arrays.equals(passed(piece), piece)).as("seed %d, %d", SEED, round).isTrue();
    }
  }

  @Test
  void asksNothingForShortMessages() throws IOException {
    for (int i = 0; i < 1000; i++) {
      passed(new byte[100]);
    }
    assertThat(pipe.questions).isZero();
    // One more where the end of the buffer cuts a message in two.
    assertThat(pipe.reads).isBetween(1000, 1030);
  }

  @Test
  void readsManyBytesPastTheBuffer() throws IOException {
    passed(new byte[1 << 20]);
    pipe.reads = 0;
    passed(new byte[1 << 20]);
    assertThat(pipe.reads).isLessThan(30);
  }

  @Test
  void readsTheNextLongMessagePastTheBufferAfterAShortEnd() throws IOException {
    for (int i = 0; i < 3; i++) {
      passed(new byte[(1 << 20) + 100]);
    }
    pipe.reads = 0;
    passed(new byte[(1 << 20) + 100]);
    assertThat(pipe.reads).isEqualTo(17);
  }

  @Test
  void asksNothingAgainAfterALongMessage() throws IOException {
    passed(new byte[1 << 20]);
    for (int i = 0; i < 50; i++) {
      passed(new byte[100]);
    }
    pipe.questions = 0;
    for (int i = 0; i < 1000; i++) {
      passed(new byte[100]);
    }
    assertThat(pipe.questions).isZero();
  }

  @Test
  void readsStreamsOfOtherKinds() throws IOException {
    byte[] text = piece(new Random(SEED), 100_000);
    PipeReads plain = new PipeReads(new java.io.ByteArrayInputStream(text));
    ByteArrayOutputStream got = new ByteArrayOutputStream();
    for (int count; (count = plain.read(chunk)) >= 0; ) {
      got.write(chunk, 0, count);
    }
    assertThat(got.toByteArray()).isEqualTo(text);
  }
}
