package dev.mcpfly.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whatever runtime a server has: its message is shown, and not only its stack. */
class LogExcerptTest {
  private static List<String> of(String log) {
    return LogExcerpt.of(log.lines().toList(), Masking.NOTHING);
  }

  @Test
  void showsTheMessageOfANodeServerAndNotItsFrames() {
    List<String> shown =
        of(
            """
            npm warn exec The following package was not found and will be installed
            /srv/index.js:3
                throw new Error('missing SLACK_BOT_TOKEN')
                ^

            Error: missing SLACK_BOT_TOKEN
                at Object.<anonymous> (/srv/index.js:3:11)
                at Module._compile (node:internal/modules/cjs/loader:1554:14)
                at Object..js (node:internal/modules/cjs/loader:1706:10)
                at Module.load (node:internal/modules/cjs/loader:1289:32)
                at Function._load (node:internal/modules/cjs/loader:1108:12)
                at TracingChannel.traceSync (node:diagnostics_channel:322:14)
                at wrapModuleLoad (node:internal/modules/cjs/loader:220:24)
                at node:internal/main/run_main_module:36:49

            Node.js v20.20.2
            """);

    assertThat(shown).contains("Error: missing SLACK_BOT_TOKEN").hasSizeLessThanOrEqualTo(8);
    assertThat(shown).noneMatch(line -> line.contains("node:internal"));
  }

  @Test
  void showsTheExceptionOfAPythonServer() {
    List<String> shown =
        of(
            """
            Traceback (most recent call last):
              File "/srv/server.py", line 12, in <module>
                main()
              File "/srv/server.py", line 8, in main
                raise KeyError("API_KEY is required")
            KeyError: 'API_KEY is required'
            """);

    assertThat(shown).contains("KeyError: 'API_KEY is required'");
  }

  @Test
  void showsTheCauseOfAJavaServer() {
    List<String> lines = new ArrayList<>();
    lines.add(
        "Exception in thread \"main\" java.lang.IllegalStateException: no database at db:5432");
    for (int i = 0; i < 60; i++) {
      lines.add("\tat com.example.Server.main(Server.java:" + i + ")");
    }

    assertThat(LogExcerpt.of(lines, Masking.NOTHING))
        .containsExactly(
            "Exception in thread \"main\" java.lang.IllegalStateException: no database at db:5432");
  }

  @Test
  void showsTheLastLinesIfNoneLooksLikeAnError() {
    assertThat(of("one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\nnine"))
        .containsExactly("two", "three", "four", "five", "six", "seven", "eight", "nine");
  }

  @Test
  void boundsLinesAndRemovesTerminalControls() {
    List<String> shown =
        LogExcerpt.of(List.of("error \u001b[31mred\u0007", "x".repeat(5000)), Masking.NOTHING);

    assertThat(shown).allMatch(line -> line.length() <= 303);
    assertThat(String.join("", shown)).doesNotContain("\u001b", "\u0007");
  }
}
