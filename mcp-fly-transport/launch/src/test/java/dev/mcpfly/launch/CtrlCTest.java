package dev.mcpfly.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * A demonstration is ended with Ctrl-C, at any moment: no folder, process, lock or entry of it is
 * left. The moments are drawn by a seed that is printed; {@code -Dlaunch.signals=20} tries as many.
 */
@Timeout(1800)
@DisabledOnOs(OS.WINDOWS)
class CtrlCTest {
  private static final int SIGNALS = Integer.getInteger("launch.signals", 4);
  private static final long SEED = Long.getLong("launch.signals.seed", 20_261_128);
  private static final String CLAUDE = ".config/Claude/claude_desktop_config.json";
  private static final String TEXT = "{\n  \"mcpServers\": {}\n}\n";
  private static final long PATIENCE_SECONDS = 240;

  @TempDir Path folder;

  private final class Demo implements AutoCloseable {
    final Path home;
    final Path temporary;
    final Process process;
    final BufferedReader lines;
    final Path log;

    Demo(int number) throws IOException {
      home = folder.resolve("home-" + number);
      temporary = Files.createDirectory(folder.resolve("temporary-" + number));
      Files.createDirectories(home.resolve(CLAUDE).getParent());
      Files.writeString(home.resolve(CLAUDE), TEXT);
      log = folder.resolve("log-" + number);
      process =
          new ProcessBuilder(DemoMain.command(home, temporary)).redirectError(log.toFile()).start();
      lines = process.inputReader();
    }

    void await(String wanted) throws IOException {
      for (String line = lines.readLine(); !wanted.equals(line); line = lines.readLine()) {
        assertThat(line).as("%s; %s", wanted, Files.readString(log)).isNotNull();
      }
    }

    /** The signal of Ctrl-C, unless this JVM was started with a deaf ear for it, as by nohup. */
    void end(boolean interrupt) throws Exception {
      if (interrupt && !ignoresInterrupts()) {
        new ProcessBuilder("kill", "-INT", String.valueOf(process.pid())).start().waitFor();
      } else {
        process.destroy();
      }
      assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
          .as("ends in time; " + Files.readString(log))
          .isTrue();
    }

    private boolean ignoresInterrupts() throws IOException {
      Path status = Path.of("/proc/" + process.pid() + "/status");
      return Files.exists(status)
          && Files.readAllLines(status).stream()
              .filter(line -> line.startsWith("SigIgn:"))
              .anyMatch(line -> new BigInteger(line.substring(7).strip(), 16).testBit(1));
    }

    List<String> left() throws Exception {
      List<String> left = new ArrayList<>();
      // One that was killed is listed for a moment still.
      for (ProcessHandle each : processes()) {
        String line = each.info().commandLine().orElse("");
        try {
          each.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
          left.add(line);
        }
      }
      for (Path root : List.of(temporary, home)) {
        try (Stream<Path> files = Files.walk(root)) {
          files
              .filter(file -> !file.equals(root))
              .map(file -> folder.relativize(file).toString())
              .filter(file -> file.startsWith("temporary") || file.matches(".*\\.(tmp|lock|bak)"))
              .forEach(left::add);
        }
      }
      if (!Files.readString(home.resolve(CLAUDE)).equals(TEXT)) {
        left.add("an entry");
      }
      return left;
    }

    private List<ProcessHandle> processes() {
      return ProcessHandle.allProcesses()
          .filter(each -> each.info().commandLine().orElse("").contains(home.toString()))
          .toList();
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }

  @Test
  void leavesNothingBehindAtAnyMoment() throws Exception {
    Random random = new Random(SEED);
    long whole;
    List<String> broken = new ArrayList<>();
    try (Demo demo = new Demo(0)) {
      demo.await("BEGUN");
      long start = System.nanoTime();
      demo.await("LAUNCHED");
      whole = (System.nanoTime() - start) / 1_000_000;
      demo.end(true);
      broken.addAll(demo.left());
    }
    for (int i = 1; i <= SIGNALS; i++) {
      long moment = random.nextInt(1100) * whole / 1000;
      boolean interrupt = random.nextBoolean();
      try (Demo demo = new Demo(i)) {
        demo.await("BEGUN");
        Thread.sleep(moment); // anywhere in the launch, or after it: all must be well
        demo.end(interrupt);
        List<String> left = demo.left();
        if (!left.isEmpty()) {
          broken.add(
              "after %d of %d ms: %s, %s"
                  .formatted(moment, whole, left, Files.readString(demo.log)));
        }
      }
    }
    System.out.printf("%d signals within %d ms, seed %d%n", SIGNALS + 1, whole, SEED);
    assertThat(broken).isEmpty();
  }
}
