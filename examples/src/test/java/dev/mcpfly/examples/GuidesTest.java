package dev.mcpfly.examples;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs what the guides show: the Java blocks of a page, in order, as one script. A comment that a
 * reader does not see may hold more of it ({@code <!-- java … -->}) or a condition that must hold
 * ({@code <!-- check … -->}); {@code <!-- file: path -->} before a block says which file it
 * repeats. No block is left out: one that needs Fly.io is the body of a method that is not called.
 */
@Timeout(600)
class GuidesTest {
  private static final Path GUIDES = Path.of("guides").toAbsolutePath();
  private static final Pattern PART =
      Pattern.compile(
          "<!-- java\\n(?<hidden>.*?)-->|<!-- check (?<check>.*?) -->"
              + "|(<!-- (?<mark>file: \\S+) -->\\n+)?```java\\n(?<shown>.*?)```",
          Pattern.DOTALL);
  private static final Pattern TYPED = Pattern.compile("(?m)^ {4}jshell> (.*)$");
  private static final Pattern LINK = Pattern.compile("]\\((?!https?:|#)([^)#]+)");

  @TempDir Path folder;

  static Stream<Path> guides() throws IOException {
    try (Stream<Path> files = Files.list(GUIDES)) {
      return files.filter(file -> file.toString().endsWith(".md")).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("guides")
  void javaBlocksRunInTheirOrder(Path guide) throws Exception {
    StringBuilder script = new StringBuilder();
    Matcher part = PART.matcher(Files.readString(guide));
    while (part.find()) {
      String mark = part.group("mark");
      if (part.group("check") != null) {
        script.append(check(part.group("check")));
      } else if (part.group("hidden") != null) {
        script.append(part.group("hidden"));
      } else if (mark == null) {
        script.append(part.group("shown"));
      } else if (mark.startsWith("file: ")) {
        Path file = GUIDES.resolve(mark.substring("file: ".length())).normalize();
        assertThat(file).content().contains(part.group("shown").strip());
      }
    }
    if (!script.isEmpty()) {
      run(imports(script.toString()), guide);
    }
  }

  static Stream<Path> pages() throws IOException {
    return Stream.concat(
        guides(),
        Stream.of(
                "README.md",
                "../README.md",
                "../SECURITY.md",
                "../THREAT-MODEL.md",
                "../CONTRIBUTING.md")
            .map(name -> Path.of(name).toAbsolutePath().normalize()));
  }

  @ParameterizedTest
  @MethodSource("pages")
  void linksPointToExistingFiles(Path page) throws IOException {
    Matcher link = LINK.matcher(Files.readString(page));
    while (link.find()) {
      assertThat(page.resolveSibling(link.group(1)).normalize()).as("in %s", page).exists();
    }
  }

  /** It launches on Fly.io, and is compiled only: as the body of a method that is not called. */
  @Test
  void launchOfTheReadmeCompiles() throws Exception {
    Path readme = Path.of("../README.md").toAbsolutePath().normalize();
    Matcher part = PART.matcher(Files.readString(readme));
    assertThat(part.find()).isTrue();
    List<String> imports = new ArrayList<>();
    List<String> body = new ArrayList<>();
    part.group("shown").lines().forEach(l -> (l.startsWith("import ") ? imports : body).add(l));
    run(
        "%s%nvoid launch() {%n%s%n}%n"
            .formatted(String.join("\n", imports), String.join("\n", body)),
        readme);
  }

  /** The tool goes on after an error and exits with 0, so what it says is read. */
  @Test
  void linesOfTheJshellGuideWorkInTheTool() throws Exception {
    Matcher line = TYPED.matcher(Files.readString(GUIDES.resolve("jshell.md")));
    Path typed = folder.resolve("typed.txt");
    Files.writeString(typed, line.results().map(r -> r.group(1) + "\n").collect(joining()));
    Path log = folder.resolve("output.txt");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jshell").toString(),
                "-J-XX:TieredStopAtLevel=1",
                "-R-XX:TieredStopAtLevel=1",
                "--class-path",
                System.getProperty("java.class.path"))
            .directory(Path.of("..").toFile()) // where the guide starts it
            .redirectInput(typed.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    awaitEnd(process, "jshell");
    assertThat(read(log)).contains("emulator ==> FlyEmulator[", "Ready at http://");
    assertThat(read(log)).doesNotContain("Error", "Exception", "No such file");
  }

  @Test
  void everyGuideIsInTheIndex() throws IOException {
    String index = Files.readString(GUIDES.resolve("README.md"));
    assertThat(guides().map(guide -> guide.getFileName().toString()))
        .filteredOn(name -> !name.equals("README.md"))
        .allSatisfy(name -> assertThat(index).contains("(" + name + ")"));
  }

  @Test
  void everyScriptIsInTheTable() throws IOException {
    String table = Files.readString(Path.of("README.md"));
    assertThat(ScriptsTest.scripts().map(script -> script.getFileName().toString()))
        .allSatisfy(name -> assertThat(table).contains("| `" + name + "` |"));
  }

  private static String check(String condition) {
    return """
    if (!(%s)) throw new AssertionError(%s);
    """
        .formatted(condition, '"' + condition.replace("\\", "\\\\").replace("\"", "\\\"") + '"');
  }

  /** A later import makes JShell declare variables again, without their values: all go first. */
  private static String imports(String script) {
    List<String> first = new ArrayList<>();
    List<String> rest = new ArrayList<>();
    script.lines().forEach(line -> (line.startsWith("import ") ? first : rest).add(line));
    return String.join("\n", first) + "\n" + String.join("\n", rest) + "\n";
  }

  private static void awaitEnd(Process process, Object what) throws InterruptedException {
    try {
      assertThat(process.waitFor(500, TimeUnit.SECONDS)).as("%s ends", what).isTrue();
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private void run(String source, Path guide) throws Exception {
    Path script = folder.resolve(guide.getFileName().toString().replace(".md", ".jsh"));
    Files.writeString(script, source);
    Path log = folder.resolve("output.txt");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                RunMain.class.getName(),
                script.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    awaitEnd(process, guide);
    assertThat(process.exitValue()).as(() -> numbered(source) + "\n" + read(log)).isZero();
  }

  private static String numbered(String source) {
    List<String> lines = source.lines().toList();
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < lines.size(); i++) {
      text.append("%3d  %s%n".formatted(i + 1, lines.get(i)));
    }
    return text.toString();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
