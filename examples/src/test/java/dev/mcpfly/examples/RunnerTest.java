package dev.mcpfly.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code examples/run} on a fresh clone: what is missing is said in one line. */
@Timeout(120)
@DisabledOnOs(OS.WINDOWS)
class RunnerTest {
  @TempDir Path folder;
  private Path run;
  private Path programs;

  private record Result(int exitCode, String output) {}

  @BeforeEach
  void makeClone() throws IOException {
    Path clone = Files.createDirectories(folder.resolve("a clone/examples"));
    run = clone.resolve("run");
    Files.copy(Path.of("run").toAbsolutePath(), run);
    Files.writeString(clone.resolve("launch.jsh"), "");
    Files.createDirectory(folder.resolve("temporary"));
    programs = Files.createDirectory(folder.resolve("programs"));
    for (String name :
        List.of(
            "sh", "cat", "dirname", "find", "head", "ls", "mktemp", "rm", "sed", "touch", "tr")) {
      for (String place : List.of("/bin/", "/usr/bin/")) {
        Path program = Path.of(place + name);
        Path link = programs.resolve(name);
        if (Files.exists(program) && !Files.exists(link)) {
          Files.createSymbolicLink(link, program);
        }
      }
    }
  }

  /** Before the folder is deleted, whose links out of it JUnit warns of. */
  @AfterEach
  void deleteLinks() throws IOException {
    try (Stream<Path> links = Files.list(programs)) {
      for (Path link : (Iterable<Path>) links::iterator) {
        Files.delete(link);
      }
    }
  }

  private void program(String name, String body) throws IOException {
    program(programs.resolve(name), body);
  }

  private static void program(Path file, String body) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + body + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Result start() throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder("/bin/sh", run.toString(), "launch.jsh")
            .directory(folder.toFile())
            .redirectErrorStream(true);
    builder.environment().clear();
    builder
        .environment()
        .putAll(
            Map.of("PATH", programs.toString(), "TMPDIR", folder.resolve("temporary").toString()));
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Result(process.waitFor(), output);
  }

  @Test
  void saysThatThereIsNoJava() throws Exception {
    assertThat(start())
        .isEqualTo(
            new Result(2, "No Java was found; install a JDK 17 or newer, or set JAVA_HOME.\n"));
  }

  @Test
  void saysThatTheJavaIsTooOld() throws Exception {
    program("java", "echo 'openjdk version \"11.0.2\" 2019-01-15' >&2");
    assertThat(start())
        .isEqualTo(
            new Result(
                2, "This is Java 11; install a JDK 17 or newer, or set JAVA_HOME to one.\n"));
  }

  @Test
  void saysThatTheJavaIsOnlyAJre() throws Exception {
    program("java", "echo 'openjdk version \"21\" 2023-09-19' >&2");
    assertThat(start())
        .isEqualTo(
            new Result(
                2,
                "There is no javac, so this is a JRE; install a JDK 17 or newer, or set JAVA_HOME"
                    + " to one.\n"));
  }

  @Test
  void saysWhyTheBuildFailsAndLeavesNoLog() throws Exception {
    program("java", "echo 'openjdk version \"21\" 2023-09-19' >&2");
    program("javac", "");
    program(run.getParent().getParent().resolve("mvnw"), "echo no network; exit 1");
    assertThat(start())
        .isEqualTo(
            new Result(
                1, "Building mcp-fly (once)...\nno network\nThe build failed; see above.\n"));
    assertThat(folder.resolve("temporary")).isEmptyDirectory();
  }

  @Test
  void buildsOnceAndPassesWordsOn() throws Exception {
    program(
        "java",
        "if [ \"$1\" = -version ]; then echo 'openjdk version \"21\"' >&2; else printf '%s\\n"
            + "' \"$@\"; fi");
    program("javac", "");
    program(
        run.getParent().getParent().resolve("mvnw"),
        "/bin/mkdir -p examples/target && echo a:b >examples/target/classpath.txt");
    Result first = start();
    assertThat(first.exitCode()).as(first.output()).isZero();
    assertThat(first.output())
        .startsWith("Building mcp-fly (once)...\n")
        .contains("-Djava.io.tmpdir=" + folder.resolve("temporary"), "target/classes:a:b")
        .endsWith("RunMain\n" + run.resolveSibling("launch.jsh") + "\n");
    assertThat(start().output()).doesNotContain("Building");
    assertThat(folder.resolve("temporary")).isEmptyDirectory();
  }
}
