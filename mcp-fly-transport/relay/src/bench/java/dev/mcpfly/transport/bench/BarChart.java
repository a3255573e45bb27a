package dev.mcpfly.transport.bench;

import java.util.List;

/** Bars of one figure, as SVG that reads on light and on dark pages. */
final class BarChart {
  private static final int WIDTH = 720;
  private static final int ROW = 26;
  private static final int LABELS = 210;

  private BarChart() {}

  static String draw(Results results, Figure figure) {
    List<String> rows =
        results.targets().stream()
            .filter(target -> !Double.isNaN(results.median(target, figure)))
            .toList();
    double most = rows.stream().mapToDouble(row -> results.median(row, figure)).max().orElse(1);
    int height = 40 + ROW * rows.size();
    StringBuilder svg =
        new StringBuilder(
            """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="13">
            <rect width="%d" height="%d" fill="#ffffff"/>
            <text x="8" y="22" font-weight="bold" fill="#1f2933">%s (%s), %s is better</text>
            """
                .formatted(
                    WIDTH,
                    height,
                    WIDTH,
                    height,
                    figure.title,
                    figure.unit,
                    figure.moreIsBetter ? "more" : "less"));
    int y = 34;
    for (String row : rows) {
      double value = results.median(row, figure);
      long length = Math.max(1, Math.round(value / most * (WIDTH - LABELS - 80)));
      svg.append(
          """
          <text x="%d" y="%d" text-anchor="end" fill="#1f2933">%s</text>
          <rect x="%d" y="%d" width="%d" height="18" fill="%s"/>
          <text x="%d" y="%d" fill="#1f2933">%s</text>
          """
              .formatted(
                  LABELS - 8,
                  y + 14,
                  row.replace(">", "&gt;"),
                  LABELS,
                  y,
                  length,
                  row.startsWith("ours") ? "#7c3aed" : "#9aa5b1",
                  LABELS + length + 6,
                  y + 14,
                  Results.number(value)));
      y += ROW;
    }
    return svg.append("</svg>\n").toString();
  }
}
