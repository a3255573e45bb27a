package dev.mcpfly.config.internal.toml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpfly.config.internal.text.Container;
import dev.mcpfly.config.internal.text.Entry;
import dev.mcpfly.config.internal.text.TextFormat;
import dev.mcpfly.config.internal.text.TextFormatContract;
import dev.mcpfly.config.internal.text.TextFormatException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists of tables that hold their names, as headers and as inline tables. */
@SuppressWarnings("StringConcatToTextBlock") // every line end counts here
class TomlTableListTest extends TextFormatContract {
  private static final Container SERVERS = Container.namedList(List.of("mcp_servers"), "name");
  private static final Container DEEP = Container.namedList(List.of("tool", "mcp.x"), "id");
  private final TomlFormat toml = new TomlFormat();

  @Override
  protected TextFormat format() {
    return toml;
  }

  @Override
  protected String nested(int depth) {
    return "a = " + "[".repeat(depth);
  }

  @Override
  protected List<Sample> samples() {
    return List.of(
        new Sample("no list", "model = \"x\"\n\n[other]\ny = 1\n", SERVERS),
        new Sample("no final newline", "model = \"x\"\n\n[profiles.x]\nmodel = \"y\"", SERVERS),
        new Sample("comment only", "# nothing here", SERVERS),
        new Sample("trailing blank lines", "model = \"x\"\n\n\n", SERVERS),
        new Sample("empty array", "mcp_servers = []\nmodel = \"x\"\n", SERVERS),
        new Sample("empty array with a space", "mcp_servers = [ ] # c", SERVERS),
        new Sample("empty array over lines", "mcp_servers = [ # none\n]\n", SERVERS),
        new Sample(
            "inline tables",
            "mcp_servers = [{name = \"a\", command = \"x\"}] # c\n\n[other]\nx = 1\n",
            SERVERS),
        new Sample(
            "inline tables over lines",
            "mcp_servers = [\n  # one\n  { name = \"a\", command = \"x\" }, # tail\n"
                + "  { name = \"b\", url = \"y\" } # last\n  # end\n]\nz = 1\n",
            SERVERS),
        new Sample(
            "inline tables with a trailing comma",
            "mcp_servers = [\n\t{ name = 'a', command = 'x' }, # tail\n]\n",
            SERVERS),
        new Sample(
            "headers",
            "# top\n[[mcp_servers]] # one\nname = \"a\" # a\ncommand = \"x\" # x\n\n"
                + "[[mcp_servers]]\nname = \"b\"\ntransport = \"http\"\nurl = \"u\"\n\n"
                + "[other]\nx = 1\n",
            SERVERS),
        new Sample(
            "headers, tight",
            "[[mcp_servers]]\nname='a'\n[[mcp_servers]]\nname='b'\n[z]\n",
            SERVERS),
        new Sample(
            "tables inside",
            "[[mcp_servers]]\nname = \"a\"\nurl = \"u\"\n\n[mcp_servers.auth]\ntype = \"static\"\n"
                + "[mcp_servers.auth.headers]\nA = \"1\"\n\n[[mcp_servers]]\nname = \"b\"\n\n"
                + "  [mcp_servers.env]\n  K = \"v\"\n\n# about z\n[z]\ny = 1",
            SERVERS),
        new Sample(
            "spaces in the header",
            "[[ mcp_servers ]]\r\n  name = \"a\"\r\n  command = \"x\"\r\n",
            SERVERS),
        new Sample(
            "deep", "[tool]\nx = 1\n\n[[tool.\"mcp.x\"]]\nid = \"a\"\ncommand = \"y\"\n", DEEP),
        new Sample("deep, none yet", "[tool]\nx = 1\n", DEEP),
        new Sample(
            "other lists",
            "[[hooks]]\nname = \"h\"\n\n[[mcp_servers]]\nname = \"a\"\n\n[[hooks]]\nname = \"i\"\n",
            SERVERS),
        new Sample("an item without name", "[[mcp_servers]]\ncommand = \"x\"\n", SERVERS));
  }

  @Test
  void anEntryIsAddedBelowTheOthers() {
    String text = "[[mcp_servers]]\nname = \"a\"\ncommand = \"x\"\n\n[other]\nx = 1\n";
    assertThat(toml.put(text, SERVERS, "b", Map.of("url", "u")))
        .isEqualTo(
            "[[mcp_servers]]\nname = \"a\"\ncommand = \"x\"\n\n"
                + "[[mcp_servers]]\nname = \"b\"\nurl = \"u\"\n\n[other]\nx = 1\n");
    assertThat(toml.put("", SERVERS, "b", Map.of("url", "u")))
        .isEqualTo("[[mcp_servers]]\nname = \"b\"\nurl = \"u\"\n");
    assertThat(toml.put("mcp_servers = []\n", SERVERS, "b", Map.of("url", "u")))
        .isEqualTo("mcp_servers = [{ name = \"b\", url = \"u\" }]\n");
  }

  @Test
  void onlyWhatChangesInAnEntryIsWritten() {
    String text =
        "[[mcp_servers]]\n# why\nname = \"a\"\nurl = \"u\"  # here\nprompt = \"p\"\n\n"
            + "[mcp_servers.headers] # them\nA = \"1\"\n\n[z]\n";
    assertThat(
            toml.merge(
                text,
                SERVERS,
                "a",
                Map.of("url", "v", "headers", Map.of("A", "2")),
                Set.of("prompt")))
        .isEqualTo(
            "[[mcp_servers]]\n# why\nname = \"a\"\nurl = \"v\"  # here\n\n"
                + "[mcp_servers.headers] # them\nA = \"2\"\n\n[z]\n");
  }

  @Test
  void editsTheLastAndRemovesAllEntriesOfOneName() {
    String text =
        "[[mcp_servers]]\n"
            + "name = \"a\"\n"
            + "url = \"1\"\n\n"
            + "[[mcp_servers]]\n"
            + "name = \"a\"\n"
            + "url = \"2\"\n";
    assertThat(toml.merge(text, SERVERS, "a", Map.of("url", "3"), Set.of()))
        .isEqualTo(text.replace("\"2\"", "\"3\""));
    assertThat(toml.entries(toml.remove(text, SERVERS, "a"), SERVERS)).isEmpty();
  }

  @Test
  void leavesTheTableOfAnotherItemAlone() {
    String text =
        "[[mcp_servers]]\nname = \"a\"\n\n[other]\nx = 1\n\n[mcp_servers.env]\nK = \"v\"\n";
    assertThat(toml.entries(text, SERVERS))
        .extracting(Entry::tree)
        .containsExactly(Map.of("env", Map.of("K", "v")));
    assertThatThrownBy(() -> toml.remove(text, SERVERS, "a"))
        .isInstanceOf(TextFormatException.class)
        .hasMessageContaining("cannot be edited in place");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[mcp_servers]\nname = \"a\"\n",
        "[mcp_servers.a]\nurl = \"u\"\n",
        "mcp_servers = 1\n",
        "mcp_servers = [1, 2]\n",
        "mcp_servers = [\"a\"]\n",
      })
  void rejectsAnythingElseInPlaceOfTheList(String text) {
    assertThatThrownBy(() -> toml.put(text, SERVERS, "a", STDIO))
        .isInstanceOf(TextFormatException.class)
        .hasMessageContaining("must be an array of tables");
  }
}
