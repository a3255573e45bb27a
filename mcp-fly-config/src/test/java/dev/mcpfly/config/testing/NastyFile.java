package dev.mcpfly.config.testing;

import dev.mcpfly.config.ConfigFormat;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A file as users have it, and what must become of an edit. */
public final class NastyFile {
  /** What happens to an edit. */
  public enum Outcome {
    /** The edit is made, and removing what was added gives the bytes back. */
    EDITED,
    /** The edit is made; there was no document before, so an empty one stays. */
    STARTED,
    /** The edit is refused with line and column, and the file is not touched. */
    REFUSED
  }

  private final String title;
  private final byte[] bytes;
  private final Outcome outcome;

  /**
   * Creates a file.
   *
   * @param title what is nasty about it
   * @param bytes its content
   * @param outcome what happens to an edit
   */
  public NastyFile(String title, byte[] bytes, Outcome outcome) {
    this.title = title;
    this.bytes = bytes.clone();
    this.outcome = outcome;
  }

  /** Returns what is nasty about it. */
  public String title() {
    return title;
  }

  /** Returns its content. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** Returns what happens to an edit. */
  public Outcome outcome() {
    return outcome;
  }

  /** Returns the files of a format whose entries are a map below a key. */
  public static List<NastyFile> of(ConfigFormat format, String key, boolean byteOrderMark) {
    List<NastyFile> files = new ArrayList<>();
    Adder adder = new Adder(files, key);
    switch (format) {
      case TOML -> toml(adder);
      case YAML -> yaml(adder, false);
      default -> json(adder, format);
    }
    Outcome marked = byteOrderMark ? Outcome.EDITED : Outcome.REFUSED;
    String plain =
        switch (format) {
          case TOML -> "[KEY.a]\r\ncommand = \"x\"\r\n";
          case YAML -> "KEY:\r\n  a:\r\n    cmd: x\r\n";
          default -> "{\r\n  \"KEY\": {}\r\n}\r\n";
        };
    adder.add("byte order mark and CRLF", "\ufeff" + plain, marked);
    adder.add("UTF-16LE", "\ufeff" + plain, StandardCharsets.UTF_16LE, Outcome.REFUSED);
    adder.add("UTF-16BE", "\ufeff" + plain, StandardCharsets.UTF_16BE, Outcome.REFUSED);
    adder.add("UTF-16LE without a mark", plain, StandardCharsets.UTF_16LE, Outcome.REFUSED);
    adder.add(
        "not UTF-8",
        plain.replace("x", "\u00ff").replace("{}", "{\u00ff}"),
        StandardCharsets.ISO_8859_1,
        Outcome.REFUSED);
    adder.add("empty", "", Outcome.STARTED);
    adder.add("white space", " \n\n", Outcome.STARTED);
    return files;
  }

  /** Returns the files of YAML whose entries are a list below a key. */
  public static List<NastyFile> ofYamlList(String key) {
    List<NastyFile> files = new ArrayList<>();
    yaml(new Adder(files, key), true);
    return files;
  }

  /** Returns the files of TOML whose entries are a list of tables below a key. */
  @SuppressWarnings("StringConcatToTextBlock") // every line end counts here
  public static List<NastyFile> ofTomlList(String key) {
    List<NastyFile> files = new ArrayList<>();
    Adder add = new Adder(files, key);
    add.add("no list", "model = \"m\" # m\n\n[other]\nx = 1\n", Outcome.EDITED);
    add.add("an empty array", "KEY = []\nmodel = \"m\"\n", Outcome.EDITED);
    add.add(
        "inline tables",
        "KEY = [\n  { name = \"a\", command = \"x\" }, # a\n]\n[z]\nx = 1\n",
        Outcome.EDITED);
    add.add(
        "tables",
        "# top\n[[KEY]] # a\nname = \"a\"\ncommand = \"x\"\n\n[KEY.env]\nK = \"v\"\n\n"
            + "[[KEY]]\nname = \"b\"\n\n# z\n[z]\ny = 1",
        Outcome.EDITED);
    add.add("CRLF", "[[KEY]]\r\nname = \"a\"\r\nurl = \"u\"\r\n", Outcome.EDITED);
    add.add("a table", "[KEY.a]\ncommand = \"x\"\n", Outcome.REFUSED);
    add.add("a list of other values", "KEY = [1]\n", Outcome.REFUSED);
    add.add("a plain value", "KEY = \"x\"\n", Outcome.REFUSED);
    add.add("no TOML", "[[KEY]\n", Outcome.REFUSED);
    add.add("byte order mark", "\ufeff[[KEY]]\nname = \"a\"\n", Outcome.REFUSED);
    add.add("comment alone", "# nothing\n", Outcome.STARTED);
    add.add("empty", "", Outcome.STARTED);
    return files;
  }

  /** Returns the files of JSON5 whose entries are a map below two keys. */
  @SuppressWarnings("StringConcatToTextBlock") // every line end counts here
  public static List<NastyFile> ofJson5(String outer, String inner) {
    List<NastyFile> files = new ArrayList<>();
    Adder add = new Adder(files, inner);
    add.add(
        "all of JSON5",
        "// top\n{\n  OUT: { // out\n    KEY: {\n      // keep me\n".replace("OUT", outer)
            + "      'a': { command: 'x', hex: 0xFF, inf: +Infinity, }, /* tail */\n    },\n  },\n"
            + "  note: 'one \\\ntwo', // end\n}\n",
        Outcome.EDITED);
    add.add("strict", "{\"" + outer + "\":{\"KEY\":{}}}", Outcome.EDITED);
    add.add("one key", "{\n  " + outer + ": {},\n}\n", Outcome.EDITED);
    add.add("no key", "{gateway: {port: 18789}}", Outcome.EDITED);
    add.add(
        "names", "{" + outer + ": {KEY: {$a: {}, _b: {}, \u00fc: {}, '': {}}}}", Outcome.EDITED);
    add.add("a list", "{" + outer + ": {KEY: []}}", Outcome.REFUSED);
    add.add("a list between", "{" + outer + ": []}", Outcome.REFUSED);
    add.add("list at the root", "[]", Outcome.REFUSED);
    add.add("a string that is not closed", "{" + outer + ": {KEY: {a: 'x}}}", Outcome.REFUSED);
    add.add("a key with a hyphen", "{a-b: 1}", Outcome.REFUSED);
    add.add("deep", "{x:" + "[".repeat(100_000), Outcome.REFUSED);
    add.add("UTF-16LE", "\ufeff{}", StandardCharsets.UTF_16LE, Outcome.REFUSED);
    add.add("empty", "", Outcome.STARTED);
    return files;
  }

  /** Returns OpenCode's files in the shape of its version 2, and in both. */
  @SuppressWarnings("StringConcatToTextBlock") // every line end counts here
  public static List<NastyFile> ofNewerOpencode() {
    List<NastyFile> files = new ArrayList<>();
    Adder add = new Adder(files, "mcp");
    add.add("empty", "{\n  \"KEY\": {\n    \"servers\": {}\n  }\n}\n", Outcome.EDITED);
    add.add(
        "servers and a timeout",
        "{\n  \"KEY\": {\n    // ms\n    \"timeout\": {\"catalog\": 5000},\n    \"servers\": {\n"
            + "      \"a\": {\"type\": \"local\", \"command\": [\"x\"], \"disabled\": true}, // a\n"
            + "    },\n  },\n}\n",
        Outcome.EDITED);
    add.add(
        "both shapes",
        "{\"KEY\":{\"old\":{\"type\":\"local\",\"command\":[\"x\"],\"enabled\":true},"
            + "\"servers\":{\"a\":{\"type\":\"remote\",\"url\":\"https://x.invalid\"}}}}",
        Outcome.EDITED);
    add.add(
        "a server called servers",
        "{\"KEY\":{\"servers\":{\"type\":\"local\",\"command\":[\"x\"]}}}",
        Outcome.EDITED);
    add.add("a list of servers", "{\"KEY\":{\"servers\":[]}}", Outcome.EDITED);
    return files;
  }

  private static void json(Adder add, ConfigFormat format) {
    Outcome comments = format == ConfigFormat.JSON ? Outcome.REFUSED : Outcome.EDITED;
    Outcome commas = format == ConfigFormat.JSONC ? Outcome.EDITED : Outcome.REFUSED;
    add.add(
        "comments and trailing commas",
        "{\n  // Zed settings\n  \"theme\": \"One\", /* x */\n  \"KEY\": {\n    // keep me\n"
            + "    \"a\": {\"command\":\"x\"}, // tail\n  },\n}",
        commas);
    add.add(
        "comments",
        """
        // top
        {
          "KEY": {
            // keep me
            "a": {"command":"x"} // tail
            // "old": {}
          }, /* after */
          "x": 1
        }
        // end
        """,
        comments);
    add.add("trailing commas", "{\"KEY\":{\"a\":{\"command\":\"x\"},},}", commas);
    add.add(
        "comment alone", "// nothing\n", comments == Outcome.EDITED ? Outcome.STARTED : comments);
    add.add("null", "null", Outcome.EDITED);
    add.add("list at the root", "[]", Outcome.REFUSED);
    add.add("string at the root", "\"x\"", Outcome.REFUSED);
    add.add("number at the root", "42", Outcome.REFUSED);
    add.add("two documents", "{} {}", Outcome.REFUSED);
    add.add("list of servers", "{\"KEY\":[{\"name\":\"a\"}]}", Outcome.REFUSED);
    add.add("string for servers", "{\"KEY\":\"\"}", Outcome.REFUSED);
    add.add("null for servers", "{\"KEY\":null}", Outcome.EDITED);
    add.add("no servers", "{\n    \"z\": 1\n}", Outcome.EDITED);
    add.add("nothing", "{}", Outcome.EDITED);
    add.add(
        "duplicate keys",
        "{\"KEY\":{\"a\":{\"command\":\"1\"}},\"KEY\":{\"a\":{\"command\":\"2\"},\"a\":{\"command\":\"3\"}}}",
        Outcome.EDITED);
    add.add(
        "order, big numbers and escapes",
        "{\"z\":1,\"a\":12345678901234567890,\"f\":1.0,\"e\":1e400,"
            + "\"u\":\"\\u003cx\\u003e \\ud83d\\ude00 \\/\",\"KEY\":{}}",
        Outcome.EDITED);
    add.add(
        "names that are hostile to paths",
        "{\"KEY\":{\"my"
            + " server.1\":{},\"a/b\":{},\"a\\\"b\":{},\"__proto__\":{},\"\":{},\"ünïcode\":{}}}",
        Outcome.EDITED);
    add.add(
        "deep elsewhere",
        "{\"x\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}",
        Outcome.REFUSED);
    add.add("deep and open", "{\"KEY\":" + "{\"a\":".repeat(100_000), Outcome.REFUSED);
    add.add(
        "unknown members",
        "{\"KEY\":"
            + " {\"a\":{\"command\":\"x\",\"fromGalleryId\":\"g\",\"oauth\":{},\"tools\":[\"*\"]}}}",
        Outcome.EDITED);
    add.add(
        "forms of long ago",
        """
        {
          "KEY": {
            "zed": {"source":"custom","command":{"path":"npx","args":["x"],"env":{}}},
            "cline": {"transport":{"type":"streamableHttp","url":"https://x.invalid/"}},
            "code": {"id":"i","name":"n","config":{"command":"x"}}
          }
        }
        """,
        Outcome.EDITED);
    add.add(
        "structure inside strings",
        "{\"x\":\"// not a"
            + " comment\",\"y\":\"}\",\"w\":\"http://x/*y*/\",\"KEY\":{\"a\":{\"command\":\"{,}\"}}}",
        Outcome.EDITED);
    add.add(
        "tabs",
        "{\n\t\"KEY\": {\n\t\t\"a\": {\n\t\t\t\"command\": \"x\"\n\t\t}\n\t}\n}\n",
        Outcome.EDITED);
    add.add(
        "four spaces, CRLF, no final newline",
        """
        {
            "KEY": {
                "a": {
                    "command": "x"
                }
            }
        }\
        """
            .replace("\n", "\r\n"),
        Outcome.EDITED);
    add.add(
        "minified",
        "{\"a\":[1,2],\"KEY\":{\"a\":{\"command\":\"x\",\"args\":[]}},\"b\":{}}",
        Outcome.EDITED);
    add.add("brackets over lines", "{\n  \"KEY\": {\n  }\n}\n", Outcome.EDITED);
    add.add("brackets with a space", "{ \"KEY\": { } }\n", Outcome.EDITED);
    add.add(
        "separators of Unicode", "{\"x\":\"\u2028\u2029\ud83d\ude00\",\"KEY\":{}}", Outcome.EDITED);
    add.add("a line end in a string", "{\"KEY\":{\"a\n\":{}}}", Outcome.REFUSED);
    add.add("single quotes", "{'KEY':{}}", Outcome.REFUSED);
    add.add("cut off", "{\"KEY\":{\"a\":{\"command\":\"x", Outcome.REFUSED);
  }

  private static void toml(Adder add) {
    add.add("a table", "model = \"m\"\n\n[KEY.a] # c\ncommand = \"x\" # d\n", Outcome.EDITED);
    add.add("an inline table", "KEY = { a = { command = \"x\" } } # c\n", Outcome.EDITED);
    add.add("dotted keys", "KEY.b.command = \"y\"\n# end\n", Outcome.EDITED);
    add.add("a sub-table alone", "[KEY.c.env] # only this\nK = \"v\"\n", Outcome.EDITED);
    add.add(
        "a quoted name", "[KEY.\"q n.1\"]\ncommand = \"x\"\n\n[other]\nx = 1\n", Outcome.EDITED);
    add.add(
        "lists over lines",
        """
        [KEY.a]
        args = [
          "-y", # yes
          "# no",
        ]

        [[hooks]]
        x = '''
        [KEY.z]
        '''
        """,
        Outcome.EDITED);
    add.add("no final newline, another table last", "[profiles.x]\nmodel = \"m\"", Outcome.EDITED);
    add.add(
        "a table in two places",
        "[KEY.a]\nurl = \"u\"\n[z]\n[KEY.a.http_headers]\nA = \"b\"\n",
        Outcome.EDITED);
    add.add("a list of tables", "[[KEY]]\ncommand = \"x\"\n", Outcome.REFUSED);
    add.add("a list", "KEY = []\n", Outcome.REFUSED);
    add.add("a table twice", "[KEY.a]\n[KEY.a]\n", Outcome.REFUSED);
    add.add("no TOML", "KEY = = 1\n", Outcome.REFUSED);
    add.add("deep", "x = " + "[".repeat(100_000) + "]".repeat(100_000) + "\n", Outcome.REFUSED);
    add.add("comment alone", "# nothing\n", Outcome.STARTED);
  }

  private static void yaml(Adder add, boolean list) {
    String one =
        list ? "  - name: a\n    command: x # c\n" : "  a:\n    cmd: x # c\n    envs: {}\n";
    add.add(
        "comments",
        "# top\nz: 1 # z\nKEY:\n  # keep me\n" + one + "# end\nlast: \"# no\"\n",
        Outcome.EDITED);
    add.add("null", "KEY:\nz: 1\n", Outcome.EDITED);
    add.add("none", "z: 1\n", Outcome.EDITED);
    add.add("no final newline", "z: 1\nKEY:\n" + one.stripTrailing(), Outcome.EDITED);
    add.add("CRLF", ("KEY:\n" + one + "y: http://x/#y\n").replace("\n", "\r\n"), Outcome.EDITED);
    add.add(
        "an anchor",
        "base: &b {K: v}\nKEY:\n" + (list ? "  - name: a\n    env: *b\n" : "  a:\n    envs: *b\n"),
        Outcome.EDITED);
    add.add(
        "flow",
        list ? "KEY: [{name: a, command: x}]\n" : "KEY: {dev: {enabled: true}}\n",
        Outcome.EDITED);
    add.add("the wrong kind", list ? "KEY: {a: 1}\n" : "KEY: [a]\n", Outcome.REFUSED);
    add.add("a list at the root", "- a\n", Outcome.REFUSED);
    add.add("tabs", "KEY:\n\ta: 1\n", Outcome.REFUSED);
    add.add("no YAML", "KEY: [\n", Outcome.REFUSED);
    add.add("deep", "x: " + "[".repeat(100_000) + "]".repeat(100_000) + "\n", Outcome.REFUSED);
  }

  private record Adder(List<NastyFile> files, String key) {
    void add(String title, String text, Outcome outcome) {
      add(title, text, StandardCharsets.UTF_8, outcome);
    }

    void add(String title, String text, Charset charset, Outcome outcome) {
      files.add(new NastyFile(title, text.replace("KEY", key).getBytes(charset), outcome));
    }
  }

  @Override
  public String toString() {
    return title;
  }
}
