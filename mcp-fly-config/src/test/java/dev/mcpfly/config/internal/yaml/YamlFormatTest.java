package dev.mcpfly.config.internal.yaml;

import dev.mcpfly.config.internal.text.Container;
import dev.mcpfly.config.internal.text.TextFormat;
import dev.mcpfly.config.internal.text.TextFormatContract;
import java.util.List;

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
            "list with dashes on separate lines",
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
}
