package dev.mcpfly.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ctrl-C, wherever it hits: nothing is left of the launch. */
class LaunchShutdownTest extends LaunchTestBase {
  @ParameterizedTest
  @CsvSource({
    "STARTED SECRETS, ok",
    "STARTED MACHINE, ok",
    "STARTED HEALTH, silent",
    "STARTED CLIENT_FILES, ok",
    "LAUNCHED, ok"
  })
  void leavesNoAppNoProcessAndNoChangedFile(String moment, String behaviour) throws Exception {
    Path claude = claudeFile(CLAUDE_TEXT);
    Process launch = start(behaviour);
    String output;
    try {
      awaitLine(launch, moment);
      // SIGTERM: the JVM ends as it does on Ctrl-C. Process.destroy would close its output, too.
      assertThat(launch.toHandle().destroy()).isTrue();
      output = String.join("\n", launch.inputReader().lines().toList());
      assertThat(launch.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      launch.destroyForcibly();
    }
    assertThat(emulator.counts().isEmpty()).as("%s%n%s", emulator.counts(), output).isTrue();
    assertThat(claude).hasContent(CLAUDE_TEXT);
    assertThat(ProcessHandle.current().descendants())
        .extracting(handle -> handle.info().commandLine().orElse(""))
        .noneMatch(line -> line.contains(home.toString()));
  }

  private Process start(String behaviour) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            LaunchMain.command(
                emulator.uri().toString(),
                emulator.appUri("notes").toString(),
                home.toString(),
                behaviour));
    builder.environment().put("FLY_API_TOKEN", emulator.token());
    return builder.redirectErrorStream(true).start();
  }

  private static void awaitLine(Process process, String wanted) throws IOException {
    BufferedReader lines = process.inputReader(); // always the same one
    StringBuilder seen = new StringBuilder();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      seen.append(line).append('\n');
      if (line.equals(wanted)) {
        return;
      }
    }
    throw new AssertionError("No line \"" + wanted + "\" in:\n" + seen);
  }
}
