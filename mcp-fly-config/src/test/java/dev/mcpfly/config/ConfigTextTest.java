package dev.mcpfly.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Characters beyond ASCII, which the engine for JSON sees as bytes. */
class ConfigTextTest {
  private static final McpServerEntry ENTRY = McpServerEntry.stdio("größe", "日本", "\ud83d\ude00");

  @TempDir Path home;

  private ClientConfig zed() {
    return McpClients.in(HostEnvironment.of(OperatingSystem.LINUX, home, Map.of()))
        .zed()
        .at(home.resolve("settings.json"));
  }

  @Test
  void keepsEveryCharacter() throws IOException {
    String before =
        "{\n  \"thème\": \"日本 \ud83d\ude00 \\u00e9\", // ünï\n  \"context_servers\": {}\n}\n";
    Files.writeString(zed().path(), before);
    zed().plan(edit -> edit.put("schlüssel", ENTRY)).write();
    assertThat(Files.readString(zed().path()))
        .startsWith(before.substring(0, before.indexOf("{}")))
        .contains("\"schlüssel\"", "\"größe\"", "\"日本\", \"\ud83d\ude00\"");
    assertThat(zed().servers()).containsEntry("schlüssel", ENTRY);
    zed().plan(edit -> edit.remove("schlüssel")).write();
    assertThat(Files.readString(zed().path())).isEqualTo(before);
    zed().plan(edit -> edit.put("schlüssel", ENTRY).rename("schlüssel", "ключ")).write();
    assertThat(zed().servers()).containsOnlyKeys("ключ");
    zed().plan(edit -> edit.remove("ключ")).write();
    assertThat(Files.readString(zed().path())).isEqualTo(before);
  }

  @Test
  void theDiffIsReadable() throws IOException {
    Files.writeString(zed().path(), "{\"context_servers\": {}, \"thème\": \"日本\"}");
    assertThat(zed().plan(edit -> edit.put("ü", ENTRY)).diff())
        .contains("-{\"context_servers\": {}, \"thème\": \"日本\"}")
        .contains("\"ü\"")
        .contains("größe");
    String huge =
        "{\"x\":\"" + "日".repeat(2000) + "\",\"context_servers\":{\"é\":{\"command\":\"é\"}}}";
    Files.writeString(zed().path(), huge);
    assertThat(zed().plan(edit -> edit.put("é", McpServerEntry.stdio("è"))).diff())
        .contains("+…è")
        .contains("-…é")
        .contains("(a line of " + huge.length() + " characters)")
        .doesNotContain("\ufffd");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"日本": oops} | 8 | 'o' where a value should be
          {"é": é}       | 7 | character U+00E9 where a value should be
          {"x": 1} 日    | 10 | character U+65E5 where the end of the document should be
          """)
  void columnsCountCharacters(String text, int column, String reason) throws IOException {
    Files.writeString(zed().path(), text);
    assertThatThrownBy(() -> zed().servers())
        .isInstanceOfSatisfying(
            ConfigException.Malformed.class,
            e -> {
              assertThat(e.column()).isEqualTo(column);
              assertThat(e.reason()).contains(reason);
            });
  }

  @ParameterizedTest
  @CsvSource({"0", "1", "8190", "8191", "8192", "8193", "100000"})
  void reportsTheFirstByteThatIsNotUtf8(int distance) throws IOException {
    String text = "{\n\"é" + "日".repeat(distance) + "#\": 1}";
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int at = text.substring(0, text.indexOf('#')).getBytes(StandardCharsets.UTF_8).length;
    bytes[at] = (byte) 0xc3;
    Files.write(zed().path(), bytes);
    assertThatThrownBy(() -> zed().plan(edit -> edit.put("a", ENTRY)))
        .isInstanceOfSatisfying(
            ConfigException.Malformed.class,
            e -> {
              assertThat(e.line()).isEqualTo(2);
              assertThat(e.column()).isEqualTo(3 + distance);
              assertThat(e.reason()).contains("0xc3, " + at + " bytes");
            });
    assertThat(Files.readAllBytes(zed().path())).isEqualTo(bytes);
  }

  @Test
  void rejectsATruncatedCharacterAtTheEnd() throws IOException {
    Files.write(zed().path(), new byte[] {'{', '}', (byte) 0xe6, (byte) 0x97});
    assertThatThrownBy(() -> zed().servers())
        .isInstanceOf(ConfigException.Malformed.class)
        .hasMessageContaining("not valid UTF-8");
  }
}
