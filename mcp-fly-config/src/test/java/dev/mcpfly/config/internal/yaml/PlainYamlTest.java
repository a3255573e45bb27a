package dev.mcpfly.config.internal.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpfly.config.internal.text.TextFormatException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The quick reader against the parser: where it reads a text, both must say the same. */
class PlainYamlTest {
  private static final String PLAIN =
      """
      # Settings
      GOOSE_MODEL: gpt-4o # the model
      extensions:
        fetch:
          enabled: true
          timeout: 300
          cmd: uvx
          args:
          - mcp-server-fetch
          - --flag=a b
          - "quoted: # text"
          envs: {}
          env_keys: []
          'name': it's
          description:

        # the next one
        "slack hq":
          args:
            - npx
            -
            - name: x
              value: -1.5
            # a comment, is it?
            - plain#hash
          uri: https://app.fly.dev/mcp?x=1
      last: d\u00fcsseldorf
      """;

  @Test
  void readsWhatProgramsWriteAsTheParserDoes() {
    for (String text :
        List.of(
            PLAIN, PLAIN.replace("\n", "\r\n"), PLAIN.stripTrailing(), "a:", "a: b", "a:\n- b")) {
      assertThat(PlainYaml.read(text)).as(text).isNotNull().isEqualTo(YamlReader.parse(text));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "# only\n",
        "- a\n",
        "a: b\n---\nc: d\n",
        "a: b\n...\n",
        "%YAML 1.2\n---\na: b\n",
        "a: &x b\nc: *x\n",
        "<<: {}\n",
        "a: [b]\n",
        "a: {b: c}\n",
        "a: |\n  b\n",
        "a: b\n  c\n",
        "a: \"b\\n\"\n",
        "a: 'it''s'\n",
        "a: b: c\n",
        "a:\tb\n",
        "a: b\n\tc: d\n",
        "? a\n: b\n",
        "a: b\na: c\n",
        "a:\n   b: c\n  d: e\n",
        "a: !!str 1\n",
        "a: @b\n",
        "a: - b\n",
        "a: \ud83d\ude00\n",
        "a: b\u2028c\n",
        "a: b\u0085c\n",
        "a: b\rc: d\n",
        "a b: c\n",
        "a:\n- b\n  - c\n",
        "a: \"b\" c\n",
        "a: \"b\"#c\n",
        "a: b\n c: d\n",
        "\ufeffa: b\n"
      })
  void leavesEveryOtherTextToTheParser(String text) {
    assertThat(PlainYaml.read(text)).isNull();
  }

  @Test
  void questionMarkInACommentIsNotAnExplicitKey() {
    String text = "a: &x\n  # what is this?\n  b: 1\nc: 2\n";
    assertThat(YamlReader.parse(text).rootMap().pairs().get(0).value())
        .isInstanceOfSatisfying(
            YamlNode.YamlMap.class,
            map -> assertThat(map.pairs().get(0).start()).isEqualTo(text.indexOf("b:")));
    String after = "a: 1\n# and this?\nb: 2\n";
    assertThat(YamlReader.parse(after).rootMap().pairs().get(1).start())
        .isEqualTo(after.indexOf("b:"));
  }

  /** Small changes to a text that is read quickly: nearly all of them are mistakes. */
  @Test
  void neverReadsATextDifferentlyThanTheParser() {
    long seed = Long.getLong("yaml.seed", 17);
    Random random = new Random(seed);
    String signs = " \n:-#\"'[]{}|>?&*!,.a0~%@\t\r\\\u00e9";
    int quick = 0;
    for (int i = 0; i < 20_000; i++) {
      List<String> lines = new ArrayList<>(List.of(PLAIN.split("(?<=\n)")));
      for (int n = random.nextInt(12); n > 0; n--) {
        lines.remove(random.nextInt(lines.size()));
      }
      StringBuilder text = new StringBuilder(String.join("", lines));
      for (int n = random.nextInt(3); n > 0 && text.length() > 0; n--) {
        int at = random.nextInt(text.length());
        if (random.nextBoolean()) {
          text.insert(at, signs.charAt(random.nextInt(signs.length())));
        } else {
          text.deleteCharAt(at);
        }
      }
      YamlDocument read = PlainYaml.read(text.toString());
      if (read == null) {
        continue;
      }
      quick++;
      YamlDocument parsed;
      try {
        parsed = YamlReader.parse(text.toString());
      } catch (TextFormatException e) {
        throw new AssertionError("seed " + seed + ": the parser refuses\n" + text, e);
      }
      assertThat(read).as("seed %d\n%s", seed, text).isEqualTo(parsed);
    }
    assertThat(quick).as("texts that were read quickly").isGreaterThan(1_000);
  }
}
