package dev.mcpfly.config.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpfly.config.HostEnvironment;
import dev.mcpfly.config.McpClient;
import dev.mcpfly.config.McpClients;
import dev.mcpfly.config.McpServerEntry;
import dev.mcpfly.config.OperatingSystem;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Arguments that Windows' shell would obey when a client starts {@code npx} through it. */
class WindowsShellTest {
  @TempDir Path home;

  private McpClient on(OperatingSystem system, String id) {
    return McpClients.in(HostEnvironment.of(system, home, Map.of())).byId(id).orElseThrow();
  }

  /**
   * The sources: {@code cmd} is Microsoft's page of the command, "The following special characters
   * require quotation marks"; {@code lines} is its page "Command shell overview" on combining
   * commands and its page of redirection operators; {@code cross-spawn} is what that package
   * escapes, once, while {@code npx.cmd} has the line read twice; {@code set} is the page of {@code
   * set}, on variables in percent and exclamation marks; {@code create} is CreateProcess, whose
   * command line ends at the first NUL.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      textBlock =
          """
          x&calc.exe ~ the sign & ~ lines
          x&&calc ~ the sign & ~ lines
          a|b ~ the sign | ~ lines
          a||b ~ the sign | ~ lines
          a<b ~ the sign < ~ lines
          a>b ~ the sign > ~ lines
          2>&1 ~ the sign > ~ lines
          a^b ~ the sign ^ ~ lines
          ^&calc ~ the sign ^ ~ cross-spawn
          %PATH% ~ the sign % ~ set
          %PATH:a=b% ~ the sign % ~ set
          100% ~ the sign % ~ set
          !PATH! ~ the sign ! ~ set
          x"&calc ~ the sign " ~ cross-spawn
          "a" ~ the sign " ~ cmd
          {"a":1} ~ the sign " ~ cmd
          https://h.invalid/mcp?a=b&c=d ~ the sign & ~ lines
          https://h.invalid/a%20b ~ the sign % ~ set
          """)
  void rejectsCharactersThatTheShellInterprets(String word, String what, String source) {
    check(word, what);
    assertThat(source).isIn("cmd", "lines", "cross-spawn", "set", "create");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a b",
        "a\tb",
        "a\u3000b",
        "a\u00a0b",
        "a\nb",
        "a\r\ncalc",
        "a\u0000b",
        "a\u001bb"
      })
  void rejectsSpacesAndControlCharacters(String word) {
    check(word, word.indexOf('\0') >= 0 ? "NUL" : "");
  }

  private void check(String word, String what) {
    for (String id : new String[] {"claude-desktop", "cursor", "codex"}) {
      for (String script : new String[] {"npx", "NPX.CMD", "C:\\node\\npx", "C:\\x\\y.bat"}) {
        McpServerEntry entry = McpServerEntry.stdio(script, "-y", "pkg", word);
        assertThat(on(OperatingSystem.WINDOWS, id).refusal("e", entry))
            .hasValueSatisfying(reason -> assertThat(reason).contains(what).hasSizeLessThan(400));
      }
      if (word.indexOf('\0') < 0) {
        McpServerEntry program = McpServerEntry.stdio("C:\\x\\y.exe", "-y", "pkg", word);
        assertThat(on(OperatingSystem.WINDOWS, id).refusal("e", program)).isEmpty();
        McpServerEntry elsewhere = McpServerEntry.stdio("npx", "-y", "pkg", word);
        assertThat(on(OperatingSystem.LINUX, id).refusal("e", elsewhere)).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-y",
        "@scope/pkg@1.2.3",
        "--flag=value",
        "https://h.invalid/mcp?a=b",
        "C:\\x\\y",
        "a,b;c",
        "(x)",
        "[x]",
        "{x}",
        "~",
        "it's",
        "`x`",
        "$HOME",
        "Authorization:${TOKEN}",
        "*",
        "ünï"
      })
  void whatTheShellLeavesAloneIsTaken(String word) {
    assertThat(
            on(OperatingSystem.WINDOWS, "claude-desktop")
                .refusal("e", McpServerEntry.stdio("npx", word)))
        .isEmpty();
  }

  @Test
  void everyClientRejectsANulCharacter() {
    for (OperatingSystem system : OperatingSystem.values()) {
      for (McpClient client : McpClients.in(HostEnvironment.of(system, home, Map.of())).all()) {
        assertThat(client.refusal("e", McpServerEntry.stdio("x", "a\0b"))).isPresent();
        assertThat(client.refusal("e", McpServerEntry.stdio("a\0b"))).isPresent();
        assertThat(client.refusal("e", McpServerEntry.stdio("x").env("A", "a\0b"))).isPresent();
        assertThat(client.refusal("e", McpServerEntry.stdio("x").env("A\0", "b"))).isPresent();
        McpServerEntry remote =
            McpServerEntry.http(URI.create("https://x.invalid/")).header("A", "a\0b");
        assertThat(client.refusal("e", remote)).isPresent();
      }
    }
  }
}
