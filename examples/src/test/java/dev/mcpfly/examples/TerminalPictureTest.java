package dev.mcpfly.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TerminalPictureTest {
  @Test
  void coloursADiffEscapesMarkupAndCutsLongLines() {
    String svg =
        TerminalPicture.draw("a & b", List.of("$ run", "+ new <x>", "- old", "", "y".repeat(300)));
    assertThat(svg)
        .contains(
            "a &amp; b", "fill=\"#7ee787\" xml:space=\"preserve\">+ new &lt;x&gt;<", "#ff9790")
        .doesNotContain("y".repeat(120))
        .contains("y…<");
  }
}
