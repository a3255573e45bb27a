package dev.mcpfly.config.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpfly.config.ClientConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills writing processes. The system property {@code mcpfly.crash.kills} says how many, {@code
 * mcpfly.crash.seed} when.
 */
class CrashSafetyTest {
  private static final int KILLS = Integer.getInteger("mcpfly.crash.kills", 25);
  private static final long LONGEST_NANOS = TimeUnit.MILLISECONDS.toNanos(25);

  @TempDir Path home;

  @Test
  @Timeout(value = 1, unit = TimeUnit.HOURS)
  void writerKilledAtAnyInstantLeavesACompleteFile() throws Exception {
    long seed = Long.getLong("mcpfly.crash.seed", 4);
    System.out.printf("%d kills, -Dmcpfly.crash.seed=%d%n", KILLS, seed);
    Random random = new Random(seed);
    ClientConfig zed = WriterMain.config(home);
    Files.createDirectories(zed.path().getParent());
    Files.writeString(zed.path(), settings());
    Files.setPosixFilePermissions(zed.path(), PosixFilePermissions.fromString("rw-r-----"));
    WriterMain.put(zed, "slack", 0);
    String first = Files.readString(zed.path());
    assertThat(first).contains("\"put-0\"");

    int written = 0;
    int between = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      try (Writer writer = Writer.start(home, "slack", written + 1, Integer.MAX_VALUE / 2)) {
        writer.go();
        for (int puts = random.nextInt(5); puts > 0; puts--) {
          // The lock of the one that was killed before must not be in the way.
          assertThat(writer.awaitPut()).isTrue();
          written++;
        }
        if (random.nextBoolean()) {
          awaitTemporaryFile();
        } else {
          TimeUnit.NANOSECONDS.sleep((long) (random.nextDouble() * LONGEST_NANOS));
        }
        written = writer.kill(written);
      }
      String text = Files.readString(zed.path());
      // The last write may be done without the writer having had the time to say so.
      boolean silent = text.equals(put(first, written + 1));
      assertThat(text).isEqualTo(put(first, silent ? written + 1 : written));
      written += silent ? 1 : 0;
      between += leftovers(".mcp-fly.tmp").isEmpty() ? 0 : 1;
      if (written > 0) {
        String backup = Files.readString(Path.of(zed.path() + ".mcp-fly.bak"));
        assertThat(List.of(put(first, written - 1), put(first, written))).contains(backup);
      }
    }
    System.out.printf(
        "%d kills: %d puts, %d times amid the writing of a file%n", KILLS, written, between);

    WriterMain.put(zed, "slack", written + 1);
    assertThat(Files.readString(zed.path())).isEqualTo(put(first, written + 1));
    assertThat(Files.getPosixFilePermissions(zed.path()))
        .isEqualTo(PosixFilePermissions.fromString("rw-r-----"));
    assertThat(leftovers(".mcp-fly.tmp")).isEmpty();
    assertThat(leftovers(".mcp-fly.lock")).isEmpty();
  }

  /** Half of the kills happen right when a file is being written, which is soon over. */
  private void awaitTemporaryFile() throws IOException {
    for (int i = 0; i < 20_000 && leftovers(".mcp-fly.tmp").isEmpty(); i++) {
      Thread.onSpinWait();
    }
  }

  private static String put(String first, int number) {
    return first.replace("\"put-0\"", "\"put-" + number + "\"");
  }

  private List<Path> leftovers(String suffix) throws IOException {
    try (Stream<Path> files = Files.list(WriterMain.config(home).path().getParent())) {
      return files.filter(file -> file.toString().endsWith(suffix)).toList();
    }
  }

  /** Returns settings that take a while to write. */
  private static String settings() {
    StringBuilder text = new StringBuilder("{\n  // mine\n  \"context_servers\": {},\n");
    for (int i = 0; i < 10_000; i++) {
      text.append("  \"setting.%d\": { \"value\": [1, 2, 3] }, // number %d\n".formatted(i, i));
    }
    return text.append("}\n").toString();
  }
}
