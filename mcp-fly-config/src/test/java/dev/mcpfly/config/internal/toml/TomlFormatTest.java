package dev.mcpfly.config.internal.toml;

import dev.mcpfly.config.internal.text.Container;
import dev.mcpfly.config.internal.text.TextFormat;
import dev.mcpfly.config.internal.text.TextFormatContract;
import java.util.List;

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
}
