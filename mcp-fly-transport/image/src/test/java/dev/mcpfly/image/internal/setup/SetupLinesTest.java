package dev.mcpfly.image.internal.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class SetupLinesTest {
  @TempDir private Path directory;

  private static SetupLines parse(String... lines) {
    return SetupLines.parse(List.of(lines), List.of("PATH=/bin", "HOME=/root"));
  }

  /** Runs the script in a real shell with a server that shows its arguments and its input. */
  private String run(SetupLines lines) throws IOException, InterruptedException {
    Path script = Files.writeString(directory.resolve("setup.sh"), lines.script());
    Path input = Files.writeString(directory.resolve("input"), "request\n");
    Process process =
        new ProcessBuilder(
                "/bin/sh",
                script.toString(),
                "/bin/sh",
                "-c",
                "echo \"server $1 got $(cat)\"",
                "sh",
                "a b")
            .redirectErrorStream(true)
            .redirectInput(input.toFile())
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return output + process.waitFor();
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void runsEachLineOnceAndThenBecomesTheServer() throws IOException, InterruptedException {
    SetupLines lines =
        parse(
            """
            RUN echo 'it''s' \\
              "two" lines
            # a comment

            RUN ["/bin/echo", "don't split"]\
            """,
            "cd / && cat && X=1",
            "test -z \"$X\" && echo no leftovers");

    assertThat(lines.commands()).hasSize(4);
    assertThat(run(lines))
        .isEqualTo(
            """
            mcp-fly: setup 1 of 4
            its two lines
            mcp-fly: setup 2 of 4
            don't split
            mcp-fly: setup 3 of 4
            mcp-fly: setup 4 of 4
            no leftovers
            server a b got request
            0\
            """);
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void doesNotStartTheServerWhenALineFails() throws IOException, InterruptedException {
    assertThat(run(parse("RUN exit 7", "echo never")))
        .isEqualTo(
            """
            mcp-fly: setup 1 of 2
            mcp-fly: setup 1 of 2 failed with status 7; the server is not started
            7\
            """);
  }

  @Test
  void parsesEnvLinesInAllTheirForms() {
    assertThat(
            parse(
                    "ENV A=1 B=\"two $A \\\"words\\\"\" C='$A' D=a\\ b",
                    "ENV PATH=/x:$PATH",
                    "ENV OLD the rest ${HOME}",
                    "ENV E=${A}${MISSING}")
                .env())
        .containsExactly(
            java.util.Map.entry("A", "1"),
            java.util.Map.entry("B", "two  \"words\""),
            java.util.Map.entry("C", "$A"),
            java.util.Map.entry("D", "a b"),
            java.util.Map.entry("PATH", "/x:/bin"),
            java.util.Map.entry("OLD", "the rest /root"),
            java.util.Map.entry("E", "1"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "COPY a b",
        "FROM x",
        "USER root",
        "RUN --mount=type=cache x",
        "RUN <<EOF",
        "ENV A",
        "ENV A=${X:-y}",
        "ENV A=\"open"
      })
  void refusesWhatNeedsABuilder(String line) {
    assertThatThrownBy(() -> parse(line))
        .hasMessageContaining(line.substring(0, 5))
        .message()
        .endsWith(".");
  }

  @Test
  void messagesDoNotQuoteValuesThatMayBeSecret() {
    assertThatThrownBy(() -> parse("ENV TOKEN=\"hunter2"))
        .message()
        .contains("TOKEN")
        .doesNotContain("hunter2");
  }

  @Test
  void treatsLowerCaseWordsAsPrograms() {
    assertThat(parse("add me", "shell -c x", "run it").commands()).hasSize(3);
  }
}
