package dev.mcpfly.transport.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The figures of all runs. */
final class Results {
  private final Map<String, Map<Figure, List<Double>>> values = new LinkedHashMap<>();

  void add(String target, Map<Figure, Double> figures) {
    Map<Figure, List<Double>> row =
        values.computeIfAbsent(target, name -> new EnumMap<>(Figure.class));
    figures.forEach(
        (figure, value) -> row.computeIfAbsent(figure, f -> new ArrayList<>()).add(value));
  }

  Set<String> targets() {
    return values.keySet();
  }

  /** Returns the median of all runs; NaN where there is none. */
  double median(String target, Figure figure) {
    List<Double> all = values.getOrDefault(target, Map.of()).getOrDefault(figure, List.of());
    double[] sorted = all.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return sorted.length == 0 ? Double.NaN : sorted[sorted.length / 2];
  }

  /** A table with a row for each target that has a figure, the best first, as ratios to ours. */
  String table(Figure figure, String ours) {
    List<String> rows =
        values.keySet().stream()
            .filter(target -> !Double.isNaN(median(target, figure)))
            .sorted(
                (a, b) ->
                    Double.compare(median(a, figure), median(b, figure))
                        * (figure.moreIsBetter ? -1 : 1))
            .toList();
    double base = median(ours, figure);
    StringBuilder table = new StringBuilder("| " + figure.title + " | ratio | " + figure.unit);
    table.append(" |\n|---|---:|---:|\n");
    for (String row : rows) {
      double value = median(row, figure);
      table.append(
          "| %s | %s | %s |%n"
              .formatted(
                  row.startsWith("ours") ? "**" + row + "**" : row,
                  Double.isNaN(base) ? "" : String.format(Locale.ROOT, "%.2fx", value / base),
                  number(value)));
    }
    return table.toString();
  }

  static String number(double value) {
    String format = value >= 100 ? "%,.0f" : value >= 10 ? "%.1f" : "%.3f";
    return String.format(Locale.ROOT, format, value);
  }

  /** Each run's values, for who wants to see how far they lie apart. */
  String raw() {
    StringBuilder lines = new StringBuilder();
    values.forEach(
        (target, row) ->
            row.forEach(
                (figure, all) ->
                    lines.append(
                        "%s\t%s\t%s%n"
                            .formatted(
                                target,
                                figure,
                                Arrays.toString(
                                    all.stream().map(Results::number).toArray())))));
    return lines.toString();
  }
}
