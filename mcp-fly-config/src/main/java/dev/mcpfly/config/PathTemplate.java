package dev.mcpfly.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A location such as <code>${XDG_CONFIG_HOME:-~/.config}/zed/settings.json</code>: {@code ~} is the
 * home directory, <code>${NAME}</code> a variable (a location with one that is not set does not
 * exist), <code>${NAME:-other}</code> a variable or else what follows, and with {@code @} before a
 * file's name the path that is in this file of the home directory, {@code *} in a directory name
 * any characters (the newest match counts).
 */
final class PathTemplate {
  private static final int LONGEST_POINTER = 4096;

  private final String template;

  PathTemplate(String template) {
    this.template = template;
  }

  /**
   * Returns the path on this host: none if a variable without alternative is not set, or nothing
   * matches a star.
   */
  List<Path> resolve(HostEnvironment host) {
    StringBuilder text = new StringBuilder();
    if (!expand(template, host, text)) {
      return List.of();
    }
    String expanded = text.toString();
    Path path;
    if (expanded.equals("~")) {
      path = host.home();
    } else if (expanded.startsWith("~/")) {
      path = host.home();
      expanded = expanded.substring(2);
      return glob(path, expanded);
    } else {
      int star = expanded.indexOf('*');
      if (star >= 0) {
        int slash = expanded.lastIndexOf('/', star);
        return glob(
            host.fileSystem().getPath(expanded.substring(0, slash)), expanded.substring(slash + 1));
      }
      path = host.fileSystem().getPath(expanded);
    }
    return List.of(path);
  }

  private static List<Path> glob(Path base, String rest) {
    int star = rest.indexOf('*');
    if (star < 0) {
      return List.of(base.resolve(rest));
    }
    int from = rest.lastIndexOf('/', star);
    int to = rest.indexOf('/', star);
    Path parent = from < 0 ? base : base.resolve(rest.substring(0, from));
    List<Path> found = new ArrayList<>();
    if (Files.isDirectory(parent)) {
      try (DirectoryStream<Path> matches =
          Files.newDirectoryStream(parent, rest.substring(from + 1, to))) {
        for (Path match : matches) {
          if (Files.isDirectory(match)) {
            found.add(match);
          }
        }
      } catch (IOException e) {
        return List.of(); // a directory that cannot be listed holds no client's file for us
      }
    }
    found.sort(java.util.Comparator.comparing(PathTemplate::modified).reversed());
    return found.stream().map(match -> match.resolve(rest.substring(to + 1))).toList();
  }

  private static java.nio.file.attribute.FileTime modified(Path path) {
    try {
      return Files.getLastModifiedTime(path);
    } catch (IOException e) {
      return java.nio.file.attribute.FileTime.fromMillis(0);
    }
  }

  private static boolean expand(String text, HostEnvironment host, StringBuilder out) {
    int pos = 0;
    while (pos < text.length()) {
      if (!text.startsWith("${", pos)) {
        out.append(text.charAt(pos++));
        continue;
      }
      int end = closing(text, pos + 2);
      String inner = text.substring(pos + 2, end);
      int alternative = inner.indexOf(":-");
      String name = alternative < 0 ? inner : inner.substring(0, alternative);
      String value =
          name.startsWith("@")
              ? pointer(host.home().resolve(name.substring(1)))
              : host.variable(name).orElse(null);
      if (value != null) {
        out.append(value);
      } else if (alternative < 0 || !expand(inner.substring(alternative + 2), host, out)) {
        return false;
      }
      pos = end + 1;
    }
    return true;
  }

  /** Returns the absolute path that a file holds; null if there is none. */
  private static @Nullable String pointer(Path file) {
    try {
      if (!Files.isRegularFile(file) || Files.size(file) > LONGEST_POINTER) {
        return null;
      }
      String text = Files.readString(file, StandardCharsets.UTF_8).strip();
      boolean usable = !text.isEmpty() && file.getFileSystem().getPath(text).isAbsolute();
      return usable ? text : null;
    } catch (IOException | InvalidPathException e) {
      return null; // no path that its client could follow
    }
  }

  private static int closing(String text, int start) {
    int depth = 1;
    for (int pos = start; pos < text.length(); pos++) {
      if (text.charAt(pos) == '}' && --depth == 0) {
        return pos;
      } else if (text.startsWith("${", pos)) {
        depth++;
      }
    }
    throw new IllegalArgumentException("A location's ${ is not closed: " + text);
  }

  @Override
  public String toString() {
    return template;
  }
}
