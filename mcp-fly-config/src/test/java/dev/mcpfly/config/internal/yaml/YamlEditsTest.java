package dev.mcpfly.config.internal.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpfly.config.internal.text.Container;
import dev.mcpfly.config.internal.text.Entry;
import dev.mcpfly.config.internal.text.TextFormatContract;
import dev.mcpfly.config.internal.text.TextFormatException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Edits of YAML in the style of what is around them. */
@SuppressWarnings("StringConcatToTextBlock") // every line end counts here
class YamlEditsTest {
  private static final Container GOOSE = Container.map(List.of("extensions"));
  private static final Container CONTINUE = Container.namedList(List.of("mcpServers"), "name");
  private static final Container DEEP = Container.map(List.of("tool", "mcp.x"));
  private final YamlFormat yaml = new YamlFormat();

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
    assertThat(yaml.put(text, GOOSE, "on", TextFormatContract.STDIO))
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
    assertThat(yaml.put(text, CONTINUE, "it's", TextFormatContract.STDIO))
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
  void removesTheMemberBesideTheDash() {
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
  void removeDeletesEveryItemOfTheName() {
    String text =
        "mcpServers:\n  - name: a\n    x: 1\n  # about b\n  - name: b\n  - name: a\n  - y: 1\n";
    assertThat(yaml.remove(text, CONTINUE, "a"))
        .isEqualTo("mcpServers:\n  # about b\n  - name: b\n  - y: 1\n");
    assertThat(yaml.put(text, CONTINUE, "a", Map.of("x", 2)))
        .isEqualTo(text.replace("- name: a\n  - y", "- name: a\n    x: 2\n  - y"));
    assertThat(yaml.remove(text, CONTINUE, "")).isEqualTo(text);
  }

  @Test
  void blockThatKeepsItsBlankLinesGetsNoMore() {
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
  void removeKeepsOtherComments() {
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
  void editedAliasBecomesASeparateValue() {
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
  void doesNotChangeSharedValues() {
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
    assertThatThrownBy(() -> yaml.put(container, GOOSE, "n", TextFormatContract.STDIO))
        .isInstanceOf(TextFormatException.class)
        .hasMessageContaining("alias of &b");
    String shared = "extensions: &b\n  a: {cmd: x}\nbackup: *b\n";
    assertThatThrownBy(() -> yaml.put(shared, GOOSE, "n", TextFormatContract.STDIO))
        .isInstanceOf(TextFormatException.class)
        .hasMessageContaining("shared as *b");
  }
}
