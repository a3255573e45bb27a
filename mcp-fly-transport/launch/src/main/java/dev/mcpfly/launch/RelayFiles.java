package dev.mcpfly.launch;

import dev.mcpfly.config.OperatingSystem;
import dev.mcpfly.transport.RelayJar;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What lies in the folder that client entries start the relay from: the launcher, which keeps its
 * name; jars, whose names tell their content; which of these is the newest; and a Java for it.
 *
 * @param directory the folder
 * @param system whose launcher it is
 */
record RelayFiles(Path directory, OperatingSystem system) {
  /** The first line names the jar, the second its version. */
  private static final String CURRENT = "mcp-fly-relay.current";

  private static final int MAX_TEXT = 400;
  private static final String JAVA = "mcp-fly-relay.java";
  private static final Pattern JAR = Pattern.compile("mcp-fly-relay-[0-9a-f]{16}\\.jar");

  /** Signs that the launcher for Windows could not read back. */
  private static final Pattern NOT_FOR_CMD = Pattern.compile("[^\\x20-\\x7e]|[%^&!\"]");

  /** Returns the program that entries start. */
  Path launcher() {
    return directory.toAbsolutePath().resolve(LauncherScript.fileName(system));
  }

  /** Returns the jar of this library. */
  Path jar() {
    return RelayJar.pathIn(directory);
  }

  Path current() {
    return directory.resolve(CURRENT);
  }

  Path java() {
    return directory.resolve(JAVA);
  }

  /** Deletes the archive and the caches that starts of a jar have left beside it. */
  static void deleteMadeFrom(Path jar) throws IOException {
    Path folder = jar.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      return;
    }
    String name = String.valueOf(jar.getFileName());
    String made = name.replaceFirst("jar$", "*");
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, made)) {
      for (Path file : files) {
        if (!file.endsWith(name)) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  static boolean isJar(Path file) {
    return JAR.matcher(String.valueOf(file.getFileName())).matches();
  }

  /** Returns the content that each small file is to have; the jar is not among them. */
  Map<Path, String> wanted() throws IOException {
    Map<Path, String> wanted = new LinkedHashMap<>();
    if (lines(java()).isEmpty() || recordedJavaTrouble().isPresent()) {
      Optional<Path> java =
          system == OperatingSystem.current() ? JavaProgram.running() : Optional.empty();
      java.flatMap(this::recordable).ifPresent(path -> wanted.put(java(), path + "\n"));
    }
    if (!newerIsThere()) {
      wanted.put(launcher(), LauncherScript.text(system));
      wanted.put(current(), jar().getFileName() + "\n" + RelayVersion.own().text() + "\n");
    }
    return wanted;
  }

  /** Returns the path of Java if the launcher's shell reads all of its characters as they are. */
  private Optional<String> recordable(Path java) {
    String text = java.toString();
    if (system != OperatingSystem.WINDOWS) {
      return Optional.of(text).filter(path -> path.indexOf('\n') < 0);
    }
    String home = System.getenv("USERPROFILE");
    String rest =
        home != null && text.startsWith(home + "\\") ? text.substring(home.length()) : text;
    return NOT_FOR_CMD.matcher(rest).find()
        ? Optional.empty()
        : Optional.of(rest.equals(text) ? text : "%USERPROFILE%" + rest);
  }

  /** Returns whether a newer library has installed a newer relay, all of it. */
  private boolean newerIsThere() throws IOException {
    List<String> lines = lines(current());
    return lines.size() > 1
        && RelayVersion.own().compareTo(new RelayVersion(lines.get(1))) < 0
        && named(lines.get(0)).filter(Files::isRegularFile).isPresent()
        && Files.isRegularFile(launcher());
  }

  /** Returns the lines of a small file; none if it is not there or is none of ours. */
  private static List<String> lines(Path file) throws IOException {
    @Nullable String text = text(file);
    return text == null ? List.of() : text.lines().toList();
  }

  /** Returns the text of a small file, or null if it is not there. */
  static @Nullable String text(Path file) throws IOException {
    return Files.isRegularFile(file)
        ? new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
        : null;
  }

  /** Returns the jar that the launcher starts now; empty if it would find none. */
  Optional<Path> startedJar() throws IOException {
    List<String> lines = lines(current());
    return lines.stream().findFirst().flatMap(this::named).filter(Files::isRegularFile);
  }

  /** Returns the file of that name in the folder; empty if it is the name of none. */
  private Optional<Path> named(String name) {
    try {
      return Optional.of(directory.resolve(name));
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  /** Returns whether there is no relay at all that the launcher could start. */
  boolean hasNoJar() {
    try (Stream<Path> there = Files.list(directory)) {
      return there.noneMatch(RelayFiles::isJar);
    } catch (IOException e) {
      return true;
    }
  }

  /**
   * Says what keeps the launcher from starting the newest relay, and that installing it again
   * mends; empty if nothing does.
   */
  Optional<String> trouble() {
    try {
      for (Map.Entry<Path, String> file : wanted().entrySet()) {
        @Nullable String there = text(file.getKey());
        if (there == null && !file.getKey().equals(java())) {
          return Optional.of(file.getKey() + " is missing");
        }
        if (there != null && !there.equals(file.getValue()) && !file.getKey().equals(java())) {
          return Optional.of(file.getKey() + " is not the one of this version");
        }
      }
      if (system != OperatingSystem.WINDOWS && !Files.isExecutable(launcher())) {
        return Optional.of(launcher() + " is not executable");
      }
      if (startedJar().isEmpty()) {
        return Optional.of("the relay in " + directory + " is missing");
      }
      return recordedJavaTrouble();
    } catch (IOException e) {
      return Optional.of("the relay in " + directory + " cannot be read: " + e.getMessage());
    }
  }

  private Optional<String> recordedJavaTrouble() throws IOException {
    List<String> recorded = lines(java());
    if (system != OperatingSystem.current()
        || recorded.isEmpty()
        || recorded.get(0).contains("%")) {
      return Optional.empty();
    }
    return named(recorded.get(0))
        .map(program -> JavaProgram.trouble(program).map(text -> Texts.excerpt(text, MAX_TEXT)))
        .orElse(Optional.of(java() + " does not name a program"));
  }
}
