package dev.mcpfly.transport.internal.auth.client;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Opens the user's browser. The URL is one argument of one program, never part of a command line
 * that a shell reads.
 */
final class Browser {
  private final Map<String, String> environment;
  private final String system;

  Browser(Map<String, String> environment, String system) {
    this.environment = environment;
    this.system = system.toLowerCase(Locale.ROOT);
  }

  /**
   * Returns the command that would open a URL, without the URL, or null if there is no browser
   * here.
   */
  @Nullable List<String> command() {
    String chosen = environment.getOrDefault("BROWSER", "").strip();
    if (!chosen.isEmpty() && !chosen.equals("none")) {
      String first = chosen.split(File.pathSeparator)[0];
      if (!first.contains("%")) {
        String program = find(first);
        if (program != null) {
          return List.of(program);
        }
      }
    }
    if (chosen.equals("none")) {
      return null;
    }
    if (system.startsWith("windows")) {
      return List.of("rundll32", "url.dll,FileProtocolHandler");
    }
    if (system.startsWith("mac")) {
      return environment.containsKey("SSH_CONNECTION") ? null : List.of("/usr/bin/open");
    }
    boolean screen =
        !environment.getOrDefault("DISPLAY", "").isEmpty()
            || !environment.getOrDefault("WAYLAND_DISPLAY", "").isEmpty();
    boolean inWindows = environment.containsKey("WSL_DISTRO_NAME");
    for (String name :
        inWindows
            ? List.of("wslview", "xdg-open")
            : screen ? List.of("xdg-open") : List.<String>of()) {
      String program = find(name);
      if (program != null) {
        return List.of(program);
      }
    }
    return null;
  }

  private @Nullable String find(String name) {
    if (name.contains("/") || name.contains("\\")) {
      return Files.isExecutable(Path.of(name)) ? name : null;
    }
    for (String directory : environment.getOrDefault("PATH", "").split(File.pathSeparator)) {
      if (!directory.isEmpty()) {
        Path program = Path.of(directory, name);
        if (Files.isRegularFile(program) && Files.isExecutable(program)) {
          return program.toString();
        }
      }
    }
    return null;
  }

  /** Opens a URL that was checked before; returns whether a browser was started. */
  boolean open(URI url) {
    List<String> command = command();
    String scheme = String.valueOf(url.getScheme());
    if (command == null || !(scheme.equalsIgnoreCase("https") || scheme.equalsIgnoreCase("http"))) {
      return false;
    }
    List<String> words = new ArrayList<>(command);
    words.add(url.toASCIIString());
    ProcessBuilder builder =
        new ProcessBuilder(words)
            .redirectErrorStream(true)
            .redirectOutput(Redirect.DISCARD)
            .redirectInput(
                Redirect.from(new File(system.startsWith("windows") ? "NUL" : "/dev/null")));
    // What lets this program in is not the browser's business.
    builder
        .environment()
        .keySet()
        .removeIf(name -> name.toUpperCase(Locale.ROOT).startsWith("MCP_FLY_"));
    try {
      builder.start();
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
