package dev.mcpfly.config.internal.toml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpfly.config.internal.text.Container;
import dev.mcpfly.config.internal.text.Entry;
import dev.mcpfly.config.internal.text.TextFormat;
import dev.mcpfly.config.internal.text.TextFormatContract;
import dev.mcpfly.config.internal.text.TextFormatException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("StringConcatToTextBlock") // every line end counts here
class TomlFormatTest extends TextFormatContract {
  private static final Container SERVERS = Container.map(List.of("mcp_servers"));
  private static final Container DEEP = Container.map(List.of("tool", "mcp.x"));
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
        new Sample("empty header", "[mcp_servers]\n", SERVERS),
        new Sample("no final newline", "model = \"x\"\n\n[profiles.x]\nmodel = \"y\"", SERVERS),
        new Sample("comment only", "# nothing here", SERVERS),
        new Sample("trailing blank lines", "model = \"x\"\n\n\n", SERVERS),
        new Sample("trailing spaces", "model = \"x\"\n   ", SERVERS),
        new Sample("blank lines first", "\n\n[mcp_servers.a]\ncommand = \"x\"\n", SERVERS),
        new Sample("empty inline table", "mcp_servers = {}\n", SERVERS),
        new Sample("empty inline table with a space", "mcp_servers = { } # c", SERVERS),
        new Sample(
            "inline table",
            "mcp_servers = { a = { command = \"x\" } } # c\n\n[other]\nx = 1\n",
            SERVERS),
        new Sample("tight inline table", "mcp_servers={a={command='x'},b={url='y'}}", SERVERS),
        new Sample(
            "inline table over lines",
            "mcp_servers = {\n  # one\n  a = { command = \"x\" }, # tail\n"
                + "  b = { url = \"y\" } # last\n  # end\n}\nz = 1\n",
            SERVERS),
        new Sample(
            "inline table over lines with a trailing comma",
            "mcp_servers = {\n\ta = { command = \"x\" }, # tail\n}\n",
            SERVERS),
        new Sample("empty inline table over lines", "mcp_servers = { # none\n}\n", SERVERS),
        new Sample(
            "dotted keys",
            "mcp_servers.b.command = \"y\" # why\nmcp_servers.b.args = [\"x\"]\nmodel = \"m\"\n",
            SERVERS),
        new Sample(
            "dotted keys below a header",
            "[mcp_servers]\nb.command = \"y\"\nb.env.K = \"v\"\n\n[z]\n",
            SERVERS),
        new Sample(
            "only a sub-table first",
            "[mcp_servers.c.env] # only sub-table first\nA = \"1\"\n\n[profiles.x]\ny = 1\n",
            SERVERS),
        new Sample(
            "a table in two places",
            "[mcp_servers.c.env]\nA = \"1\"\n\n[profiles.x]\ny = 1\n\n"
                + "[mcp_servers.c]\ncommand = \"z\"\n",
            SERVERS),
        new Sample(
            "every form at once",
            "mcp_servers.b.command = \"y\"\nmodel = \"m\"\n\n[mcp_servers.c.env] # first\n"
                + "A = \"1\"\n[mcp_servers.\"q n\"]\nurl = \"u\" # url\n# below q n\n\n# profiles\n"
                + "[profiles.x]\ny = 1\n",
            SERVERS),
        new Sample(
            "multi-line arrays with comments",
            "[mcp_servers.a]\ncommand = \"npx\"\nargs = [ # all\n  \"-y\", # yes ] }\n"
                + "  # own line\n  \"pkg\"\n]\n\n[tail]\nk = '''\n[mcp_servers.new]\n'''\n",
            SERVERS),
        new Sample(
            "compact, CRLF",
            "[a]\r\nx = 1\r\n[mcp_servers.a]\r\ncommand = 'x'\r\n[b]\r\ny = 2\r\n",
            SERVERS),
        new Sample(
            "CRLF, no final newline",
            "# top\r\n\r\n[a]\r\nx = 1\r\n\r\n[mcp_servers.a]\r\ncommand = 'x'",
            SERVERS),
        new Sample(
            "indented",
            "[mcp_servers]\n  [mcp_servers.a]\n    command = \"x\"\n\n"
                + "  [mcp_servers.a.env]\n    K = \"v\"\n\n[z]\n",
            SERVERS),
        new Sample(
            "arrays of tables elsewhere",
            "[[products]]\nname = \"a\"\n\n[products.mcp_servers.new]\nx = 1\n\n[[products]]\n",
            SERVERS),
        new Sample(
            "an array of tables inside an entry",
            "[mcp_servers.a]\ncommand = \"x\"\n\n[[mcp_servers.a.hooks]]\nk = 1\n\n"
                + "[[mcp_servers.a.hooks]]\nk = 2\n\n[mcp_servers.a.hooks.deep]\nz = 3\n",
            SERVERS),
        new Sample(
            "strings that look like structure",
            "a = \"[mcp_servers.new]\"\nb = \"\"\"\n[mcp_servers.new]\ncommand = \\\"\n\"\"\"\"\"\n"
                + "c = '#'\n\"mcp_servers.new\" = 1\n",
            SERVERS),
        new Sample("deeper container", "[tool]\nx = 1\n[tool.\"mcp.x\"]\n[tool.z]\n", DEEP),
        new Sample("deeper container, inline", "tool = { \"mcp.x\" = {}, z = 1 }", DEEP),
        new Sample("deeper container, half inline", "[tool]\n\"mcp.x\" = {}\nz = 1\n", DEEP),
        new Sample("deeper container, missing", "tool = { z = 1 }\n", DEEP),
        new Sample("root container", "x = 1\n\n[a]\ny = 2\n", Container.map(List.of())));
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
    assertThat(toml.put(text, SERVERS, "my server.1", STDIO))
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
  void aTableAtTheEndDoesNotSwallowWhatFollows() {
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
  void removeTakesEveryPartAndKeepsForeignComments() {
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

  @Test
  void readsEveryKindOfValue() {
    String text =
        "[mcp_servers.a]\ns = 'x'\ni = 0x10\nf = 1.5\nb = true\nd = 1979-05-27 07:32:00Z\n"
            + "l = [1, [2]]\nt = { x.y = \"\\u00e9\\t\" }\n\"\" = 'empty key'\n";
    Entry entry = toml.entries(text, SERVERS).get(0);
    assertThat(entry.tree())
        .isEqualTo(
            Map.of(
                "s",
                "x",
                "i",
                16L,
                "f",
                1.5,
                "b",
                true,
                "d",
                "1979-05-27T07:32:00Z",
                "l",
                List.of(1L, List.of(2L)),
                "t",
                Map.of("x", Map.of("y", "é\t")),
                "",
                "empty key"));
    assertThat(text.substring(entry.span().start(), entry.span().end()))
        .startsWith("[mcp_servers.a]")
        .endsWith("'empty key'");
    assertThat(toml.read(text, List.of("mcp_servers", "a", "t", "x", "y")))
        .hasValueSatisfying(value -> assertThat(value.tree()).isEqualTo("é\t"));
    assertThat(toml.read(text, List.of("mcp_servers", "b"))).isEmpty();
    assertThat(toml.scalars(text, SERVERS))
        .extracting(scalar -> String.join("/", scalar.path()))
        .containsExactly("a/s", "a/i", "a/f", "a/b", "a/d", "a/l/0", "a/l/1/0", "a/t/x/y", "a/");
    assertThat(toml.scalars(text, SERVERS))
        .extracting(scalar -> text.substring(scalar.span().start(), scalar.span().end()))
        .contains("1979-05-27 07:32:00Z", "\"\\u00e9\\t\"", "0x10");
  }

  @Test
  void scalarsOfArraysOfTablesCarryTheirIndex() {
    String text =
        "[[mcp_servers.a.t]]\nx = 1\n[[mcp_servers.a.t]]\nx = 2\n[mcp_servers.a.t.u]\ny = 3";
    assertThat(toml.scalars(text, SERVERS))
        .extracting(scalar -> String.join("/", scalar.path()))
        .containsExactly("a/t/0/x", "a/t/1/x", "a/t/1/u/y");
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          '[[mcp_servers]]\ncommand = "x"\n', 1, 1
          'mcp_servers = [1]', 1, 1
          'x = 1\nmcp_servers = "y"', 2, 1
          '[mcp_servers.a]\n[mcp_servers.a]\n', 2, 1
          '[a]\nx = 1\n[mcp_servers.a]\nx = 1\nx = 2\n', 5, 1
          'a = 1 b', 1, 7
          'a = "\uD83D\uDE00" b', 1, 10
          'a = [1', 1, 7
          'a = "x\n', 1, 7
          """)
  void faultsHaveTheirPlace(String text, int line, int column) {
    assertThatThrownBy(() -> toml.put(text, SERVERS, "new", STDIO))
        .isInstanceOfSatisfying(
            TextFormatException.class,
            e -> {
              assertThat(e.line()).isEqualTo(line);
              assertThat(e.column()).isEqualTo(column);
            });
  }

  @Test
  void messagesDoNotQuoteTheText() {
    assertThatThrownBy(() -> toml.check("token = sk-secret-123\n"))
        .isInstanceOf(TextFormatException.class)
        .hasMessageNotContaining("secret");
    assertThatThrownBy(() -> toml.check("token = \"x\" sk_secret_123\n"))
        .isInstanceOf(TextFormatException.class)
        .hasMessageNotContaining("secret");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{a=", "[{a=["})
  void nestingBombsAreRefused(String piece) {
    assertThatThrownBy(() -> toml.put("x = " + piece.repeat(50_000), SERVERS, "a", STDIO))
        .isInstanceOf(TextFormatException.class);
    assertThatThrownBy(() -> toml.check("[" + "a.".repeat(50_000) + "a]"))
        .isInstanceOf(TextFormatException.class)
        .hasMessageContaining("nesting");
  }

  @Test
  void whatTomlCannotSayIsRefused() {
    Map<String, Object> value = new LinkedHashMap<>();
    value.put("x", null);
    assertThatThrownBy(() -> toml.put("", SERVERS, "a", value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("null");
    assertThatThrownBy(() -> toml.put("", Container.namedList(List.of("l"), "name"), "a", STDIO))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
