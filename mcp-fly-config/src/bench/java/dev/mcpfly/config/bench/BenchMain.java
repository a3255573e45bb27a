package dev.mcpfly.config.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Edits and reads large files of clients, beside npm's jsonc-parser and yaml, which keep comments
 * too, on the same files in the same run. Arguments: a directory for files, that of the scripts for
 * Node.js, and the file for the figures: lines of figure, unit, whether more or less is better,
 * target and value, separated by tabs.
 */
public final class BenchMain {
  private static final String JSONC_PARSER = "jsonc-parser@3.3.1";
  private static final String YAML = "yaml@2.9.1";
  private static final int JVMS = 5;
  private static final int LATER_ROUNDS = 21;

  /** Fewer, as each takes more than a second. */
  private static final int PEERS_ROUNDS = 5;

  private final Path directory;
  private final Path scripts;
  private final List<String> figures = new ArrayList<>();

  private BenchMain(Path directory, Path scripts) {
    this.directory = directory;
    this.scripts = scripts;
  }

  /** Measures everything. */
  public static void main(String[] args) throws Exception {
    Path directory = Files.createDirectories(Path.of(args[0])).toAbsolutePath();
    run("npm", "install", "--no-audit", "--no-fund", "--prefix", "" + directory, JSONC_PARSER, YAML);
    BenchMain bench = new BenchMain(directory, Path.of(args[1]));
    bench.json();
    bench.toml();
    bench.yaml();
    bench.huge();
    Files.write(Path.of(args[2]), bench.figures);
  }

  private void json() throws Exception {
    Path small = BigFiles.json(directory.resolve("50KB.json"), 50_000, "");
    Path large = BigFiles.json(directory.resolve("10MB.json"), 10_000_000, "");
    Path unicode =
        BigFiles.json(directory.resolve("10MB-unicode.json"), 10_000_000, " \ud83d\ude00 \u65e5\u672c");
    String what = "an entry put into %s of JSON";
    beside(what.formatted("50 KB"), small, 500);
    beside(what.formatted("10 MB"), large, 10);
    beside(what.formatted("10 MB with emoji"), unicode, 10);
    for (Path file : List.of(large, unicode)) {
      figure(
          "memory for that, in times the size of " + file.getFileName(), "x", "mcp-fly", memory(file));
    }
  }

  private void beside(String what, Path file, int rounds) throws Exception {
    figure(what, "ms", "mcp-fly", median(file));
    String theirs = node("jsonc-parser.mjs", file, rounds);
    figure(what, "ms", "jsonc-parser", Double.parseDouble(theirs));
  }

  private void toml() throws Exception {
    double[][] ours = inJvms("TOML_WRITE", BigFiles.toml(directory.resolve("1MB.toml"), 1_000_000));
    String what = "an entry put into 1 MB of TOML comments, ";
    figure(what + "the first time", "ms", "mcp-fly", ours[0][JVMS / 2]);
    figure(what + "later", "ms", "mcp-fly", ours[1][JVMS / 2]);
  }

  private void yaml() throws Exception {
    Path file = BigFiles.yaml(directory.resolve("2MB.yaml"), 2_000_000);
    double[][] ours = inJvms("YAML_READ", file);
    double[][] theirs = new double[2][JVMS];
    for (int i = 0; i < JVMS; i++) {
      String[] times = node("yaml.mjs", file, PEERS_ROUNDS).split(" ");
      theirs[0][i] = Double.parseDouble(times[0]);
      theirs[1][i] = Double.parseDouble(times[1]);
    }
    String[] when = {"the first time", "later"};
    for (int i = 0; i < 2; i++) {
      Arrays.sort(theirs[i]);
      String what = "the entries of 2 MB of YAML, " + when[i];
      figure(what, "ms", "mcp-fly", ours[i][JVMS / 2]);
      figure(what, "ms", "npm's yaml", theirs[i][JVMS / 2]);
    }
  }

  private void huge() throws Exception {
    Path file = BigFiles.json(directory.resolve("32MB.json"), 32_000_000, "");
    String[] times = java("-Xmx256m", "JSON_WRITE", file, 1);
    figure(
        "an entry put into 32 MB of JSON and written, with a heap of 256 MB",
        "ms",
        "mcp-fly",
        Double.parseDouble(times[0]));
  }

  /** Returns the times of the first round and of later ones, sorted. */
  private static double[][] inJvms(String work, Path file) throws Exception {
    double[][] times = new double[2][JVMS];
    for (int i = 0; i < JVMS; i++) {
      String[] one = java("-Xmx1g", work, file, LATER_ROUNDS);
      times[0][i] = Double.parseDouble(one[0]);
      times[1][i] = Double.parseDouble(one[1]);
    }
    Arrays.sort(times[0]);
    Arrays.sort(times[1]);
    return times;
  }

  private static String[] java(String heap, String work, Path file, int rounds) throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classPath = System.getProperty("java.class.path");
    return run(java, heap, "-cp", classPath, FileBenchmark.class.getName(), work, "" + file, "" + rounds)
        .split(" ");
  }

  private String node(String script, Path file, int rounds) throws Exception {
    return run("node", scripts.resolve(script).toString(), "" + directory, "" + file, "" + rounds);
  }

  private void figure(String what, String unit, String target, double value) {
    String line = String.format(Locale.ROOT, "%s\t%s\tless\t%s\t%.3f", what, unit, target, value);
    System.out.println(line);
    figures.add(line);
  }

  private static double median(Path file) throws Exception {
    Collection<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .include(PlanBenchmark.class.getName())
                    .param("file", file.toString())
                    .forks(1)
                    .jvmArgs("-Xmx1g")
                    .warmupIterations(3)
                    .warmupTime(TimeValue.seconds(3))
                    .measurementIterations(3)
                    .measurementTime(TimeValue.seconds(3))
                    .verbosity(VerboseMode.SILENT)
                    .build())
            .run();
    return results.iterator().next().getPrimaryResult().getStatistics().getPercentile(50);
  }

  /** Returns the smallest heap, less that of a tiny file, in which one change succeeds. */
  private static double memory(Path file) throws Exception {
    Path tiny = Files.writeString(file.resolveSibling("tiny.json"), "{\"mcpServers\": {}}\n");
    long base = smallestHeap(tiny);
    return (double) (smallestHeap(file) - base) * (1 << 20) / Files.size(file);
  }

  private static long smallestHeap(Path file) throws Exception {
    long low = 2;
    long high = 256;
    while (high - low > 1) {
      long middle = (low + high) / 2;
      if (fits(file, middle)) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return high;
  }

  private static boolean fits(Path file, long megabytes) throws Exception {
    Path copy = file.resolveSibling("changed.json");
    Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmn1m",
                "-Xmx" + megabytes + "m",
                "-cp",
                System.getProperty("java.class.path"),
                PlanBenchmark.class.getName(),
                copy.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!process.waitFor(1, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      return false;
    }
    return process.exitValue() == 0;
  }

  private static String run(String... command) throws IOException, InterruptedException {
    Process process;
    try {
      process =
          new ProcessBuilder(List.of(command))
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
    } catch (IOException e) {
      throw new IOException(
          "The comparison needs Node.js 20 or newer with npm: " + e.getMessage(), e);
    }
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + " failed: " + output);
    }
    return output.strip();
  }
}
