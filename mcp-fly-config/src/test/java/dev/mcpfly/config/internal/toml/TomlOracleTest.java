package dev.mcpfly.config.internal.toml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mcpfly.config.internal.edit.Trees;
import dev.mcpfly.config.internal.text.TextFormatException;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our reading of TOML beside that of another parser, and the cases in which readers often err. */
@SuppressWarnings("StringConcatToTextBlock") // every line end counts here
class TomlOracleTest {
  @Test
  void acceptsAndRejectsRandomTextsLikeAnotherParser() {
    long seed = Long.getLong("mcpfly.comments.seed", 20261128L);
    long runs = Long.getLong("mcpfly.comments.runs", 3_400);
    System.out.printf("TOML: %d random texts beside tomlj, first seed %d%n", runs, seed);
    int read = 0;
    int refused = 0;
    int unknown = 0;
    for (long run = seed; run < seed + runs; run++) {
      String text = new TomlTexts(new Random(run * 0x9E3779B97F4A7C15L)).next();
      Object theirs;
      try {
        theirs = TomlOracle.parse(text);
      } catch (IllegalArgumentException e) {
        if (String.valueOf(e.getMessage()).contains("Float is too large")) {
          continue; // infinite for us, as for most parsers
        }
        theirs = e;
      } catch (AssertionError e) {
        unknown++; // it fails its own assertion, and so has no verdict
        continue;
      }
      Object ours;
      try {
        ours = TomlScanner.scan(text).tree();
      } catch (TextFormatException e) {
        ours = e;
      }
      boolean bothRefuse = ours instanceof Exception && theirs instanceof Exception;
      if (!bothRefuse && !Trees.equal(ours, theirs)) {
        throw new AssertionError(
            "seed " + run + ":\n" + text + "\nours: " + ours + "\ntheirs: " + theirs);
      }
      refused += bothRefuse ? 1 : 0;
      read += bothRefuse ? 0 : 1;
    }
    assertThat(read).isGreaterThan(refused / 2).isPositive();
    assertThat(unknown).isLessThan(read / 10);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a.b.c = 1\na.d = 2",
        "[a.b.c]\n[a]\nb.x = 1",
        "[fruit]\napple.color = 1\n[fruit.apple.texture]\nsmooth = true",
        "[[a]]\nx = 1\n[a.b]\ny = 1\n[[a]]\n[a.b]\n",
        "[[a]]\n[[a.b]]\n[[a.b]]\n[[a]]\n[[a.b]]",
        "[x.y.z.w]\n[x]",
        "a = []\nb = [[], {}]",
        "a = [ # x\n1, # y\n# z\n]",
        "a = {b = 1, # 1.1\n}",
        "a = \"\"\"\n\n\"\"\"",
        "a = '''''x'''''",
        "a = \"\\e\\x41\"",
        "a = 07:32\nb = 1979-05-27 07:32",
        "a = 1987-07-05T17:45:60Z",
        "a = 2000-02-29",
        "\"\" = 1\n' ' . x = 1",
        "1234 = 1\n1.2 = 3",
        "-_ = +0\n",
        "a = +nan\nb = -inf",
        "a = 0e0\nb = 1E+02",
        "# only a comment",
        "a = 1 # no line end",
        "a = \"~\u0080\uffff\"",
      })
  void readsWhatIsValid(String text) {
    TomlScanner.scan(text).tree();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a = 1\na = 2",
        "a = 1\na.b = 2",
        "a.b = 1\na = 2",
        "a.b = 1\n[a]\n",
        "[a]\n[a]",
        "[a.b.c]\nz = 9\n[a]\nb.c.t = 1",
        "[a.b.c.d]\nz = 9\n[a]\nb.c.d.k.t = 1",
        "[[a.b]]\n[a]\nb.y = 2",
        "[fruit]\napple.color = 1\n[fruit.apple]",
        "[fruit]\napple.taste.sweet = true\n[fruit.apple.taste]",
        "a = {}\n[a.b]",
        "a = {}\na.b = 1",
        "a = {b = 1}\n[a]",
        "a = {b = 1, b.c = 1}",
        "a = {b.c = 1, b = {}}",
        "a = {b = 1, b = 2}",
        "a = []\n[[a]]",
        "a = [{}]\n[a.b]",
        "[a]\n[[a]]",
        "[[a]]\n[a]",
        "[[a]]\n[a.b]\n[[a.b]]",
        "[]",
        "[a.]",
        "[a] b = 1",
        "[ [a]]",
        "[a]]",
        "a",
        "a =",
        "a = # 1",
        "= 1",
        "a = 1 b = 2",
        "a b = 1",
        "a\n= 1",
        "a =\n1",
        "a = [1 2]",
        "a = [,1]",
        "a = [1,,2]",
        "a = [1",
        "a = {b = 1",
        "a = {,}",
        "a = {b}",
        "a = 01",
        "a = -01",
        "a = 1_",
        "a = _1",
        "a = 1__0",
        "a = +0x1",
        "a = 0X1",
        "a = 0x",
        "a = 0x_1",
        "a = 0b2",
        "a = 0o8",
        "a = 1.",
        "a = .1",
        "a = 1.e1",
        "a = 1._1",
        "a = 1_.1",
        "a = 1e",
        "a = 1e_1",
        "a = 1e1_",
        "a = 1e1.0",
        "a = 03.1",
        "a = Inf",
        "a = nan1",
        "a = 9223372036854775808",
        "a = 0x8000000000000000",
        "a = True",
        "a = truer",
        "a = yes",
        "a = 2021-02-29",
        "a = 2021-13-01",
        "a = 2021-01-01T24:00:00Z",
        "a = 2021-01-01T00:60:00Z",
        "a = 2021-01-01T00:00:61Z",
        "a = 2021-01-01T00:00:00+25:00",
        "a = 2021-01-01T",
        "a = 2021-1-1",
        "a = 1:00:00",
        "a = 07:32:00Z",
        "a = 07:32:00.",
        "a = \"x",
        "a = 'x",
        "a = \"\"\"x",
        "a = '''x''",
        "a = \"\"\"x\"\"\"\"\"\"",
        "a = \"\\q\"",
        "a = \"\\u12\"",
        "a = \"\\ud800\"",
        "a = \"\\U00110000\"",
        "a = \"\\",
        "a = \"\"\"\\ x\"\"\"",
        "a = \"\u0001\"",
        "a = '\u007f'",
        "a = \"x\ny\"",
        "\"\"\"a\"\"\" = 1",
        "# \u0000",
        "# a\rb",
        "a = 1\r",
        "a = \"\"\"x\ry\"\"\"",
        "é = 1",
        "\ufeff a = 1",
      })
  void refusesWhatIsInvalid(String text) {
    assertThatThrownBy(() -> TomlScanner.scan(text).tree()).isInstanceOf(TextFormatException.class);
  }

  @Test
  void datesAndTimesBecomeStringsInOneFormat() {
    assertThat(
            TomlScanner.scan(
                    "a = 1979-05-27 07:32:00z\nb = 1979-05-27t07:32:00.500-07:30\n"
                        + "c = 1979-05-27T07:32\nd = 07:32:00.1234567899\ne = 1979-05-27")
                .tree())
        .isEqualTo(
            Map.of(
                "a",
                "1979-05-27T07:32:00Z",
                "b",
                "1979-05-27T07:32:00.5-07:30",
                "c",
                "1979-05-27T07:32:00",
                "d",
                "07:32:00.123456789",
                "e",
                "1979-05-27"));
  }

  @Test
  void readsMultilineStringsAsSpecified() {
    assertThat(
            TomlScanner.scan(
                    "a = \"\"\"\r\nx\r\n  y \\\r\n\r\n   z\"\"\"\"\"\nb = '''\n\\ '' ''''\n"
                        + "c = \"\\\"\\\\\\u00e9\\U0001F600\"")
                .tree())
        .isEqualTo(Map.of("a", "x\n  y z\"\"", "b", "\\ '' '", "c", "\"\\é\uD83D\uDE00"));
  }
}
