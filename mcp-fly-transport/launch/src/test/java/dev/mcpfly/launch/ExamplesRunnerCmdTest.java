package dev.mcpfly.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code examples\\run.cmd}, read by the rules of cmd.exe. */
class ExamplesRunnerCmdTest {
  private static final Path FILE = Path.of("../../examples/run.cmd");
  private static final String JARS = "C:\\m2\\a.jar;C:\\m2\\b.jar";

  @TempDir Path drives;

  private CmdReader clone(String folder, boolean built) throws IOException {
    String examples = folder + "\\examples\\";
    Path directory = drives.resolve(examples.replace("\\", "/").replace("C:/", "C/"));
    Files.createDirectories(directory.resolve("target"));
    Files.copy(FILE, directory.resolve("run.cmd"));
    if (built) {
      Files.writeString(directory.resolve("target/classpath.txt"), JARS);
    }
    return new CmdReader(drives, examples + "run.cmd");
  }

  private static List<String> words(CmdReader cmd) {
    return WindowsCommandLines.words(cmd.started.get(cmd.started.size() - 1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "C:\\fly",
        "C:\\Users\\Jane Doe\\mcp-fly",
        "C:\\Users\\Jürgen",
        "C:\\a&b",
        "C:\\a (x86)",
        "C:\\100%",
        "C:\\%PATH%",
        "C:\\it's",
        "C:\\a^b!c"
      })
  void startsTheScriptFromAnyFolder(String folder) throws IOException {
    CmdReader cmd = clone(folder, true);
    assertThat(cmd.run("launch.jsh --fly")).isZero();
    assertThat(words(cmd))
        .containsExactly(
            "java.exe",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:-UsePerfData",
            "-Dexamples.folder=" + folder + "\\examples\\.",
            "-Dexamples.stale=75",
            "-cp",
            folder + "\\examples\\target\\classes;" + JARS,
            "dev.mcpfly.examples.RunMain",
            "launch.jsh",
            "--fly");
    assertThat(cmd.unset).isEmpty();
    assertThat(cmd.err).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a=b",
        "a,b;c",
        "\"b c\"",
        "\"\"",
        "\"a&b\"",
        "100%",
        "%PATH%",
        "p!q",
        "a --x=\"1 2\" b"
      })
  void passesOnWhatWasTyped(String arguments) throws IOException {
    CmdReader cmd = clone("C:\\fly", true);
    cmd.run("launch.jsh " + arguments);
    assertThat(cmd.started.get(cmd.started.size() - 1)).endsWith("RunMain launch.jsh " + arguments);
  }

  @ParameterizedTest
  @CsvSource({"0", "1", "2", "130", "-1073741510"})
  void exitsAsTheScriptDoes(int code) throws IOException {
    CmdReader cmd = clone("C:\\fly", true);
    cmd.programs = command -> command.contains("RunMain") ? code : 0;
    assertThat(cmd.run("launch.jsh")).isEqualTo(code);
  }

  @Test
  void readsPathsWithUmlautsWhateverTheCodePage() throws IOException {
    CmdReader cmd = clone("C:\\fly", false);
    String jar = "C:\\Users\\Jörg\\.m2\\a.jar";
    Files.writeString(cmd.file("C:\\fly\\examples\\target\\classpath.txt"), jar);
    cmd.run("launch.jsh");
    assertThat(words(cmd)).contains("C:\\fly\\examples\\target\\classes;" + jar);
  }

  /** Twice as many jars as there are, at the longest paths that Windows takes without a setting. */
  @Test
  void longClassPathFitsIntoALine() throws IOException {
    CmdReader cmd = clone("C:\\fly", false);
    String jars =
        IntStream.range(0, 24)
            .mapToObj(i -> "C:\\" + "x".repeat(250) + "%02d.jar".formatted(i))
            .collect(Collectors.joining(";"));
    Files.writeString(cmd.file("C:\\fly\\examples\\target\\classpath.txt"), jars);
    cmd.run("launch.jsh");
    assertThat(words(cmd)).contains("C:\\fly\\examples\\target\\classes;" + jars);
  }

  @ParameterizedTest
  @ValueSource(strings = {"C:\\Program Files\\jdk", "\"C:\\Program Files\\jdk\""})
  void prefersTheJdkOfJavaHome(String home) throws IOException {
    CmdReader cmd = clone("C:\\fly", true);
    cmd.variables.put("JAVA_HOME", home);
    cmd.run("launch.jsh");
    assertThat(words(cmd)).startsWith("C:\\Program Files\\jdk\\bin\\java.exe");
  }

  @Test
  void saysThatThereIsNoJdk() throws IOException {
    CmdReader cmd = clone("C:\\fly", true);
    cmd.programs = command -> command.contains("-version") ? 9009 : 0;
    assertThat(cmd.run("launch.jsh")).isEqualTo(2);
    assertThat(cmd.err)
        .hasToString("No JDK was found; install a JDK 17 or newer, or set JAVA_HOME.\n");
    assertThat(cmd.started).hasSize(1);
  }

  @Test
  void showsItsUsageWithoutAScript() throws IOException {
    CmdReader cmd = clone("C:\\fly", true);
    assertThat(cmd.run("")).isEqualTo(2);
    assertThat(cmd.err.toString()).startsWith("usage: examples\\run SCRIPT.jsh [ARGS...]");
    assertThat(cmd.started).isEmpty();
  }

  @Test
  void buildsWhatIsMissing() throws IOException {
    CmdReader cmd = clone("C:\\fly", false);
    Path classpath = cmd.file("C:\\fly\\examples\\target\\classpath.txt");
    cmd.programs = command -> command.startsWith("mvnw.cmd ") ? written(classpath) : 0;
    assertThat(cmd.run("launch.jsh")).isZero();
    assertThat(cmd.err).hasToString("Building mcp-fly (once)...\n");
    assertThat(cmd.started).hasSize(3);
    assertThat(words(cmd)).contains("C:\\fly\\examples\\target\\classes;" + JARS);
  }

  @Test
  void buildsOnceMoreWhatIsStale() throws IOException {
    CmdReader cmd = clone("C:\\fly", true);
    Path classpath = cmd.file("C:\\fly\\examples\\target\\classpath.txt");
    cmd.programs =
        command -> {
          if (command.startsWith("mvnw.cmd ")) {
            assertThat(classpath).doesNotExist(); // a build that fails leaves none
            return written(classpath);
          }
          return command.contains("RunMain") ? 75 : 0; // even if a file has a time to come
        };
    assertThat(cmd.run("launch.jsh a=b")).isEqualTo(75);
    assertThat(cmd.err).hasToString("Building mcp-fly (once)...\n");
    assertThat(cmd.started).hasSize(4);
    assertThat(cmd.started.get(3)).contains("-Dexamples.stale=no ").endsWith(" launch.jsh a=b");
    assertThat(cmd.unset).isEmpty();
  }

  private static int written(Path classpath) {
    try {
      Files.writeString(classpath, JARS);
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @CsvSource({"1", "0"}) // 0: it says that it is done, but there is nothing
  void saysThatTheBuildFails(int code) throws IOException {
    CmdReader cmd = clone("C:\\fly", false);
    cmd.programs = command -> command.startsWith("mvnw.cmd ") ? code : 0;
    assertThat(cmd.run("launch.jsh")).isEqualTo(1);
    assertThat(cmd.err).hasToString("Building mcp-fly (once)...\nThe build failed; see above.\n");
    assertThat(cmd.started).hasSize(2);
  }
}
