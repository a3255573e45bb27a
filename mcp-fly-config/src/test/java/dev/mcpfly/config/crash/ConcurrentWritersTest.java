package dev.mcpfly.config.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpfly.config.ClientConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes that write one file. The system property {@code mcpfly.concurrent.puts} says how often
 * each does.
 */
class ConcurrentWritersTest {
  private static final int PROCESSES = 8;
  private static final int PUTS = Integer.getInteger("mcpfly.concurrent.puts", 25);

  @TempDir Path home;

  @Test
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void concurrentProcessesLoseNothing() throws Exception {
    ClientConfig zed = WriterMain.config(home);
    Files.createDirectories(zed.path().getParent());
    Files.writeString(zed.path(), "{\n  // mine\n  \"context_servers\": {},\n}\n");
    List<Writer> writers = new ArrayList<>();
    Set<String> expected = new TreeSet<>();
    try {
      for (int process = 0; process < PROCESSES; process++) {
        writers.add(Writer.start(home, "p" + process + "-%d", 0, PUTS));
        for (int put = 0; put < PUTS; put++) {
          expected.add("p" + process + "-" + put);
        }
      }
      for (Writer writer : writers) {
        writer.go();
      }
      for (Writer writer : writers) {
        assertThat(writer.await()).isZero();
      }
    } finally {
      writers.forEach(Writer::close);
    }
    assertThat(new TreeSet<>(zed.servers().keySet())).isEqualTo(expected);
    assertThat(Files.readString(zed.path())).startsWith("{\n  // mine\n").endsWith("  },\n}\n");
  }
}
