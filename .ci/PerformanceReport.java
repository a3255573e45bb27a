import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Writes what was measured into PERFORMANCE.md, and a plot of each subject beside it: {@code java
 * PerformanceReport.java FIGURES PAGE IMAGES SUBJECT…}. A subject's figures are in FIGURES/SUBJECT.tsv, as
 * lines of figure, unit, "less" or "more" is better, target, and value; the first target of a figure that
 * begins with "mcp-fly" is ours. Without such a file, FIGURES/SUBJECT.md is taken as it is. Its part of the page stands between two comments, and is replaced.
 */
final class PerformanceReport {
  private static final String OURS = "mcp-fly";

  /** One figure of all targets, in their order. */
  private record Figure(String name, String unit, boolean more, Map<String, Double> values) {
    String ours() {
      return values.keySet().stream().filter(target -> target.startsWith(OURS)).findFirst().orElse("");
    }

    /** Returns the best of the others, or an empty text. */
    String peer() {
      return values.keySet().stream()
          // A bound is no peer: no relay at all, or one that checks nothing.
          .filter(target -> !target.equals("direct") && !target.startsWith("floor"))
          .filter(target -> !target.startsWith(OURS))
          .min((a, b) -> Double.compare(values.get(a), values.get(b)) * (more ? -1 : 1))
          .orElse("");
    }

    double ratio() {
      return values.get(ours()) / values.get(peer());
    }
  }

  private PerformanceReport() {}

  public static void main(String[] args) throws IOException {
    Path page = Path.of(args[1]);
    String text = Files.readString(page);
    for (String subject : Arrays.asList(args).subList(3, args.length)) {
      Path file = Path.of(args[0], subject + ".tsv");
      if (!Files.exists(file)) {
        text = replaced(text, subject, Files.readString(Path.of(args[0], subject + ".md")).strip() + "\n");
        continue;
      }
      List<Figure> figures = subject.equals("relay") ? relay(file) : read(Files.readAllLines(file));
      Path plot = Path.of(args[2], "performance-" + subject + ".svg");
      Files.writeString(plot, plot(figures));
      String link = page.toAbsolutePath().getParent().relativize(plot.toAbsolutePath()).toString();
      text = replaced(text, subject, table(figures) + "\n![Ratios](" + link.replace('\\', '/') + ")\n");
    }
    Files.writeString(page, text);
  }

  private static List<Figure> read(List<String> lines) {
    Map<String, Figure> figures = new LinkedHashMap<>();
    for (String line : lines) {
      String[] cells = line.split("\t");
      figures
          .computeIfAbsent(
              cells[0], name -> new Figure(name, cells[1], cells[2].equals("more"), new LinkedHashMap<>()))
          .values()
          .put(cells[3], Double.parseDouble(cells[4]));
    }
    return new ArrayList<>(figures.values());
  }

  /** Reads what the relay's benchmark leaves: target, figure, and the values of all runs. */
  private static List<Figure> relay(Path file) throws IOException {
    Map<String, String> names =
        Map.of(
            "COLD", "cold start to the first answer\tms\tless",
            "P50", "p50 of a call, one at a time\tms\tless",
            "P99", "p99 of a call, one at a time\tms\tless",
            "CALLS", "calls a second, 32 at a time\t1/s\tmore",
            "CPU", "processor time of a call, 32 at a time\tµs\tless",
            "BIG", "p50 of a result of 1 MB\tms\tless",
            "IDLE", "memory, idle\tMB\tless",
            "PEAK", "memory, at most\tMB\tless",
            "STATELESS", "calls a second without sessions, 16 at a time\t1/s\tmore",
            "SESSIONS", "memory with 1,000 idle sessions\tMB\tless");
    List<String> lines = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      String[] cells = line.split("\t");
      String name = names.getOrDefault(cells[1], cells[1] + "\t\tless");
      boolean chain = cells[0].contains(" > ");
      if (chain && !cells[1].equals("P50")) {
        continue;
      }
      String target = cells[0].replaceFirst("^ours", OURS);
      double[] runs =
          Arrays.stream(cells[2].replaceAll("[\\[\\]]", "").split(", "))
              .mapToDouble(value -> Double.parseDouble(value.replace(",", "")))
              .sorted()
              .toArray();
      lines.add((chain ? "behind a proxy: " : "") + name + "\t" + target + "\t" + runs[runs.length / 2]);
    }
    return read(lines);
  }

  private static String table(List<Figure> figures) {
    StringBuilder table = new StringBuilder("Measured on " + LocalDate.now());
    table.append(", Java ").append(System.getProperty("java.version")).append(", ");
    table.append(Runtime.getRuntime().availableProcessors()).append(" processors.\n\n");
    table.append("| | ratio to the best peer | mcp-fly | others |\n|---|---:|---:|---|\n");
    for (Figure figure : figures) {
      String ours = figure.ours();
      if (ours.isEmpty()) {
        continue;
      }
      List<String> others = new ArrayList<>();
      figure.values().forEach(
          (target, value) -> {
            if (!target.equals(ours)) {
              others.add(target + " " + number(value));
            }
          });
      table.append(
          "| %s | %s | %s | %s |%n"
              .formatted(
                  figure.name(),
                  figure.peer().isEmpty() ? "" : "**" + ratio(figure.ratio()) + "**",
                  (number(figure.values().get(ours)) + " " + figure.unit()).strip(),
                  String.join(", ", others)));
    }
    return table.toString().replace("\r", "");
  }

  private static String ratio(double ratio) {
    return String.format(Locale.ROOT, ratio < 0.1 ? "%.3fx" : "%.2fx", ratio);
  }

  private static String number(double value) {
    String format = value >= 100 || value == Math.rint(value) ? "%,.0f" : value >= 10 ? "%.1f" : value >= 1 ? "%.2f" : "%.3f";
    return String.format(Locale.ROOT, format, value);
  }

  private static String replaced(String page, String subject, String part) throws IOException {
    String begin = "<!-- " + subject + ": written by .ci/performance -->\n";
    String end = "<!-- end of " + subject + " -->";
    int from = page.indexOf(begin);
    int to = page.indexOf(end);
    if (from < 0 || to < from) {
      throw new IOException("PERFORMANCE.md has no place for " + subject + ": " + begin + "… " + end);
    }
    return page.substring(0, from + begin.length()) + part + page.substring(to);
  }

  /** Draws what we need in parts of what the best peer needs, as SVG that reads on any page. */
  private static String plot(List<Figure> figures) {
    List<Figure> rows =
        figures.stream()
            .filter(figure -> !figure.ours().isEmpty() && !figure.peer().isEmpty())
            .toList();
    int labels = 400;
    int unit = 200;
    StringBuilder svg = new StringBuilder();
    int y = 38;
    for (Figure row : rows) {
      double part = row.more() ? 1 / row.ratio() : row.ratio();
      long length = Math.max(1, Math.round(Math.min(part, 1.8) * unit));
      svg.append(
          """
          <text x="%d" y="%d" text-anchor="end" fill="#1f2933">%s</text>
          <rect x="%d" y="%d" width="%d" height="16" fill="%s"/>
          <text x="%d" y="%d" fill="#1f2933">%s</text>
          """
              .formatted(
                  labels - 8, y + 13, row.name().replace("&", "&amp;").replace(">", "&gt;"),
                  labels, y, length, part <= 1 ? "#7c3aed" : "#c2410c",
                  labels + length + 6, y + 13, ratio(part) + " of " + row.peer().replace(">", "&gt;")));
      y += 24;
    }
    String head =
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 900 %d" font-family="sans-serif" font-size="13">
        <rect width="900" height="%d" fill="#ffffff"/>
        <text x="8" y="20" font-weight="bold" fill="#1f2933">What mcp-fly needs, in parts of what the best peer needs (shorter is better)</text>
        <line x1="%d" y1="30" x2="%d" y2="%d" stroke="#9aa5b1" stroke-dasharray="3 3"/>
        """
            .formatted(y + 8, y + 8, labels + unit, labels + unit, y);
    return head + svg + "</svg>\n";
  }
}
