package dev.mcpfly.launch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpfly.config.HostEnvironment;
import dev.mcpfly.config.OperatingSystem;
import dev.mcpfly.transport.RelayJar;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The small program that entries start, in every shell that may be {@code /bin/sh}. */
@Timeout(120)
@DisabledOnOs(OS.WINDOWS)
class RelayLauncherTest {
  private static final String NONE =
      "mcp-fly-relay: no Java 17 or newer was found; install one, or set JAVA_HOME or MCP_FLY_JAVA"
          + " to one.\n";

  @TempDir Path folder;
  private Path home;
  private RelayFiles files;
  private final Map<String, String> environment = new TreeMap<>();

  private record Ended(int code, List<String> words, String err) {}

  @BeforeEach
  void install() throws IOException {
    home = Files.createDirectory(folder.resolve("home"));
    HostEnvironment host = HostEnvironment.of(OperatingSystem.LINUX, home, Map.of());
    RelayInstallation relay = new RelayInstallation(home.resolve("data"), host);
    relay.install();
    files = relay.files();
    environment.put("HOME", home.toString());
  }

  /** A Java that prints the words that it is started with, one a line. */
  private static Path java(Path home, String release) throws IOException {
    Path program = Files.createDirectories(home.resolve("bin")).resolve("java");
    ProgramFiles.write(
        program,
        """
        #!/bin/sh
        if [ "$1" = -version ]; then
          echo 'Picked up JAVA_TOOL_OPTIONS: -Dx=version "8' >&2
          echo 'openjdk version "21.0.1" 2023-10-17' >&2
          exit 0
        fi
        printf '%s\\n' "$0" "$@"
        """);
    if (!release.isEmpty()) {
      Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"x\"\n" + release);
    }
    return program;
  }

  private static Path java17(Path home) throws IOException {
    return java(home, "JAVA_VERSION=\"17.0.2\"\nMODULES=\"java.base\"\n");
  }

  private void record(Path java) throws IOException {
    Files.writeString(files.java(), java + "\n");
  }

  private Ended start(String shell, String... arguments) throws Exception {
    return start(shell, files.launcher(), arguments);
  }

  private Ended start(String shell, Path launcher, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    if (!shell.equals("itself")) {
      command.addAll(List.of(("/bin/" + shell).split(" ")));
    }
    command.add(launcher.toString());
    command.addAll(List.of(arguments));
    return run(command);
  }

  private Ended run(List<String> command) throws Exception {
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    Process process = builder.start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    String text = new String(Files.readAllBytes(out), StandardCharsets.ISO_8859_1);
    return new Ended(
        process.exitValue(),
        text.isEmpty()
            ? List.of()
            : Arrays.asList(text.substring(0, text.length() - 1).split("\n", -1)),
        new String(Files.readAllBytes(err), StandardCharsets.ISO_8859_1));
  }

  /** No Java of this computer is where the launcher may look. */
  private void noUsualPlaces() throws IOException {
    String text = Files.readString(files.launcher());
    String none =
        text.replaceAll("(?m)^    /.*\\\\$", "    /nowhere \\\\")
            .replace(" /run/current-system/sw", "");
    assertThat(none).doesNotContain("/usr/lib/jvm");
    Files.writeString(files.launcher(), none);
  }

  /** The command as the launcher has it, which spares Java the reading of the jar's table. */
  static List<String> byItsClass(List<String> command) {
    List<String> words = new ArrayList<>(command);
    words.set(words.indexOf("-jar"), "-cp");
    words.add("dev.mcpfly.transport.RelayMain");
    return words;
  }

  @ParameterizedTest
  @ValueSource(strings = {"itself", "dash", "busybox sh", "bash", "bash --posix"})
  void startsTheRelayJustAsJavaCommandDoes(String shell) throws Exception {
    Path java = java17(home.resolve("jdk"));
    record(java);
    List<String> wanted = byItsClass(RelayJar.javaCommand(files.jar()));
    wanted.set(0, java.toString());
    wanted.addAll(List.of("proxy", "--url", "https://app.fly.dev/mcp"));
    Ended ended = start(shell, "proxy", "--url", "https://app.fly.dev/mcp");
    assertThat(ended.err()).isEmpty();
    assertThat(ended.words()).isEqualTo(wanted);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "C", "POSIX", "C.UTF-8"})
  void startsBelowAHomeWithUmlautsInAnyLocale(String locale) throws Exception {
    record(Path.of(System.getProperty("java.home"), "bin", "java"));
    if (!locale.isEmpty()) {
      environment.put("LANG", locale);
    }
    // Made by the shell, as this JVM may itself have a locale that cannot name the folder.
    String script =
        "d=\"$1/J$(printf '\\303\\266')rg M$(printf '\\303\\274')ller\" && mv \"$2\" \"$d\""
            + " && \"$d/mcp-fly-relay\" --version && rm -rf \"$d\"";
    Ended ended =
        run(
            List.of(
                "/bin/sh", "-c", script, "sh", folder.toString(), files.directory().toString()));
    assertThat(ended.err()).isEmpty();
    assertThat(ended.code()).isZero();
    assertThat(ended.words()).singleElement().asString().contains(RelayVersion.own().text());
  }

  @ParameterizedTest
  @ValueSource(strings = {"itself", "dash", "busybox sh", "bash"})
  void passesArgumentsExactly(String shell) throws Exception {
    record(java17(home.resolve("jdk")));
    String[] arguments = {
      "proxy", "", " ", "a b", "$HOME", "${HOME}", "`id`", "$(id)", "it's", "\"", "\\", "\\n", "*",
      "?", "[a]", "-n", "-e", "--", "a;b", "a&b", "a|b", "<", ">", "!", "~", "#x", "%s", "--java",
      "x=y", "%PATH%"
    };
    Ended ended = start(shell, arguments);
    assertThat(ended.words().subList(ended.words().size() - arguments.length, ended.words().size()))
        .containsExactly(arguments);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a home with  spaces ",
        "\\303\\274ml\\303\\244uts \\346\\227\\245\\346\\234\\254",
        "not\\377utf8",
        "it'\\''s",
        "a \"quoted\" one",
        "$HOME and ${x} and `id` and $(id)",
        "back\\134slash",
        "*?[a-z]",
        "-n",
        "#(x)&y;z|<w>!~%s",
        "new\\012line"
      })
  void worksInAHomeOfAnyName(String name) throws Exception {
    Path java = java17(home.resolve("jdk"));
    // The name is made by a shell, because a JVM in a plain locale cannot.
    Path script = folder.resolve("script");
    Files.writeString(
        script,
        """
        home=%s/homes/$(printf -- '%s')
        mkdir -p "$home" && cp -R %s "$home/data" && cp -R %s "$home/jdk"
        printf '%%s\\n' "$home/jdk/bin/java" >"$home/data/mcp-fly-relay.java"
        case $home in
        *'
        '*) printf '%%s\\n' %s >"$home/data/mcp-fly-relay.java" ;;
        esac
        for shell in "" "dash" "busybox sh" "bash"; do
          $shell "$home/data/mcp-fly-relay" proxy "a b" >%s/got || echo "failed in $shell"
          jar=$(ls %s | grep 'jar$')
          grep -qxF "a b" %s/got || echo "no argument in $shell"
          case $(cat %s/got) in *"-cp
        $home/data/$jar
        dev.mcpfly.transport.RelayMain
        proxy"* | *"-jar
        $home/data/$jar
        proxy"*) ;; *) echo "not the jar in $shell: $(cat %s/got)" ;; esac
        done
        """
            .formatted(
                folder,
                name.replace("%", "%%"),
                files.directory(),
                java.getParent().getParent(),
                java,
                folder,
                files.directory(),
                folder,
                folder,
                folder));
    environment.put("PATH", System.getenv("PATH"));
    Ended ended = run(List.of("/bin/bash", script.toString()));
    assertThat(ended.err()).isEmpty();
    assertThat(ended.words()).isEmpty();
    assertThat(folder.resolve("homes").toFile().list()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"itself", "dash", "busybox sh", "bash"})
  void findsAJavaWhereTheRecordedOneIsGone(String shell) throws Exception {
    record(home.resolve("gone/bin/java"));
    Path java = java17(home.resolve("my jdk"));
    environment.put("JAVA_HOME", home.resolve("my jdk").toString());
    assertThat(start(shell, "proxy").words()).startsWith(java.toString());
    // And remembers it.
    assertThat(files.java()).hasContent(java.toString());
    environment.clear();
    assertThat(start(shell, "proxy").words()).startsWith(java.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"itself", "dash", "busybox sh", "bash"})
  void skipsInvalidAndOutdatedJavas(String shell) throws Exception {
    noUsualPlaces();
    record(java(home.resolve("eight"), "JAVA_VERSION=\"1.8.0_402\"\n"));
    java(home.resolve("eleven"), "JAVA_VERSION=\"11.0.22\"\n");
    java(home.resolve("sixteen"), "JAVA_VERSION=16\n");
    Path text = home.resolve("text/java");
    Files.createDirectories(text.getParent());
    Files.writeString(text, "not a program");
    Files.createDirectories(home.resolve("directory/java"));
    environment.put("JAVA_HOME", home.resolve("eleven").toString());
    String path =
        "relative::%s:%s:%s:%s"
            .formatted(
                home.resolve("sixteen/bin"),
                text.getParent(),
                home.resolve("directory"),
                home.resolve("none"));
    environment.put("PATH", path);
    Ended none = start(shell, "proxy");
    assertThat(none.code()).isEqualTo(127);
    assertThat(none.words()).isEmpty();
    assertThat(none.err()).isEqualTo(NONE);

    Path java = java(home.resolve("jdk-25-ea"), "JAVA_VERSION=\"25-ea\"\r\n");
    environment.put("PATH", path + ":" + java.getParent());
    assertThat(start(shell, "proxy").words()).startsWith(java.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"itself", "dash", "busybox sh", "bash"})
  void needsNoPathAndNoHome(String shell) throws Exception {
    noUsualPlaces();
    Files.deleteIfExists(files.java());
    environment.clear(); // a shell takes a PATH of its own where there is none
    environment.put("PATH", "");
    assertThat(start(shell, "proxy").err()).isEqualTo(NONE);
    environment.put("JAVA_HOME", home.resolve("wrong").toString());
    assertThat(start(shell, "proxy").err()).isEqualTo(NONE);
    Path java = java17(home.resolve("jdk"));
    environment.put("JAVA_HOME", home.resolve("jdk").toString());
    assertThat(start(shell, "proxy").words()).startsWith(java.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"itself", "dash", "busybox sh", "bash"})
  void looksThroughUsualPlacesOfTheUser(String shell) throws Exception {
    noUsualPlaces();
    Files.deleteIfExists(files.java());
    environment.put("PATH", "/nowhere");
    java(home.resolve(".sdkman/candidates/java/8.0.1"), "JAVA_VERSION=\"1.8.0_1\"\n");
    Path java = java17(home.resolve(".jdks/corretto 21"));
    assertThat(start(shell, "proxy").words()).startsWith(java.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"itself", "dash", "busybox sh", "bash"})
  void asksAJavaThatHasNoReleaseFile(String shell) throws Exception {
    noUsualPlaces();
    Path real = java17(home.resolve("jdk"));
    Path link = Files.createDirectories(home.resolve("bin")).resolve("java");
    Files.createSymbolicLink(link, real);
    record(link);
    environment.put("PATH", "/usr/bin:/bin");
    assertThat(start(shell, "proxy").words()).startsWith(link.toString());

    Path silent = java(home.resolve("silent"), "");
    record(silent);
    assertThat(start(shell, "proxy").words()).startsWith(silent.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"itself", "dash", "busybox sh", "bash"})
  void usesAPinnedJavaAndNoOther(String shell) throws Exception {
    record(java17(home.resolve("jdk")));
    Path pinned = java17(home.resolve("pinned jdk"));
    environment.put("MCP_FLY_JAVA", pinned.toString());
    assertThat(start(shell, "proxy").words()).startsWith(pinned.toString());
    environment.put("MCP_FLY_JAVA", "/none/bin/java");
    Ended none = start(shell, "proxy");
    assertThat(none.code()).isEqualTo(127);
    assertThat(none.err())
        .isEqualTo(
            "mcp-fly-relay: MCP_FLY_JAVA names /none/bin/java, which is not a Java 17 or newer;"
                + " correct it or leave it out.\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"itself", "dash", "busybox sh", "bash"})
  void startsTheNewestRelayThatIsThere(String shell) throws Exception {
    record(java17(home.resolve("jdk")));
    Path old = files.directory().resolve("mcp-fly-relay-0000000000000000.jar");
    Path next = files.directory().resolve("mcp-fly-relay-ffffffffffffffff.jar");
    Files.writeString(old, "");
    Files.setLastModifiedTime(old, FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));
    Files.writeString(next, "");
    Files.setLastModifiedTime(next, FileTime.from(Instant.parse("2021-01-01T00:00:00Z")));
    assertThat(start(shell, "proxy").words()).contains(files.jar().toString());
    Files.delete(files.jar()); // the record of the newest names a file that is gone
    assertThat(start(shell, "proxy").words()).contains(next.toString());
    Files.delete(files.current());
    assertThat(start(shell, "proxy").words()).contains(next.toString());
    Files.delete(old);
    Files.delete(next);
    Ended none = start(shell, "proxy");
    assertThat(none.code()).isEqualTo(127);
    assertThat(none.err())
        .startsWith("mcp-fly-relay: the relay is missing in " + files.directory())
        .hasLineCount(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"itself", "dash", "busybox sh", "bash"})
  void fallsBackToNpxWhereThatIsAsked(String shell) throws Exception {
    noUsualPlaces();
    Files.deleteIfExists(files.java());
    Path npx = Files.createDirectories(home.resolve("node")).resolve("npx");
    ProgramFiles.write(npx, "#!/bin/sh\nprintf '%s\\n' \"$AUTH_HEADER\" \"$@\"\n");
    environment.put("PATH", npx.getParent() + ":/nowhere");
    String[] arguments = {"proxy", "--url", "https://app.fly.dev/mcp", "--instance", "148e"};
    assertThat(start(shell, arguments).err()).isEqualTo(NONE);

    environment.put("MCP_FLY_FALLBACK", "npx");
    environment.put("MCP_FLY_BEARER_TOKEN", "a secret");
    assertThat(start(shell, arguments).words())
        .containsExactly(
            "Bearer a secret",
            "-y",
            "mcp-remote",
            "https://app.fly.dev/mcp",
            "--header",
            "Fly-Force-Instance-Id:148e",
            "--header",
            "Authorization:${AUTH_HEADER}");
    environment.remove("MCP_FLY_BEARER_TOKEN");
    environment.put("MCP_FLY_USER", "me");
    environment.put("MCP_FLY_PASSWORD", "pw");
    environment.put("PATH", npx.getParent() + ":/usr/bin:/bin");
    // /usr/bin may have a Java, which is preferred.
    if (!Files.exists(Path.of("/usr/bin/java"))) {
      assertThat(start(shell, arguments).words()).startsWith("Basic bWU6cHc=");
    }
    environment.remove("MCP_FLY_USER");
    environment.put("PATH", npx.getParent().toString());
    assertThat(start(shell, "proxy", "--url=https://app.fly.dev/mcp").words())
        .containsExactly("", "-y", "mcp-remote", "https://app.fly.dev/mcp");
    assertThat(start(shell, "--version").err()).isEqualTo(NONE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"itself", "dash", "busybox sh", "bash"})
  void isFoundThroughALink(String shell) throws Exception {
    record(java17(home.resolve("jdk")));
    environment.put("PATH", "/usr/bin:/bin");
    Path link = Files.createDirectories(home.resolve("bin")).resolve("relay");
    Files.createSymbolicLink(link, Path.of("../data/mcp-fly-relay"));
    assertThat(start(shell, link, "proxy").words()).anyMatch(word -> word.endsWith(".jar"));
  }
}
