package dev.mcpfly.launch;

import static dev.mcpfly.launch.RelayLauncherTest.byItsClass;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpfly.config.HostEnvironment;
import dev.mcpfly.config.OperatingSystem;
import dev.mcpfly.transport.RelayJar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the launcher starts a Java of version 25 or newer with, and an older one never. */
@Timeout(120)
@DisabledOnOs(OS.WINDOWS)
class RelayLauncherCacheTest {
  private static final String RELEASE =
      "IMPLEMENTOR=\"x\"\nJAVA_RUNTIME_VERSION=\"%s\"\nJAVA_VERSION=\"%s\"\nOS_NAME=\"Linux\"\n";

  @TempDir Path folder;
  private Path home;
  private RelayFiles files;
  private Path java;
  private final Map<String, String> environment = new TreeMap<>();
  private List<String> user = List.of();

  @BeforeEach
  void install() throws IOException {
    home = Files.createDirectory(folder.resolve("a home"));
    HostEnvironment host = HostEnvironment.of(OperatingSystem.LINUX, home, Map.of());
    RelayInstallation relay = new RelayInstallation(home.resolve("data"), host);
    relay.install();
    files = relay.files();
    environment.put("HOME", home.toString());
    java = java("jdk", RELEASE.formatted("25.0.3+9-LTS", "25.0.3"));
    Files.writeString(files.java(), java + "\n");
  }

  /** A Java that prints the words that it is started with, one a line. */
  private Path java(String name, String release) throws IOException {
    Path bin = Files.createDirectories(home.resolve(name).resolve("bin"));
    Files.writeString(home.resolve(name).resolve("release"), release);
    return ProgramFiles.write(bin.resolve("java"), "#!/bin/sh\nprintf '%s\\n' \"$0\" \"$@\"\n");
  }

  private Path cache(String version, String command) {
    return Path.of(files.jar().toString().replace(".jar", "." + version + "." + command + ".aot"));
  }

  private List<String> start(String shell, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(user);
    command.addAll(List.of(("/bin/" + shell).split(" ")));
    command.add(files.launcher().toString());
    command.addAll(List.of(arguments));
    Path out = folder.resolve("out");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    Process process = builder.start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
    return Files.readAllLines(out);
  }

  /** The words of the command that has no cache, and makes it if there is one to be made. */
  private List<String> withoutCache(String... more) {
    List<String> words = byItsClass(RelayJar.javaCommand(files.jar()));
    words.set(0, java.toString());
    for (String word : more) {
      if (word.startsWith("-D")) {
        words.add(words.indexOf("-cp"), word);
      } else {
        words.add(word);
      }
    }
    return words;
  }

  @ParameterizedTest
  @ValueSource(strings = {"dash", "busybox sh", "bash", "bash --posix"})
  void startsFromTheCacheOfThisJarJavaAndCommand(String shell) throws Exception {
    for (String command : List.of("proxy", "wrap")) {
      Path cache = cache("25.0.3+9-LTS", command);
      String make = "-Dmcpfly.cache=" + cache;
      assertThat(start(shell, command, "a b")).isEqualTo(withoutCache(make, command, "a b"));
      Files.createFile(cache);
      assertThat(start(shell, command, "a b")).isEqualTo(withoutCache(make, command, "a b"));
      Files.writeString(cache, "a cache");
      List<String> wanted = byItsClass(RelayJar.cachedCommand(java, files.jar(), cache));
      wanted.addAll(List.of(command, "a b"));
      assertThat(start(shell, command, "a b")).isEqualTo(wanted);
      assertThat(wanted)
          .contains("-XX:AOTCache=" + cache, make)
          .noneMatch(word -> word.startsWith("-Xshare") || word.contains("SharedArchive"));
    }
    assertThat(start(shell, "--version")).isEqualTo(withoutCache("--version"));
  }

  @ParameterizedTest
  @CsvSource({
    "25, 25, 25, true",
    "25-ea+3, 25-ea, 25-ea+3, true",
    "26.0.1+1-vendor_2, 26.0.1, 26.0.1+1-vendor_2, true",
    "'', 25.0.2, 25.0.2, true",
    "'25.0.2+1 of \"x\"', 25.0.2, 25.0.2+1, true",
    "../../etc/passwd, 25.0.2, .., true",
    "24.0.2+12, 24.0.2, 24.0.2+12, false",
    "21.0.9+10-LTS, 21.0.9, 21.0.9+10-LTS, false",
    "17.0.17+10, 17.0.17, 17.0.17+10, false"
  })
  void readsTheVersionThatACacheHoldsFor(
      String runtime, String version, String build, boolean isUsed) throws Exception {
    java("jdk", RELEASE.formatted(runtime, version));
    Path cache = cache(build, "proxy");
    Files.writeString(cache, "a cache");
    List<String> words = start("dash", "proxy");
    if (isUsed) {
      assertThat(words).contains("-XX:AOTCache=" + cache);
    } else {
      assertThat(words).isEqualTo(withoutCache("proxy"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"})
  void leavesTheCacheOutWhereOptionsForAllJavasMayForbidIt(String variable) throws Exception {
    Files.writeString(cache("25.0.3+9-LTS", "proxy"), "a cache");
    environment.put(variable, "-Xshare:off");
    assertThat(start("dash", "proxy")).isEqualTo(withoutCache("proxy"));
    environment.put(variable, "");
    assertThat(start("dash", "proxy")).anyMatch(word -> word.startsWith("-XX:AOTCache="));
  }

  @Test
  void leavesTheCacheOutWhereItsPathWouldBeTwo() throws Exception {
    Path colon = Files.createDirectory(home.resolve("a:b"));
    for (Path file : List.of(files.launcher(), files.current(), files.java(), files.jar())) {
      Files.copy(file, colon.resolve(file.getFileName()));
    }
    Path program = colon.resolve(files.launcher().getFileName());
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    files = new RelayFiles(colon, OperatingSystem.LINUX);
    List<String> words = new ArrayList<>(RelayJar.javaCommand(java, files.jar()));
    words.add("proxy");
    assertThat(start("dash", "proxy")).isEqualTo(words);
  }

  @ParameterizedTest
  @ValueSource(strings = {"dash", "busybox sh", "bash"})
  void asksForNothingToBeWrittenWhereNothingCanBe(String shell) throws Exception {
    if (System.getProperty("user.name").equals("root")) { // whom no permission keeps from writing
      user = List.of("/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");
    }
    Path cache = cache("25.0.3+9-LTS", "proxy");
    Files.writeString(cache, "a cache");
    var readable = PosixFilePermissions.fromString("r-xr-xr-x");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.setPosixFilePermissions(files.directory(), readable);
    try {
      List<String> wanted = byItsClass(RelayJar.cachedCommand(java, files.jar(), cache));
      wanted.add("proxy");
      assertThat(start(shell, "proxy")).isEqualTo(wanted);
      List<String> plain = byItsClass(RelayJar.javaCommand(java, files.jar()));
      plain.add("wrap");
      assertThat(start(shell, "wrap")).isEqualTo(plain);
    } finally {
      Files.setPosixFilePermissions(
          files.directory(), PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"dash", "busybox sh", "bash"})
  void takesTheNewestJavaOfTheUsualPlaces(String shell) throws Exception {
    String text = Files.readString(files.launcher());
    Files.writeString(
        files.launcher(),
        text.replaceAll("(?m)^    /.*\\\\$", "    /nowhere \\\\")
            .replace(" /run/current-system/sw", ""));
    Files.delete(files.java());
    environment.put("PATH", "/nowhere");
    java(".sdkman/candidates/java/17", RELEASE.formatted("17.0.1+1", "17.0.1"));
    Path newest = java(".jdks/jdk 25", RELEASE.formatted("25.0.1+8", "25.0.1"));
    java(".jdks/jdk-8", "JAVA_VERSION=\"1.8.0_402\"\n");
    java(".gradle/jdks/21", RELEASE.formatted("21.0.1+1", "21.0.1"));
    Path cache = cache("25.0.1+8", "proxy");
    assertThat(start(shell, "proxy"))
        .startsWith(newest.toString())
        .contains("-Dmcpfly.cache=" + cache);
    assertThat(files.java()).hasContent(newest.toString());
  }
}
