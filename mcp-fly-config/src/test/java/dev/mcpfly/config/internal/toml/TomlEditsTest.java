package dev.mcpfly.config.internal.toml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpfly.config.internal.text.Container;
import dev.mcpfly.config.internal.text.TextFormatContract;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Edits of TOML in the style of what is around them. */
@SuppressWarnings("StringConcatToTextBlock") // every line end counts here
class TomlEditsTest {
  private static final Container SERVERS = Container.map(List.of("mcp_servers"));
  private final TomlFormat toml = new TomlFormat();

  /** A reader that takes quadratic time does not come back from this. */
  @Test
  void editsATextWithAMegabyteOfComments() {
    String comments = "# a comment = [that] says \"something\"\n".repeat(26_000);
    String text = comments + "[mcp_servers.a]\ncommand = \"x\" # mine\n" + comments;
    Container servers = Container.map(List.of("mcp_servers"));
    String put = new TomlFormat().put(text, servers, "new", Map.of("command", "y"));
    assertThat(put).startsWith(comments).contains("[mcp_servers.new]\ncommand = \"y\"\n");
    assertThat(new TomlFormat().remove(put, servers, "new")).isEqualTo(text);
  }

  @Test
  void aNewEntryGetsATableBesideItsSiblings() {
    String text =
        """
        model = "m"

        [mcp_servers.a]
        command = "x"
        # below a

        # profiles
        [profiles.x]
        model = "y"
        """;
    assertThat(toml.put(text, SERVERS, "my server.1", TextFormatContract.STDIO))
        .isEqualTo(
            """
            model = "m"

            [mcp_servers.a]
            command = "x"
            # below a

            [mcp_servers."my server.1"]
            command = "npx"
            args = ["-y", "a b", "c\\\\d\\"e", "ünï"]
            env = { KEY = "$x: #y // z" }

            # profiles
            [profiles.x]
            model = "y"
            """);
  }

  @Test
  void aNewEntryFollowsSubTablesSpacingQuotesAndIndentation() {
    String text = "[mcp_servers.a]\n  command='x'\n[mcp_servers.a.env]\n  K='v'\n";
    assertThat(toml.put(text, SERVERS, "b", Map.of("env", Map.of("T", "it's"))))
        .isEqualTo(text + "[mcp_servers.b]\n\n[mcp_servers.b.env]\n  T=\"it's\"\n");
  }

  @Test
  void tableAtTheEndDoesNotSwallowLaterKeys() {
    String put = toml.put("[profiles.x]\nm = 1", SERVERS, "a", Map.of("command", "c"));
    assertThat(put).isEqualTo("[profiles.x]\nm = 1\n\n[mcp_servers.a]\ncommand = \"c\"");
  }

  @Test
  void mergeTouchesOnlyWhatChanges() {
    String text =
        """
        [mcp_servers.a] # head
        # why npx
        command  =  'npx' # cmd
        args = [
          "-y", # yes
          # the package
          "pkg@1", # pinned
        ]
        startup_timeout_sec = 60.0
        enabled = true

        [mcp_servers.a.env] # env
        A = "1" # a
        B = "2"
        """;
    Map<String, Object> set = new LinkedHashMap<>();
    set.put("command", "npx");
    set.put("args", List.of("-y", "pkg@2", "--flag"));
    set.put("startup_timeout_sec", 60);
    set.put("env", Map.of("A", "1", "C", "3"));
    set.put("cwd", "/tmp");
    assertThat(toml.merge(text, SERVERS, "a", set, Set.of("enabled")))
        .isEqualTo(
            """
            [mcp_servers.a] # head
            # why npx
            command  =  'npx' # cmd
            args = [
              "-y", # yes
              # the package
              "pkg@2", # pinned
              "--flag",
            ]
            startup_timeout_sec = 60.0
            cwd = "/tmp"

            [mcp_servers.a.env] # env
            A = "1" # a
            C = "3"
            """);
  }

  @Test
  void mergeWorksOnEveryFormOfATable() {
    Map<String, Object> set = Map.of("url", "u");
    Set<String> drop = Set.of("command");
    assertThat(toml.merge("mcp_servers.a.command = 'x' # c\nm = 1\n", SERVERS, "a", set, drop))
        .isEqualTo("mcp_servers.a.url = 'u'\nm = 1\n".replace("'u'", "'u'"));
    assertThat(toml.merge("mcp_servers = {a={command='x'}}", SERVERS, "a", set, drop))
        .isEqualTo("mcp_servers = {a={url = 'u'}}".replace(" = 'u'", "='u'"));
    assertThat(toml.merge("[mcp_servers]\na = { command = \"x\" }\n", SERVERS, "a", set, drop))
        .isEqualTo("[mcp_servers]\na = { url = \"u\" }\n");
    assertThat(
            toml.merge(
                "# note\n[mcp_servers.a.env] # e\nK = \"v\"\n\n[z]\n", SERVERS, "a", set, drop))
        .isEqualTo(
            "[mcp_servers.a]\nurl = \"u\"\n\n# note\n[mcp_servers.a.env] # e\nK = \"v\"\n\n[z]\n");
    assertThat(toml.merge("[mcp_servers]\na.command = 1", SERVERS, "a", Map.of(), drop))
        .isEqualTo("[mcp_servers]\n\n[mcp_servers.a]");
  }

  @Test
  void putReplacesAnEntryOfAnotherKind() {
    Map<String, Object> value = Map.of("url", "u");
    assertThat(toml.put("[mcp_servers]\na = \"x\" # c\nb = 1\n", SERVERS, "a", value))
        .isEqualTo("[mcp_servers]\na = { url = \"u\" } # c\nb = 1\n");
    assertThat(toml.put("[[mcp_servers.a]]\nx = 1\n[[mcp_servers.a]]\n", SERVERS, "a", value))
        .isEqualTo("[mcp_servers.a]\nurl = \"u\"\n");
  }

  @Test
  void putReplacesMembersOfOtherKinds() {
    String text = "[mcp_servers.a]\nenv = \"x\"\nargs = { b = 1 }\n\n[[mcp_servers.a.t]]\nx = 1\n";
    Map<String, Object> value = new LinkedHashMap<>();
    value.put("env", Map.of("K", "v"));
    value.put("args", List.of());
    value.put("t", 3);
    assertThat(toml.put(text, SERVERS, "a", value))
        .isEqualTo("[mcp_servers.a]\nenv = { K = \"v\" }\nargs = []\nt = 3\n");
  }

  @Test
  void anEmptiedTableStaysATable() {
    assertThat(toml.put("[mcp_servers.a.env]\nK = 1\n", SERVERS, "a", Map.of("env", Map.of())))
        .isEqualTo("[mcp_servers.a.env]\n");
    assertThat(toml.put("mcp_servers.a.env.K = 1\n", SERVERS, "a", Map.of("env", Map.of())))
        .isEqualTo("[mcp_servers.a.env]\n");
    assertThat(toml.put("mcp_servers.a.env.K = 1\n", SERVERS, "a", Map.of()))
        .isEqualTo("[mcp_servers.a]\n");
  }

  @Test
  void removeDeletesEveryPartAndKeepsOtherComments() {
    String text =
        """
        mcp_servers.c.cwd = "/" # cwd
        model = "m"

        # about c
        [mcp_servers.c.env] # env
        # inside
        A = "1"

        # between the parts of c
        [mcp_servers.c.more]
        x = 1

        # profile
        [profiles.x]
        y = 1

        [mcp_servers.c.last]
        command = "z"
        # end
        """;
    assertThat(toml.remove(text, SERVERS, "c"))
        .isEqualTo(
            """
            model = "m"

            # about c

            # profile
            [profiles.x]
            y = 1
            # end
            """);
  }

  @Test
  void removingTheFirstTableLeavesNoBlankLineAtTheTop() {
    assertThat(toml.remove("[mcp_servers.a]\nx = 1\n\n[b]\ny = 1\n", SERVERS, "a"))
        .isEqualTo("[b]\ny = 1\n");
  }

  @Test
  void renameChangesEveryPart() {
    String text =
        "mcp_servers . c . cwd = \"/\"\n[ mcp_servers . \"c\" . env ]\nA = 1\n"
            + "[[mcp_servers.c.t]]\n[mcp_servers.d]\n";
    assertThat(toml.rename(text, SERVERS, "c", "x y"))
        .isEqualTo(
            "mcp_servers . \"x y\" . cwd = \"/\"\n[ mcp_servers . \"x y\" . env ]\nA = 1\n"
                + "[[mcp_servers.\"x y\".t]]\n[mcp_servers.d]\n");
    assertThat(toml.rename("mcp_servers = { a.b = 1, a.c = 2 }", SERVERS, "a", "z"))
        .isEqualTo("mcp_servers = { z.b = 1, z.c = 2 }");
    assertThatThrownBy(() -> toml.rename(text, SERVERS, "c", "d"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
