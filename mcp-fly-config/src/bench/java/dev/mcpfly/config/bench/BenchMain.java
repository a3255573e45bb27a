package dev.mcpfly.config.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Adds one entry to a 50 KB and a 10 MB file, here and with jsonc-parser, on the same files in the
 * same run, and prints the ratios and the memory that it takes.
 */
public final class BenchMain {
  private static final String JSONC_PARSER = "jsonc-parser@3.3.1";

  private BenchMain() {}

  /** Arguments: a directory for files, and the script for Node.js. */
  public static void main(String[] args) throws Exception {
    Path directory = Files.createDirectories(Path.of(args[0])).toAbsolutePath();
    run("npm", "install", "--no-audit", "--no-fund", "--prefix", "" + directory, JSONC_PARSER);
    Path small = write(directory.resolve("50KB.json"), 50_000, "");
    Path large = write(directory.resolve("10MB.json"), 10_000_000, "");
    Path unicode = write(directory.resolve("10MB-unicode.json"), 10_000_000, " \ud83d\ude00 \u65e5\u672c");
    report(directory, Path.of(args[1]), small, 500);
    report(directory, Path.of(args[1]), large, 10);
    report(directory, Path.of(args[1]), unicode, 10);
    for (Path file : List.of(large, unicode)) {
      System.out.printf(
          "memory to plan and write a change of %s: %.1f times its size%n",
          file.getFileName(), memory(file));
    }
  }

  private static void report(Path directory, Path script, Path file, int rounds) throws Exception {
    double ours = median(file);
    double theirs =
        Double.parseDouble(
            run("node", script.toString(), directory.toString(), file.toString(), "" + rounds));
    System.out.printf(
        "%s (%,d bytes): mcp-fly %.3f ms, jsonc-parser %.3f ms, ratio %.2f%n",
        file.getFileName(), Files.size(file), ours, theirs, ours / theirs);
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

  /** Writes a file like the one that Claude Code keeps: servers, and projects with a history. */
  private static Path write(Path file, int size, String more) throws IOException {
    StringBuilder text = new StringBuilder(size + 1000);
    int bytes = 0;
    text.append("{\n  \"numStartups\": 12,\n  \"mcpServers\": {\n    \"a\": {\n");
    text.append("      \"command\": \"npx\",\n      \"args\": [\"-y\", \"x\"]\n    }\n  },\n");
    text.append("  \"projects\": {");
    int moreBytes = more.getBytes(StandardCharsets.UTF_8).length - more.length();
    for (int i = 0; text.length() + bytes < size; i++) {
      bytes += 20 * moreBytes;
      text.append(i == 0 ? "" : ",").append("\n    \"/srv/projects/project-").append(i);
      text.append("\": {\n      \"allowedTools\": [],\n      \"history\": [\n");
      for (int j = 0; j < 20; j++) {
        text.append("        {\n          \"display\": \"please look at \\\"file ").append(j);
        text.append(".ts\\\" and say what it does").append(more);
        text.append("\\n\",\n          \"pastedContents\": {},\n");
        text.append("          \"at\": ").append(1_700_000_000_000L + j).append("\n        }");
        text.append(j < 19 ? ",\n" : "\n");
      }
      text.append("      ],\n      \"hasTrustDialogAccepted\": true\n    }");
    }
    return Files.writeString(file, text.append("\n  }\n}\n"));
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
