package dev.mcpfly.transport.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a JVM holds at one moment, as Linux and {@code jcmd} say.
 *
 * @param residentMb memory in MB
 * @param heapMb what is left of the heap after a full collection
 * @param threads of all kinds
 * @param files that are open
 * @param children processes that it has started and that still run
 */
record Holdings(double residentMb, double heapMb, long threads, long files, long children) {
  static final String HEAD = "RSS MB\theap after GC MB\tthreads\topen files\tchildren";

  private static final Pattern USED = Pattern.compile("(?:new generation|enured).*? used (\\d+)K");

  static Holdings of(Process process, String java) throws IOException, InterruptedException {
    Path proc = Path.of("/proc", "" + process.pid());
    long children = process.children().count();
    double resident = status(proc, "VmRSS") / 1024.0;
    long files;
    try (Stream<Path> open = Files.list(proc.resolve("fd"))) {
      files = open.count();
    }
    // Before the JVM starts the thread that answers.
    long threads = status(proc, "Threads");
    ask(process, java, "GC.run");
    Matcher used = USED.matcher(ask(process, java, "GC.heap_info"));
    long heap = 0;
    while (used.find()) {
      heap += Long.parseLong(used.group(1));
    }
    return new Holdings(resident, heap / 1024.0, threads, files, children);
  }

  private static long status(Path proc, String name) throws IOException {
    try (Stream<String> lines = Files.lines(proc.resolve("status"))) {
      return lines
          .filter(line -> line.startsWith(name + ":"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElse(0);
    }
  }

  private static String ask(Process process, String java, String question)
      throws IOException, InterruptedException {
    Path beside = Path.of(java).resolveSibling("jcmd");
    String jcmd = Files.exists(beside) ? beside.toString() : "jcmd";
    Process asked =
        new ProcessBuilder(jcmd, "" + process.pid(), question).redirectErrorStream(true).start();
    String answer = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (asked.waitFor() != 0) {
      throw new IOException(question + ": " + answer);
    }
    return answer;
  }

  /** Fits a line through each of the values, which were taken once a minute. */
  static String growth(List<Holdings> all, int minutes) {
    return String.format(
        Locale.ROOT,
        "RSS %+.1f MB, heap after GC %+.2f MB, threads %+.1f, open files %+.1f",
        slope(all, Holdings::residentMb) * minutes,
        slope(all, Holdings::heapMb) * minutes,
        slope(all, Holdings::threads) * minutes,
        slope(all, Holdings::files) * minutes);
  }

  private static double slope(List<Holdings> all, ToDoubleFunction<Holdings> value) {
    double middle = (all.size() - 1) / 2.0;
    double above = 0;
    double below = 0;
    for (int i = 0; i < all.size(); i++) {
      above += (i - middle) * value.applyAsDouble(all.get(i));
      below += (i - middle) * (i - middle);
    }
    return above / below;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "%.1f\t%.2f\t%d\t%d\t%d", residentMb, heapMb, threads, files, children);
  }
}
