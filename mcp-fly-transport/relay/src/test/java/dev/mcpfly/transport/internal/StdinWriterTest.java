package dev.mcpfly.transport.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One writer of a pipe: at once, gathered, or by a thread of its own; in order, and never late. */
@Timeout(60)
class StdinWriterTest {
  /** A pipe that holds so much until somebody reads; then it takes everything. */
  private static final class Pipe extends OutputStream {
    private final List<String> writes = new ArrayList<>();
    private final CountDownLatch read = new CountDownLatch(1);
    private final int capacity;
    private int held;
    private boolean broken;

    Pipe(int capacity) {
      this.capacity = capacity;
    }

    @Override
    public void write(int b) {
      throw new AssertionError("bytes come together");
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
      synchronized (this) {
        held += count;
      }
      if (held > capacity) {
        try {
          read.await();
        } catch (InterruptedException e) {
          throw new IOException(e);
        }
      }
      synchronized (this) {
        if (broken) {
          throw new IOException("Broken pipe");
        }
        writes.add(new String(bytes, from, count, StandardCharsets.US_ASCII));
      }
    }

    synchronized List<String> writes() {
      return List.copyOf(writes);
    }

    synchronized String all() {
      return String.join("", writes);
    }
  }

  private final AtomicInteger broken = new AtomicInteger();

  private StdinWriter writer(Pipe pipe) {
    return new StdinWriter(
        new BufferedOutputStream(pipe, 8192), 1 << 20, "test-stdin", broken::incrementAndGet);
  }

  private static byte[] line(String text) {
    return (text + "\n").getBytes(StandardCharsets.US_ASCII);
  }

  private static void onAnotherThread(Runnable action) throws InterruptedException {
    Thread thread = new Thread(action);
    thread.start();
    thread.join();
  }

  @Test
  void writesEachLineAtOnce() {
    Pipe pipe = new Pipe(1 << 16);
    StdinWriter writer = writer(pipe);
    writer.send(line("one"));
    writer.send(line("two"));
    assertThat(pipe.writes()).containsExactly("one\n", "two\n");
  }

  @Test
  void writesTogetherWhatWasGathered() {
    Pipe pipe = new Pipe(1 << 16);
    Pipe other = new Pipe(1 << 16);
    StdinWriter writer = writer(pipe);
    StdinWriter another = writer(other);
    Gathering gathering = Gathering.begin();
    assertThat(writer.send(line("one"))).isEqualTo(4);
    another.send(line("x"));
    assertThat(writer.send(line("two"))).isEqualTo(8);
    another.send(line("y"));
    assertThat(pipe.writes()).isEmpty();
    gathering.end();
    writer.send(line("three"));
    assertThat(pipe.writes()).containsExactly("one\ntwo\n", "three\n");
    assertThat(other.writes()).containsExactly("x\ny\n");
  }

  @Test
  void keepsTheOrderOfWhatOthersWriteMeanwhile() throws Exception {
    Pipe pipe = new Pipe(1 << 16);
    StdinWriter writer = writer(pipe);
    Gathering gathering = Gathering.begin();
    writer.send(line("one"));
    onAnotherThread(() -> writer.send(line("two")));
    assertThat(pipe.writes()).containsExactly("one\ntwo\n");
    writer.send(line("three"));
    gathering.end();
    assertThat(pipe.all()).isEqualTo("one\ntwo\nthree\n");
  }

  @Test
  void gathersNoMoreThanAnyPipeHoldsAndNeverBlocks() throws Exception {
    Pipe pipe = new Pipe(4096);
    StdinWriter writer = writer(pipe);
    StringBuilder wanted = new StringBuilder();
    for (int round = 0; round < 20; round++) {
      Gathering gathering = Gathering.begin();
      for (int i = 0; i < 10; i++) {
        String text = "round " + round + " line " + i + " " + "y".repeat(37 * i);
        wanted.append(text).append('\n');
        assertThat(writer.send(line(text))).isEqualTo(wanted.length());
      }
      // Nobody reads, and still this returns.
      gathering.end();
    }
    pipe.read.countDown();
    for (int i = 0; i < 1200 && pipe.all().length() < wanted.length(); i++) {
      Thread.sleep(25);
    }
    assertThat(pipe.all()).isEqualTo(wanted.toString());
  }

  @Test
  void writesAtOnceAgainWhenTheChildHasRead() {
    Pipe pipe = new Pipe(Integer.MAX_VALUE);
    StdinWriter writer = writer(pipe);
    long position = 0;
    for (int i = 0; i < 100; i++) {
      position = writer.send(line("y".repeat(4000)));
      assertThat(pipe.writes().size()).isEqualTo(i + 1);
      writer.confirm(position);
      writer.confirm(position - 1);
    }
    assertThat(position).isEqualTo(100 * 4001);
  }

  @Test
  void tellsOfABrokenPipeWhenWhatWasGatheredIsWritten() {
    Pipe pipe = new Pipe(1 << 16);
    pipe.broken = true;
    StdinWriter writer = writer(pipe);
    Gathering gathering = Gathering.begin();
    writer.send(line("one"));
    assertThat(broken).hasValue(0);
    gathering.end();
    assertThat(broken).hasValue(1);
    assertThat(writer.send(line("two"))).isEqualTo(-1);
  }

  @Test
  void writesWhatWasGatheredBeforeTheEnd() {
    Pipe pipe = new Pipe(1 << 16);
    StdinWriter writer = writer(pipe);
    Gathering gathering = Gathering.begin();
    writer.send(line("last"));
    writer.close();
    gathering.end();
    assertThat(pipe.all()).isEqualTo("last\n");
    assertThat(broken).hasValue(0);
  }
}
