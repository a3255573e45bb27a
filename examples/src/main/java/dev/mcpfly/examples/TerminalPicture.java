package dev.mcpfly.examples;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Draws what a program has written as a picture of a terminal, in SVG: {@code TerminalPicture TITLE
 * <output.txt >picture.svg}. Lines of a diff are coloured; long lines are cut.
 */
final class TerminalPicture {
  private static final int COLUMNS = 112;
  private static final double CELL = 7.25;
  private static final int LINE = 18;
  private static final int TOP = 44;

  private TerminalPicture() {}

  public static void main(String[] args) throws IOException {
    String text = new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
    System.out.write(draw(args[0], text.lines().toList()).getBytes(StandardCharsets.UTF_8));
    System.out.flush();
  }

  static String draw(String title, List<String> lines) {
    int width = (int) (COLUMNS * CELL) + 32;
    int height = TOP + LINE * lines.size() + 16;
    StringBuilder svg =
        new StringBuilder(
            """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="12">
            <title>%s</title>
            <rect width="%d" height="%d" rx="8" fill="#16181d"/>
            <circle cx="18" cy="16" r="5" fill="#ff5f57"/><circle cx="36" cy="16" r="5" fill="#febc2e"/><circle cx="54" cy="16" r="5" fill="#28c840"/>
            <text x="%d" y="20" text-anchor="middle" fill="#8b93a1">%s</text>
            """
                .formatted(
                    width, height, escaped(title), width, height, width / 2, escaped(title)));
    int y = TOP;
    for (String line : lines) {
      if (!line.isBlank()) {
        svg.append(
            "<text x=\"16\" y=\"%d\" fill=\"%s\" xml:space=\"preserve\">%s</text>\n"
                .formatted(y, colour(line), escaped(cut(line))));
      }
      y += LINE;
    }
    return svg.append("</svg>\n").toString();
  }

  private static String colour(String line) {
    if (line.startsWith("$ ")) {
      return "#ffffff";
    }
    String text = line.strip();
    return switch (text.isEmpty() ? ' ' : text.charAt(0)) {
      case '+' -> "#7ee787";
      case '-' -> "#ff9790";
      case '@' -> "#79c0ff";
      default -> "#d4d7dd";
    };
  }

  private static String cut(String line) {
    return line.length() <= COLUMNS ? line : line.substring(0, COLUMNS - 1) + "…";
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
