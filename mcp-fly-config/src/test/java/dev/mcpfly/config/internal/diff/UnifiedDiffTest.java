package dev.mcpfly.config.internal.diff;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class UnifiedDiffTest {
  private static final Pattern HUNK = Pattern.compile("@@ -(\\d+)(?:,(\\d+))? \\+.*");

  private static String diff(TextLines before, TextLines after) {
    return UnifiedDiff.of("a", "b", before, after, before::line, after::line);
  }

  /** Applies a difference of texts whose lines end with LF. */
  private static String patched(String before, String diff) {
    List<String> old = before.lines().toList();
    List<String> result = new ArrayList<>();
    int at = 0;
    for (String line : diff.lines().skip(2).toList()) {
      Matcher hunk = HUNK.matcher(line);
      if (hunk.matches()) {
        boolean empty = "0".equals(hunk.group(2));
        int start = Integer.parseInt(hunk.group(1)) - (empty ? 0 : 1);
        result.addAll(old.subList(at, start));
        at = start;
      } else if (line.startsWith("+")) {
        result.add(line.substring(1));
      } else if (!line.startsWith("\\")) {
        assertThat(old.get(at++)).isEqualTo(line.substring(1));
        if (line.startsWith(" ")) {
          result.add(line.substring(1));
        }
      }
    }
    result.addAll(old.subList(at, old.size()));
    return String.join("\n", result);
  }

  @Test
  void applyingTheDiffYieldsTheOtherText() {
    long seed = 20261128L;
    System.out.println("UnifiedDiff: 2000 random pairs, seed " + seed);
    Random random = new Random(seed);
    for (int run = 0; run < 2000; run++) {
      List<String> lines = new ArrayList<>();
      for (int i = random.nextInt(40); i > 0; i--) {
        lines.add("line " + random.nextInt(8) + "\n");
      }
      String before = String.join("", lines);
      for (int i = random.nextInt(4); i > 0 && !lines.isEmpty(); i--) {
        int at = random.nextInt(lines.size());
        switch (random.nextInt(3)) {
          case 0 -> lines.remove(at);
          case 1 -> lines.add(at, "new " + i + "\n");
          default -> lines.set(at, "other " + i + "\n");
        }
      }
      String after = String.join("", lines);
      String diff = diff(TextLines.of(before), TextLines.of(after));
      assertThat(diff.isEmpty()).isEqualTo(before.equals(after));
      if (!diff.isEmpty()) {
        assertThat(patched(before, diff) + (after.isEmpty() ? "" : "\n")).isEqualTo(after);
      }
    }
  }

  @Test
  void showsDistantChangesInSeparateHunks() {
    List<String> lines =
        new ArrayList<>(IntStream.range(0, 100_000).mapToObj(i -> "line " + i % 977).toList());
    String before = String.join("\n", lines);
    lines.add(99_000, "new");
    lines.set(50_000, "other");
    lines.remove(10);
    String after = String.join("\n", lines);
    String diff = diff(TextLines.of(before), TextLines.of(after));
    assertThat(diff.lines().filter(line -> line.startsWith("@@"))).hasSize(3);
    assertThat(diff.lines()).hasSizeLessThan(40);
    assertThat(patched(before, diff)).isEqualTo(after);
  }

  @Test
  void numbersLinesAsInTheWholeText() {
    String text = "a\nb\r\nc\rd\n\ne";
    TextLines all = TextLines.of(text);
    assertThat(IntStream.range(0, all.size()).mapToObj(all::line))
        .containsExactly("a\n", "b\r\n", "c\r", "d\n", "\n", "e");
    for (int from = 0; from <= text.length(); from++) {
      TextLines near = TextLines.near(text, from, from, 1);
      for (int i = 0; i < near.size(); i++) {
        assertThat(near.line(i)).isEqualTo(all.line(near.first() + i));
      }
    }
    assertThat(TextLines.of("").size()).isZero();
  }
}
