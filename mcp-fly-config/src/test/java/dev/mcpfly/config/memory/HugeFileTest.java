package dev.mcpfly.config.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Files of 8 MB are edited and compared in a heap of 64 MB. {@code -Dmcpfly.huge.megabytes=32}
 * makes both larger.
 */
class HugeFileTest {
  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"map-first", "map-last", "one-line", "entries"})
  void aHugeFileIsEditedAndComparedInEightTimesItsSize(String shape)
      throws IOException, InterruptedException {
    long megabytes = Long.getLong("mcpfly.huge.megabytes", 8);
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + megabytes * 8 + "m",
                "-cp",
                System.getProperty("java.class.path"),
                HugeFileMain.class.getName(),
                directory.resolve("mcp.json").toString(),
                shape,
                String.valueOf(megabytes * 1_000_000))
            .redirectErrorStream(true)
            .start();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(output).isEqualTo("done");
  }
}
