package dev.mcpfly.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Checks that every test that the threat model names is there. */
class ThreatModelTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern NAMED = Pattern.compile("`(\\w+Test)(?:\\.(\\w+))?`");

  @Test
  void namesTestsThatExist() throws IOException {
    Map<String, String> sources = testSources();
    List<String> missing = new ArrayList<>();
    Matcher named = NAMED.matcher(Files.readString(ROOT.resolve("THREAT-MODEL.md")));
    int count = 0;
    while (named.find()) {
      String source = sources.getOrDefault(named.group(1), "");
      String method = named.group(2);
      count++;
      if (source.isEmpty()
          || (method != null && !Pattern.compile("\\b" + method + "\\(").matcher(source).find())) {
        missing.add(named.group());
      }
    }
    assertThat(count).isGreaterThan(100);
    assertThat(missing).isEmpty();
  }

  /** Two classes of one name count as one. */
  private static Map<String, String> testSources() throws IOException {
    Map<String, String> sources = new HashMap<>();
    try (Stream<Path> top = Files.list(ROOT)) {
      for (Path module :
          top.filter(each -> each.getFileName().toString().startsWith("mcp-fly-")).toList()) {
        try (Stream<Path> files = Files.walk(module)) {
          for (Path file :
              files.filter(each -> each.toString().endsWith("Test.java")).sorted().toList()) {
            sources.merge(
                file.getFileName().toString().replace(".java", ""),
                Files.readString(file),
                String::concat);
          }
        }
      }
    }
    return sources;
  }
}
