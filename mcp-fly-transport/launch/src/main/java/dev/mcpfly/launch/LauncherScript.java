package dev.mcpfly.launch;

import dev.mcpfly.config.OperatingSystem;
import dev.mcpfly.transport.RelayJar;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The text of the small program that client entries start, for one operating system. */
final class LauncherScript {
  private static final String NAME = "mcp-fly-relay";

  /** A jar's name that stands for the real one while the flags are rendered. */
  private static final Path ANY = Path.of("any.jar");

  private static final Path CACHE = Path.of("any.aot");

  private LauncherScript() {}

  /** Returns the name of its file. */
  static String fileName(OperatingSystem system) {
    return system == OperatingSystem.WINDOWS ? NAME + ".cmd" : NAME;
  }

  /** Returns its text, with the flags that start the relay fastest. */
  static String text(OperatingSystem system) {
    boolean windows = system == OperatingSystem.WINDOWS;
    List<String> flags = RelayJar.javaCommand(Path.of("java"), ANY);
    flags = flags.subList(1, flags.size() - 2); // between the program and -jar
    List<String> archive = new ArrayList<>(RelayJar.javaCommand(ANY));
    archive = archive.subList(1 + flags.size(), archive.size() - 2);
    List<String> cache = RelayJar.cachedCommand(Path.of("java"), ANY, CACHE);
    cache = cache.subList(1, cache.size() - 2);
    List<String> make = cache.subList(cache.size() - 1, cache.size());
    String text =
        resource(windows ? ".cmd" : ".sh")
            .replace("@VERSION@", RelayVersion.own().text())
            .replace("@FLAGS@", String.join(" ", flags))
            .replace("@ARCHIVE_FLAGS@", words(archive, windows))
            .replace("@CACHE_FLAGS@", words(cache, windows))
            .replace("@MAKE_CACHE@", words(make, windows));
    // Labels are not always found in a script that has line feeds alone.
    return windows ? text.replace("\n", "\r\n") : text;
  }

  private static String words(List<String> flags, boolean windows) {
    String archive = RelayJar.archiveOf(ANY).toString();
    return flags.stream()
        .map(flag -> withVariable(flag, archive, "archive", windows))
        .map(flag -> withVariable(flag, CACHE.toString(), "cache", windows))
        .collect(Collectors.joining(" "));
  }

  private static String withVariable(String flag, String file, String variable, boolean windows) {
    if (!flag.endsWith(file)) {
      return flag;
    }
    String option = flag.substring(0, flag.length() - file.length());
    return windows ? "\"" + option + "%" + variable + "%\"" : option + "\"$" + variable + "\"";
  }

  private static String resource(String ending) {
    try (InputStream in = LauncherScript.class.getResourceAsStream(NAME + ending)) {
      if (in == null) {
        throw new IllegalStateException("The library was packaged without " + NAME + ending);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException("The library's own files cannot be read", e);
    }
  }
}
