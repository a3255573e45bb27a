package dev.mcpfly.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A script is ended with Ctrl-C at any moment: no folder, file or process of it is left. The
 * moments are drawn by a seed that is printed. {@code -Dexamples.signals=20} sends as many to every
 * script; without it a few scripts get one each.
 */
@Timeout(7200)
@DisabledOnOs(OS.WINDOWS)
@Execution(ExecutionMode.CONCURRENT)
class CtrlCTest {
  private static final int SIGNALS = Integer.getInteger("examples.signals", 0);
  private static final long SEED = Long.getLong("examples.signals.seed", 20_261_129);
  private static final List<String> SAMPLE = List.of("launch.jsh", "setup.jsh", "policy.jsh");

  private static final List<String> CHOSEN =
      Stream.of(System.getProperty("examples.signals.scripts", "").split(","))
          .filter(name -> !name.isEmpty())
          .collect(
              Collectors.collectingAndThen(
                  Collectors.toList(),
                  names -> names.isEmpty() && SIGNALS == 0 ? SAMPLE : List.copyOf(names)));

  /** As many lines each script of the sample writes, whatever the computer has. */
  private static final int LINES_OF_ALL = 8;

  private static final long PATIENCE_SECONDS = 240;

  @TempDir Path folder;

  /** What a run without a signal took. */
  private record Length(int lines, long millis) {}

  private final class Run implements AutoCloseable {
    final Path home;
    final Path temporary;
    final Path errors;
    final Process process;
    final BufferedReader lines;
    final List<String> seen = new ArrayList<>();

    Run(Path script, int number) throws IOException {
      home = Files.createDirectory(folder.resolve("home-" + number));
      // What npm, uv and Go have fetched before is used again.
      for (String cache : SIGNALS == 0 ? List.<String>of() : List.of(".npm", ".cache", "go")) {
        Path real = Path.of(System.getProperty("user.home"), cache);
        if (Files.isDirectory(real)) {
          Files.createSymbolicLink(home.resolve(cache), real);
        }
      }
      temporary = Files.createDirectory(folder.resolve("temporary-" + number));
      errors = folder.resolve("errors-" + number);
      ProcessBuilder builder =
          new ProcessBuilder(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-XX:+UseSerialGC",
              "-XX:TieredStopAtLevel=1",
              "-XX:-UsePerfData",
              "-Djava.io.tmpdir=" + temporary,
              "-cp",
              System.getProperty("java.class.path"),
              RunMain.class.getName(),
              script.toString());
      builder.environment().putAll(Map.of("HOME", home.toString(), "TMPDIR", temporary.toString()));
      if (SIGNALS == 0) {
        builder.environment().put("PATH", withoutNode());
      }
      process = builder.redirectError(errors.toFile()).start();
      lines = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Reads lines, until there are as many or it ends. */
    void read(int count) throws IOException {
      for (String line = ""; seen.size() < count && line != null; ) {
        line = lines.readLine();
        if (line != null) {
          seen.add(line);
        }
      }
    }

    void signal(boolean interrupt) throws Exception {
      if (interrupt && !ignoresInterrupts()) {
        new ProcessBuilder("kill", "-INT", String.valueOf(process.pid())).start().waitFor();
      } else {
        process.toHandle().destroy(); // leaves the streams open, unlike the process's own method
      }
      read(Integer.MAX_VALUE);
      assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
          .as(() -> "ends in time; " + told())
          .isTrue();
    }

    /** As a JVM does that was started by nohup. */
    private boolean ignoresInterrupts() throws IOException {
      Path status = Path.of("/proc/" + process.pid() + "/status");
      return Files.exists(status)
          && Files.readAllLines(status).stream()
              .filter(line -> line.startsWith("SigIgn:"))
              .anyMatch(line -> new BigInteger(line.substring(7).strip(), 16).testBit(1));
    }

    /** What is still there once all processes have had time to go. */
    List<String> left() throws Exception {
      List<String> left = new ArrayList<>();
      for (ProcessHandle each : processes()) {
        try {
          each.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
          left.add(each.pid() + " " + each.info().commandLine().orElse("?"));
        }
      }
      try (Stream<Path> files = Files.walk(temporary)) {
        files.skip(1).map(file -> folder.relativize(file).toString()).forEach(left::add);
      }
      return left;
    }

    /** Every process that has the home of this run: those of machines have no other mark. */
    private List<ProcessHandle> processes() throws IOException {
      List<ProcessHandle> found = new ArrayList<>();
      if (!Files.isDirectory(Path.of("/proc/self"))) {
        return found;
      }
      try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
        for (Path each : all) {
          String environment = text(each.resolve("environ"));
          if (environment != null && environment.contains("HOME=" + home + "\0")) {
            ProcessHandle.of(Long.parseLong(each.getFileName().toString())).ifPresent(found::add);
          }
        }
      }
      return found;
    }

    String told() {
      String error = text(errors);
      return String.join("\n", seen) + "\n" + (error == null ? "" : error);
    }

    @Override
    public void close() {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private static @Nullable String text(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return null; // gone, or of another user
    }
  }

  /** The scripts have a stand-in in Java, which costs less. */
  private static String withoutNode() {
    return Path.of(System.getProperty("java.home"), "bin").toString();
  }

  static Stream<Path> scripts() throws IOException {
    return ScriptsTest.scripts()
        .filter(script -> CHOSEN.isEmpty() || CHOSEN.contains(script.getFileName().toString()));
  }

  @ParameterizedTest
  @MethodSource("scripts")
  void leavesNothingAtAnyMoment(Path script) throws Exception {
    Random random = new Random(SEED + script.getFileName().toString().hashCode());
    Length length = SIGNALS > 0 ? length(script) : new Length(LINES_OF_ALL, 0);
    List<String> broken = new ArrayList<>();
    for (int i = 1; i <= Math.max(1, SIGNALS); i++) {
      // By lines, which come in bursts, or by time, which passes in waits.
      boolean byTime = SIGNALS > 0 && random.nextBoolean();
      int line = byTime ? 0 : random.nextInt(length.lines() + 1);
      long millis = byTime ? (long) (random.nextDouble() * length.millis()) : random.nextInt(200);
      boolean interrupt = random.nextBoolean();
      try (Run run = new Run(script, i)) {
        run.read(line);
        Thread.sleep(millis); // whatever it does then, nothing may be left
        run.signal(interrupt);
        List<String> left = run.left();
        if (!left.isEmpty()) {
          broken.add(
              "line %d and %d ms: %s%n%s".formatted(line, millis, left, run.told().indent(4)));
        }
      }
    }
    System.out.printf(
        "%s: %d signals, seed %d, %s%n", script.getFileName(), Math.max(1, SIGNALS), SEED, length);
    assertThat(broken).isEmpty();
  }

  /** Runs it to its end, after which nothing is left either. */
  private Length length(Path script) throws Exception {
    long start = System.nanoTime();
    try (Run run = new Run(script, 0)) {
      run.read(Integer.MAX_VALUE);
      run.process.waitFor();
      assertThat(run.process.exitValue()).as(run::told).isZero();
      assertThat(run.left()).isEmpty();
      return new Length(run.seen.size(), (System.nanoTime() - start) / 1_000_000);
    }
  }
}
