package dev.mcpfly.config.internal.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpfly.config.internal.text.Container;
import dev.mcpfly.config.internal.text.Entry;
import dev.mcpfly.config.internal.text.Span;
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
class YamlFormatTest extends TextFormatContract {
  private static final Container GOOSE = Container.map(List.of("extensions"));
  private static final Container CONTINUE = Container.namedList(List.of("mcpServers"), "name");
  private static final Container DEEP = Container.map(List.of("tool", "mcp.x"));
  private final YamlFormat yaml = new YamlFormat();

  @Override
  protected TextFormat format() {
    return yaml;
  }

  @Override
  protected String nested(int depth) {
    return "a: " + "[".repeat(depth);
  }

  @Override
  protected List<Sample> samples() {
    return List.of(
        new Sample("empty map", "extensions: {}\n", GOOSE),
        new Sample("empty map, comment, no final newline", "a: 1\nextensions: {} # none", GOOSE),
        new Sample("empty map with a space", "extensions: { }\nz: 1\n", GOOSE),
        new Sample("empty map far from its key", "extensions:   {}\nz: 1\n", GOOSE),
        new Sample("empty map on the next line", "extensions:\n  {}\nz: 1\n", GOOSE),
        new Sample("empty map over lines", "extensions: {\n  # none\n}\n", GOOSE),
        new Sample("empty map, comments below", "extensions: {}\n  # note\n# more\nz: 1\n", GOOSE),
        new Sample(
            "Goose",
            "# goose\nGOOSE_MODEL: x\nextensions: # mine\n  # first\n  dev: # built in\n"
                + "    enabled: true\n    args: [a, b]\n    # inside\n  # at the end\n\n  # more\n"
                + "other: 1\n",
            GOOSE),
        new Sample(
            "blank lines between",
            "extensions:\n\n  a:\n    cmd: x\n\n  # about b\n  b:\n    cmd: y\n\nother: 1\n",
            GOOSE),
        new Sample("flow map", "extensions: {dev: {enabled: true}} # c\n", GOOSE),
        new Sample("flow map with spaces", "extensions: { dev: { enabled: true } }", GOOSE),
        new Sample(
            "flow map over lines",
            "extensions: {\n"
                + "  dev: {enabled: true}, # tail\n"
                + "  b: {cmd: x} # last\n"
                + "  # end\n"
                + "}\n"
                + "z: 1\n",
            GOOSE),
        new Sample(
            "flow map over lines with a trailing comma",
            "extensions: {\n    dev: {enabled: true}, # tail\n  }\nz: 1\n",
            GOOSE),
        new Sample(
            "JSON", "{\"extensions\": {\"dev\":{\"enabled\":true}}, \"x\": [1, 2]}\n", GOOSE),
        new Sample("JSON, empty", "{\"extensions\":{}}", GOOSE),
        new Sample(
            "CRLF, no final newline",
            "a: 1\r\nextensions:\r\n    dev:\r\n        enabled: true\r\n        args:\r\n"
                + "        - x",
            GOOSE),
        new Sample("CR", "a: 1\rextensions:\r  dev:\r    enabled: true\rz: 1\r", GOOSE),
        new Sample(
            "anchors and aliases",
            "base: &base\n  timeout: 3\nextensions:\n  a: &a\n    <<: *base\n    cmd: x\n"
                + "  b: *base\nlast: *base\n",
            GOOSE),
        new Sample(
            "block scalars",
            "extensions:\n"
                + "  a:\n"
                + "    text: |\n"
                + "      one\n"
                + "       # not a comment\n\n"
                + "  b:\n"
                + "    text: >-\n"
                + "      two\n\n\n\n"
                + "z: 1\n",
            GOOSE),
        new Sample(
            "block scalar that keeps its blank lines",
            "extensions:\n  a:\n    text: |+\n      one\n\n\nz: 1\n",
            GOOSE),
        new Sample(
            "block scalar at the end", "extensions:\n  a:\n    text: |\n      one\n\n\n", GOOSE),
        new Sample(
            "keys that need quotes",
            "extensions:\n  \"on\":\n    cmd: x\n  'a: b':\n    cmd: y\n  ? yes\n  : cmd: z\n  1:\n"
                + "    cmd: w\n",
            GOOSE),
        new Sample(
            "tabs between tokens", "extensions:\t# c\t\n  a:\t{cmd:\tx}\t# d\nz:\t1\n", GOOSE),
        new Sample("document markers", "%YAML 1.2\n---\nextensions:\n  a: {}\n...\n", GOOSE),
        new Sample("document end without entries", "---\nextensions: {}\n...\n", GOOSE),
        new Sample(
            "supplementary characters",
            "a: \uD83D\uDE00\nextensions:\n  \uD83D\uDE00: {}\n",
            GOOSE),
        new Sample(
            "Continue",
            "name: x\n"
                + "mcpServers:\n"
                + "  - name: a # A\n"
                + "    command: npx\n"
                + "    args:\n"
                + "      - -y\n"
                + "      - pkg\n"
                + "  # about b\n"
                + "  - command: y\n"
                + "    name: b\n"
                + "    # inside b\n\n"
                + "# after\n"
                + "models: []\n",
            CONTINUE),
        new Sample(
            "list without indentation",
            "mcpServers:\n- name: a\n  args:\n  - x\n- name: b\n  args: []\nz: 1\n",
            CONTINUE),
        new Sample(
            "list with wide dashes, blank lines",
            "mcpServers:\n"
                + "    -   name: a\n"
                + "        command: x\n\n"
                + "    -   name: b\n"
                + "        command: y\n",
            CONTINUE),
        new Sample(
            "list with dashes on lines of their own",
            "mcpServers:\n  -\n    name: a\n  - # c\n    name: b\n",
            CONTINUE),
        new Sample("empty list", "mcpServers: []\n", CONTINUE),
        new Sample("empty list in JSON", "{\"mcpServers\": [], \"z\": 1}", CONTINUE),
        new Sample(
            "flow list", "mcpServers: [{name: a, command: x}, {name: b, url: y}] # c\n", CONTINUE),
        new Sample(
            "list with duplicates",
            "mcpServers:\n  - name: a\n    command: x\n  - name: a\n    command: y\n"
                + "  - name: 1\n    command: z\n",
            CONTINUE),
        new Sample("deeper container", "tool:\n  \"mcp.x\": {}\n  z: 1\n", DEEP),
        new Sample("deeper container, half flow", "tool: {\"mcp.x\": {a: {}}, z: 1}\n", DEEP),
        new Sample("root container", "x: 1\na:\n  y: 2\n", Container.map(List.of())));
  }

  @Test
  void aNewEntryFollowsItsSiblings() {
    String text =
        """
        extensions:
          developer:
            enabled: true
            args:
            - a
          # end

        GOOSE_MODEL: x
        """;
    assertThat(yaml.put(text, GOOSE, "on", STDIO))
        .isEqualTo(
            """
            extensions:
              developer:
                enabled: true
                args:
                - a
              "on":
                command: npx
                args:
                - "-y"
                - a b
                - "c\\\\d\\"e"
                - "ünï"
                env:
                  KEY: "$x: #y // z"
              # end

            GOOSE_MODEL: x
            """);
  }

  @Test
  void aNewItemFollowsItsSiblings() {
    String text = "mcpServers:\n  - name: 'a'\n    command: 'npx'\n    args: ['x']\n";
    assertThat(yaml.put(text, CONTINUE, "it's", STDIO))
        .isEqualTo(
            text
                + """
                  - name: 'it''s'
                    command: 'npx'
                    args: ['-y', 'a b', 'c\\d"e', 'ünï']
                    env:
                      KEY: '$x: #y // z'
                """);
  }

  @Test
  void missingContainersAreMade() {
    Map<String, Object> value = Map.of("cmd", "x");
    assertThat(yaml.put("", GOOSE, "a", value)).isEqualTo("extensions:\n  a:\n    cmd: x\n");
    assertThat(yaml.put("# c", GOOSE, "a", value)).isEqualTo("# c\nextensions:\n  a:\n    cmd: x");
    assertThat(yaml.put("a: 1\r\n# end\r\n", GOOSE, "a", value))
        .isEqualTo("a: 1\r\nextensions:\r\n  a:\r\n    cmd: x\r\n# end\r\n");
    assertThat(yaml.put("extensions:\nz: 1\n", GOOSE, "a", value))
        .isEqualTo("extensions:\n  a:\n    cmd: x\nz: 1\n");
    assertThat(yaml.put("extensions: ~ # c\nz: 1\n", GOOSE, "a", value))
        .isEqualTo("extensions: # c\n  a:\n    cmd: x\nz: 1\n");
    assertThat(yaml.put("null", GOOSE, "a", value)).isEqualTo("extensions:\n  a:\n    cmd: x");
    assertThat(yaml.put("{}", GOOSE, "a", value)).isEqualTo("{extensions: {a: {cmd: x}}}");
    assertThat(yaml.put("--- # c\n...\n", CONTINUE, "a", value))
        .isEqualTo("--- # c\nmcpServers:\n  - name: a\n    cmd: x\n...\n");
    assertThat(yaml.put("z: 1\n", DEEP, "a", value))
        .isEqualTo("z: 1\ntool:\n  mcp.x:\n    a:\n      cmd: x\n");
  }

  @Test
  void theLastEntryLeavesAnEmptyContainer() {
    assertThat(yaml.remove("extensions: # c\n  # n\n  a:\n    b: 1 # d\n\nz: 1\n", GOOSE, "a"))
        .isEqualTo("extensions: {} # c\n  # n\n\nz: 1\n");
    assertThat(yaml.remove("mcpServers:\n- name: a\n  b: 1", CONTINUE, "a"))
        .isEqualTo("mcpServers: []");
    assertThat(yaml.remove("extensions: !!map\n  a: 1\nz: 1\n", GOOSE, "a"))
        .isEqualTo("extensions: !!map {}\nz: 1\n");
    assertThat(yaml.remove("extensions: { a: 1 }\n", GOOSE, "a")).isEqualTo("extensions: { }\n");
  }

  @Test
  void mergeTouchesOnlyWhatChanges() {
    String text =
        """
        extensions:
          a: # head
            # why
            cmd:   'npx' # cmd
            args: # all
              - -y # yes
              # the package
              - pkg@1 # pinned
            timeout: 60.0
            enabled: true # on

            envs: {A: "1", B: two} # env
            text: |
              old

            # end
        z: 1
        """;
    Map<String, Object> set = new LinkedHashMap<>();
    set.put("cmd", "npx");
    set.put("args", List.of("-y", "pkg@2", "--flag"));
    set.put("timeout", 60);
    set.put("envs", Map.of("A", "1", "C", "x"));
    set.put("text", "new");
    set.put("headers", Map.of("X", "y"));
    assertThat(yaml.merge(text, GOOSE, "a", set, Set.of("enabled")))
        .isEqualTo(
            """
            extensions:
              a: # head
                # why
                cmd:   'npx' # cmd
                args: # all
                  - -y # yes
                  # the package
                  - pkg@2 # pinned
                  - "--flag"
                timeout: 60.0

                envs: {A: "1", C: x} # env
                text: new
                headers:
                  X: "y"

                # end
            z: 1
            """);
  }

  @Test
  void valuesChangeTheirKind() {
    String text = "extensions:\n  a:\n    v: 1 # c\n  b: 2\n";
    Map<String, Object> map = Map.of("v", Map.of("k", List.of("x")));
    String changed = yaml.put(text, GOOSE, "a", map);
    assertThat(changed).isEqualTo("extensions:\n  a:\n    v: # c\n      k:\n        - x\n  b: 2\n");
    assertThat(yaml.put(changed, GOOSE, "a", Map.of("v", 1))).isEqualTo(text);
    assertThat(yaml.put(text, GOOSE, "b", Map.of("x", Map.of())))
        .isEqualTo("extensions:\n  a:\n    v: 1 # c\n  b:\n    x: {}\n");
    assertThat(yaml.put(text, GOOSE, "a", Map.of())).isEqualTo("extensions:\n  a: {}\n  b: 2\n");
    assertThat(yaml.put("mcpServers: [{name: a, x: 1}]", CONTINUE, "a", Map.of("k", List.of(1))))
        .isEqualTo("mcpServers: [{name: a, k: [1]}]");
    assertThat(yaml.put("extensions: {a, b: }", GOOSE, "a", Map.of("k", 1)))
        .isEqualTo("extensions: {a: {k: 1}, b: }");
    assertThat(yaml.put("extensions: {a, b: }", GOOSE, "b", Map.of("k", 1)))
        .isEqualTo("extensions: {a, b: {k: 1} }");
  }

  @Test
  void theMemberBesideTheDashCanGo() {
    Set<String> drop = Set.of("command");
    assertThat(
            yaml.merge(
                "mcpServers:\n  - command: x # c\n    name: a\n", CONTINUE, "a", Map.of(), drop))
        .isEqualTo("mcpServers:\n  - name: a\n");
    assertThat(
            yaml.merge(
                "mcpServers:\n  - command: x\n    # about\n    name: a\n",
                CONTINUE,
                "a",
                Map.of(),
                drop))
        .isEqualTo("mcpServers:\n  -\n    # about\n    name: a\n");
  }

  @Test
  void removeTakesEveryItemOfTheName() {
    String text =
        "mcpServers:\n  - name: a\n    x: 1\n  # about b\n  - name: b\n  - name: a\n  - y: 1\n";
    assertThat(yaml.remove(text, CONTINUE, "a"))
        .isEqualTo("mcpServers:\n  # about b\n  - name: b\n  - y: 1\n");
    assertThat(yaml.put(text, CONTINUE, "a", Map.of("x", 2)))
        .isEqualTo(text.replace("- name: a\n  - y", "- name: a\n    x: 2\n  - y"));
    assertThat(yaml.remove(text, CONTINUE, "")).isEqualTo(text);
  }

  @Test
  void aBlockThatKeepsItsBlankLinesGetsNoMoreOfThem() {
    assertThat(
            yaml.merge(
                "extensions:\n  a:\n    t: |+\n      x\n    u: 1\n\n    v: 2\n",
                GOOSE,
                "a",
                Map.of(),
                Set.of("u")))
        .isEqualTo("extensions:\n  a:\n    t: |+\n      x\n    v: 2\n");
  }

  @Test
  void removeKeepsForeignComments() {
    assertThat(
            yaml.remove(
                "extensions:\n"
                    + "  # about a\n"
                    + "  a:\n"
                    + "    x: 1 # tail\n"
                    + "      # deep\n"
                    + "  # about b\n"
                    + "  b: 2\n",
                GOOSE,
                "a"))
        .isEqualTo("extensions:\n  # about a\n  # about b\n  b: 2\n");
  }

  @Test
  void renameChangesTheKeyOnly() {
    assertThat(yaml.rename("extensions:\n  \"a\" : # c\n    x: 1\n", GOOSE, "a", "no"))
        .isEqualTo("extensions:\n  \"no\" : # c\n    x: 1\n");
    assertThat(yaml.rename("extensions: {a: {x: 1}}", GOOSE, "a", "b.c"))
        .isEqualTo("extensions: {b.c: {x: 1}}");
    assertThat(yaml.rename("mcpServers:\n- x: 1\n  name: a # c\n", CONTINUE, "a", "1"))
        .isEqualTo("mcpServers:\n- x: 1\n  name: \"1\" # c\n");
    assertThatThrownBy(() -> yaml.rename("extensions: {a: 1, b: 2}", GOOSE, "a", "b"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anAliasThatIsEditedBecomesAValueOfItsOwn() {
    String text = "extensions:\n  a: &a\n    cmd: x\n    args: [1]\n  b: *a\n  c:\n    envs: *a\n";
    assertThat(yaml.merge(text, GOOSE, "b", Map.of("cmd", "y"), Set.of()))
        .isEqualTo(
            "extensions:\n  a: &a\n    cmd: x\n    args: [1]\n  b:\n    cmd: \"y\"\n"
                + "    args: [1]\n  c:\n    envs: *a\n");
    assertThat(yaml.put(text, GOOSE, "c", Map.of("envs", Map.of("K", "v"))))
        .isEqualTo(text.replace("envs: *a\n", "envs:\n      K: v\n"));
    assertThat(yaml.remove(text, GOOSE, "b")).isEqualTo(text.replace("  b: *a\n", ""));
    assertThat(yaml.rename(text, GOOSE, "a", "z")).isEqualTo(text.replace("  a: &a", "  z: &a"));
  }

  @Test
  void whatOthersShareIsNotChanged() {
    String text = "x: 1\nextensions:\n  a: &a\n    cmd: x\n    env: &e {K: v}\n  b: *a\n  c: *e\n";
    for (String name : List.of("a")) {
      assertThatThrownBy(() -> yaml.put(text, GOOSE, name, Map.of("cmd", "y")))
          .isInstanceOfSatisfying(
              TextFormatException.class,
              e -> {
                assertThat(e.line()).isEqualTo(3);
                assertThat(e.column()).isEqualTo(6);
                assertThat(e).hasMessageContaining("shared as *a");
              });
      assertThatThrownBy(() -> yaml.remove(text, GOOSE, name))
          .isInstanceOf(TextFormatException.class)
          .hasMessageContaining("shared");
    }
    String container = "base: &b\n  a: {cmd: x}\nextensions: *b\n";
    assertThat(yaml.entries(container, GOOSE)).extracting(Entry::name).containsExactly("a");
    assertThatThrownBy(() -> yaml.put(container, GOOSE, "n", STDIO))
        .isInstanceOf(TextFormatException.class)
        .hasMessageContaining("alias of &b");
    String shared = "extensions: &b\n  a: {cmd: x}\nbackup: *b\n";
    assertThatThrownBy(() -> yaml.put(shared, GOOSE, "n", STDIO))
        .isInstanceOf(TextFormatException.class)
        .hasMessageContaining("shared as *b");
  }

  @Test
  void readsEveryKindOfValue() {
    String text =
        "extensions:\n  a: {s: x, i: 0x10, o: 0o17, big: 123456789012345678901234567890, f: 1.5e3,"
            + " b: true, n: ~, q: '1', l: [yes, 'no'], t: !!str 1}\n  b:\n    m: >-\n      folded\n"
            + "      text\n    e:\n";
    Map<String, Object> expected = new LinkedHashMap<>();
    expected.put("s", "x");
    expected.put("i", 16L);
    expected.put("o", 15L);
    expected.put("big", new java.math.BigInteger("123456789012345678901234567890"));
    expected.put("f", 1500.0);
    expected.put("b", true);
    expected.put("n", null);
    expected.put("q", "1");
    expected.put("l", List.of("yes", "no"));
    expected.put("t", "1");
    List<Entry> entries = yaml.entries(text, GOOSE);
    assertThat(entries.get(0).tree()).isEqualTo(expected);
    assertThat(yaml.read(text, List.of("extensions", "b", "m")))
        .hasValueSatisfying(value -> assertThat(value.tree()).isEqualTo("folded text"));
    assertThat(yaml.read(text, List.of("extensions", "b", "e")))
        .hasValueSatisfying(value -> assertThat(value.tree()).isNull());
    assertThat(yaml.read(text, List.of("extensions", "c"))).isEmpty();
    assertThat(yaml.scalars(text, GOOSE))
        .extracting(scalar -> String.join("/", scalar.path()))
        .containsExactly(
            "a/s", "a/i", "a/o", "a/big", "a/f", "a/b", "a/n", "a/q", "a/l/0", "a/l/1", "a/t",
            "b/m");
    assertThat(yaml.scalars(text, GOOSE))
        .extracting(scalar -> cut(text, scalar.span()))
        .contains("'no'", ">-\n      folded\n      text");
  }

  @Test
  void aSecretBehindAnAliasIsFoundWhereItStands() {
    String text = "token: &t s3cret\nextensions:\n  a: {envs: {T: *t}}\n";
    assertThat(yaml.scalars(text, GOOSE))
        .singleElement()
        .satisfies(
            scalar -> {
              assertThat(scalar.path()).containsExactly("a", "envs", "T");
              assertThat(cut(text, scalar.span())).isEqualTo("s3cret");
            });
  }

  private static String cut(String text, Span span) {
    return text.substring(span.start(), span.end());
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          '- a', 1, 1
          '42', 1, 1
          'extensions: [a]', 1, 13
          'x: 1\nextensions: text', 2, 13
          'a: 1\n---\nb: 2', 2, 1
          'a:\n\tb: 1', 2, 1
          'a: [1', 1, 6
          'a: 1\na: 2', 2, 1
          'a: 1\nb: {c: 1, "c": 2}', 2, 11
          'a: b: c', 1, 5
          '"\uD83D\uDE00": *nope', 1, 7
          'a: &r [*r]', 1, 8
          'a: "\uD83D\uDE00" \u0001', 1, 9
          """)
  void faultsHaveTheirPlace(String text, int line, int column) {
    assertThatThrownBy(() -> yaml.put(text, GOOSE, "new", STDIO))
        .isInstanceOfSatisfying(
            TextFormatException.class,
            e -> {
              assertThat(e.line()).isEqualTo(line);
              assertThat(e.column()).isEqualTo(column);
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{a: ", "- ", "? ", "[[{a: "})
  void nestingBombsAreRefused(String piece) {
    assertThatThrownBy(() -> yaml.put(piece.repeat(50_000), GOOSE, "a", STDIO))
        .isInstanceOf(TextFormatException.class)
        .hasMessageContaining("nesting");
  }

  @Test
  void nestingBehindAliasesIsCountedToo() {
    StringBuilder text = new StringBuilder("a0: &a0 1\n");
    for (int i = 1; i < 2000; i++) {
      text.append("a%d: &a%d [*a%d]\n".formatted(i, i, i - 1));
    }
    assertThatThrownBy(() -> yaml.check(text.toString()))
        .isInstanceOf(TextFormatException.class)
        .hasMessageContaining("nesting");
  }

  @Test
  void aliasBombsAreRefused() {
    StringBuilder text = new StringBuilder("a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n");
    for (int i = 1; i < 10; i++) {
      text.append("a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + ", ").repeat(10)));
    }
    assertThatThrownBy(() -> yaml.check(text.toString()))
        .isInstanceOf(TextFormatException.class)
        .hasMessageContaining("too many values");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "a ",
        " a",
        "~",
        "null",
        "True",
        "yes",
        "No",
        "on",
        "OFF",
        "y",
        "1",
        "1.0",
        "0x1",
        "1e3",
        ".5",
        ".inf",
        "-",
        "-a",
        "?",
        ":",
        "a:",
        "a: b",
        "a #b",
        "#a",
        "&a",
        "*a",
        "!a",
        "|",
        ">",
        "@a",
        "`a",
        "%a",
        "[a",
        "]",
        "{a",
        "}",
        ",",
        "a, b",
        "\"a",
        "'a",
        "it's",
        "a\nb",
        "a\tb",
        "\u0007",
        "\u0085",
        "\u2028",
        "\uFEFF",
        "é",
        "\uD83D\uDE00",
        "=",
        "<<",
        "---",
        "...",
        "C:\\Program Files\\x",
        "https://h/p?a=b&c=%20#f",
        "2001-01-01",
        "12:30",
        "a:b"
      })
  void everyStringComesBack(String string) {
    for (String text :
        List.of("", "extensions: {x: {a: b}}\n", "mcpServers:\n- name: x\n  a: 'b'\n")) {
      Container container = text.startsWith("mcp") ? CONTINUE : GOOSE;
      String put =
          yaml.put(
              text, container, "k" + string, Map.of("v", string, "l", List.of(string), string, 1));
      assertThat(yaml.entries(put, container))
          .last()
          .satisfies(
              entry -> {
                assertThat(entry.name()).isEqualTo("k" + string);
                assertThat(entry.tree())
                    .isEqualTo(Map.of("v", string, "l", List.of(string), string, 1L));
              });
    }
  }

  @Test
  void halfASurrogatePairIsRefused() {
    assertThatThrownBy(() -> yaml.put("", GOOSE, "a", Map.of("x", "\uD83D")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("surrogate");
  }
}
