package dev.mcpfly.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Checks that the table of attacks on sign-in is complete, and that its tests are there. */
class SignInAttackTableTest {
  private static final Path TABLE = Path.of("docs", "sign-in-attacks.md");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| (\\d+) \\|.*\\|([^|]+)\\|$");
  private static final Pattern TEST = Pattern.compile("`(\\w+Test)(?:\\.(\\w+)`|`( row)?)");

  private static String source(String test) throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src", "test", "java"))) {
      List<Path> found = files.filter(file -> file.endsWith(test + ".java")).toList();
      assertThat(found).as(test).isNotEmpty();
      StringBuilder all = new StringBuilder();
      for (Path file : found) {
        all.append(Files.readString(file));
      }
      return all.toString();
    }
  }

  @Test
  void namesATestThatExistsForEachAttack() throws IOException {
    List<Integer> numbers = new ArrayList<>();
    Matcher row = ROW.matcher(Files.readString(TABLE));
    while (row.find()) {
      String number = row.group(1);
      numbers.add(Integer.valueOf(number));
      Matcher test = TEST.matcher(row.group(2));
      int tests = 0;
      while (test.find()) {
        tests++;
        String source = source(test.group(1));
        if (test.group(2) != null) {
          assertThat(source).as("row " + number).containsPattern("void " + test.group(2) + "\\(");
        } else {
          assertThat(test.group(3)).as("row " + number).isNotNull();
          assertThat(source)
              .as("row " + number)
              .containsPattern("(row|foreign)\\(\\s+" + number + ",|\"" + number + " [a-z]");
        }
      }
      assertThat(tests).as("tests of row " + number).isPositive();
    }
    assertThat(numbers).isEqualTo(IntStream.rangeClosed(1, 93).boxed().toList());
  }
}
