package dev.mcpfly.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs every script of this folder as {@code examples/run} does. */
@Timeout(600)
@Execution(ExecutionMode.CONCURRENT)
class ScriptsTest {
  private static final Path FOLDER = Path.of("").toAbsolutePath();
  private static final String SKIPPED = "SKIPPED: ";
  private static final String SECRET = "xoxb-your-bot-token";

  private static final Pattern PACKAGE = Pattern.compile("@modelcontextprotocol/[a-z-]+");

  /** One npx for a package at a time, because two that install the same one disturb each other. */
  private static final Map<String, ReentrantLock> NPX = new ConcurrentHashMap<>();

  @TempDir Path folder;

  private record Result(int exitCode, String output) {}

  private Result run(Path script, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                RunMain.class.getName(),
                script.toString()));
    command.addAll(List.of(arguments));
    Path log = folder.resolve("output.txt");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      assertThat(process.waitFor(500, TimeUnit.SECONDS))
          .as(() -> script + " ends; it wrote:\n" + written(log))
          .isTrue();
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    return new Result(process.exitValue(), Files.readString(log, StandardCharsets.UTF_8));
  }

  /** Runs a script, and no other meanwhile that installs one of its npm packages. */
  private Result runAlone(Path script) throws IOException, InterruptedException {
    String text = Files.exists(script) ? Files.readString(script) : "";
    List<ReentrantLock> locks =
        text.lines()
            .filter(line -> !line.startsWith("//") && !line.contains("onFly"))
            .flatMap(line -> PACKAGE.matcher(line).results())
            .map(MatchResult::group)
            .distinct()
            .sorted() // one order for all, or two scripts could wait for each other
            .map(name -> NPX.computeIfAbsent(name, any -> new ReentrantLock()))
            .toList();
    locks.forEach(ReentrantLock::lock);
    try {
      return run(script, Map.of());
    } finally {
      locks.forEach(ReentrantLock::unlock);
    }
  }

  private static String written(Path log) {
    try {
      return Files.readString(log, StandardCharsets.UTF_8);
    } catch (IOException e) {
      return e.toString();
    }
  }

  static Stream<Path> scripts() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.filter(file -> file.toString().endsWith(".jsh")).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("scripts")
  void runsToItsEnd(Path script) throws Exception {
    Result result = runAlone(script);
    assertThat(result.exitCode()).as(result.output()).isZero();
    if (System.getenv("CI") != null) {
      assertThat(result.output()).as("%s runs in CI", script).doesNotContain(SKIPPED);
    }
    assumeThat(result.output()).as("%s was skipped", script.getFileName()).doesNotContain(SKIPPED);
  }

  @Test
  void scriptThatLacksAProgramIsSkippedWithAReason() throws Exception {
    Path java = Path.of(System.getProperty("java.home"), "bin");
    for (String name :
        List.of(
            "fetch-and-time", "volume", "everything", "native-http", "by-name", "go-filesystem")) {
      Result result = run(FOLDER.resolve(name + ".jsh"), Map.of("PATH", java.toString()));
      assertThat(result.exitCode()).as(result.output()).isZero();
      assertThat(result.output()).contains(SKIPPED, "on the PATH; install ");
    }
  }

  @Test
  void demoListsTheToolsOfSlackAndRestoresTheFiles() throws Exception {
    Result result = runAlone(FOLDER.resolve("launch.jsh"));
    assertThat(result.output())
        .contains("slack_list_channels", "+    \"slack\"", "byte for byte")
        .doesNotContain(SECRET);
  }

  @Test
  void demoWorksWithoutNodeAndReportsIt() throws Exception {
    Path java = Path.of(System.getProperty("java.home"), "bin");
    Result result = run(FOLDER.resolve("launch.jsh"), Map.of("PATH", java.toString()));
    assertThat(result.exitCode()).as(result.output()).isZero();
    assertThat(result.output()).contains("There is no npx", "add_note", "byte for byte");
  }

  @Test
  void demoOnFlyNeedsATokenAndNamesWhereItIsSearched() throws Exception {
    Map<String, String> nowhere =
        Map.of(
            "FLY_ACCESS_TOKEN",
            "",
            "FLY_API_TOKEN",
            "",
            "FLY_CONFIG_DIR",
            folder.toString(),
            "HOME",
            folder.toString());
    Result result = run(FOLDER.resolve("launch.jsh"), nowhere, "--fly");
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.output())
        .contains("FLY_ACCESS_TOKEN", "FLY_API_TOKEN", "config.yml")
        .doesNotContain("\tat ");
  }

  @Test
  void scriptThatThrowsFailsAndNamesTheLine() throws Exception {
    Path script = folder.resolve("throws.jsh");
    Files.writeString(script, "int a = 1;\n\nthrow new IllegalStateException(\"no\");\n");
    Result result = run(script, Map.of());
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.output()).contains("throws.jsh, line 3", "IllegalStateException: no");
  }

  @Test
  void scriptThatDoesNotCompileFailsAndNamesTheLine() throws Exception {
    Path script = folder.resolve("wrong.jsh");
    Files.writeString(script, "int a = 1;\nint b = a + \"\";\n");
    Result result = run(script, Map.of());
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.output()).contains("wrong.jsh, line 2");
  }

  @Test
  void aScriptFindsItsArguments() throws Exception {
    Path script = folder.resolve("arguments.jsh");
    Files.writeString(script, "import java.util.*;\nSystem.out.println(args);\n");
    assertThat(run(script, Map.of(), "a", "b c").output()).contains("[a, b c]");
  }

  /** Windows' runner passes on what was typed, and says where the scripts are. */
  @Test
  void aScriptIsFoundInTheFolderOfTheRunner() throws Exception {
    Files.writeString(folder.resolve("beside.jsh"), "System.out.println(\"found \" + args);\n");
    Map<String, String> options =
        Map.of("JDK_JAVA_OPTIONS", "-Dexamples.folder=\"" + folder + "\"");
    assertThat(run(Path.of("beside.jsh"), options, "a=b").output()).contains("found [a=b]");
  }

  @Test
  void bothRunnersStartScriptsTheSameWay() throws Exception {
    String shell = Files.readString(FOLDER.resolve("run"));
    String windows = Files.readString(FOLDER.resolve("run.cmd"));
    for (String shared :
        List.of(
            "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData",
            RunMain.class.getName(),
            "classpath.txt",
            "install a JDK 17 or newer, or set JAVA_HOME.")) {
      assertThat(shell).contains(shared);
      assertThat(windows).contains(shared);
    }
    assertThat(windows.lines().count()).isEqualTo(windows.split("\r\n").length);
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void demoRunsInAHomeWithUmlautsAndATemporaryFolderElsewhere() throws Exception {
    // Folders are made and named by a shell: this JVM may have a locale that cannot name them.
    String script =
        """
        home="$1/J$(printf '\\303\\266')rg M$(printf '\\303\\274')ller"
        mkdir -p "$home" "$1/elsewhere"
        java=$2
        classes=$3
        script=$4
        env -i HOME="$home" TMPDIR="$1/elsewhere" LC_ALL=C.UTF-8 PATH="${java%/*}" \\
          "$java" -Djava.io.tmpdir="$1/elsewhere" -cp "$classes" dev.mcpfly.examples.RunMain "$script"
        status=$?
        rm -rf "$home"
        exit $status
        """;
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Process process =
        new ProcessBuilder(
                "/bin/sh",
                "-c",
                script,
                "sh",
                folder.toString(),
                java.toString(),
                System.getProperty("java.class.path"),
                FOLDER.resolve("launch.jsh").toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    assertThat(output).contains("byte for byte");
    assertThat(folder.resolve("elsewhere")).isEmptyDirectory();
  }

  @Test
  void rejectsAnUnknownScript() throws Exception {
    Result result = run(folder.resolve("none.jsh"), Map.of());
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.output()).contains("none.jsh");
  }
}
