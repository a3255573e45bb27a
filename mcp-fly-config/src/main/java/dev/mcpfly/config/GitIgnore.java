package dev.mcpfly.config;

import dev.mcpfly.config.internal.diff.TextLines;
import dev.mcpfly.config.internal.diff.UnifiedDiff;
import dev.mcpfly.config.internal.file.AtomicFile;
import dev.mcpfly.config.internal.file.FileAttributes;
import dev.mcpfly.config.internal.file.RealPaths;
import dev.mcpfly.config.internal.file.WriteLock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a project's {@code .gitignore} that keep a file, and the copy of its former content,
 * out of the repository. A file that git already tracks is not affected.
 */
final class GitIgnore {
  private final ClientConfig config;
  private final Path path;
  private final List<String> lines;
  private final byte @Nullable [] before;
  private final byte @Nullable [] after;

  /**
   * Reads the file and plans the lines that it lacks.
   *
   * @param project the project's directory, which holds the file
   * @param backup where the former content of the file is kept, if it is kept
   * @throws ConfigException if the file cannot be read, or is UTF-16
   */
  GitIgnore(ClientConfig config, Path project, Optional<Path> backup) {
    this.config = config;
    this.path = project.resolve(".gitignore");
    String file = "/" + escaped(project.relativize(config.path()).toString().replace('\\', '/'));
    List<String> all = new ArrayList<>();
    all.add(file);
    backup
        .filter(copy -> Objects.equals(copy.getParent(), config.realPath().getParent()))
        .map(copy -> escaped(String.valueOf(copy.getFileName())))
        .ifPresent(name -> all.add(file.substring(0, file.lastIndexOf('/') + 1) + name));
    this.lines = List.copyOf(all);
    this.before = read();
    this.after = edited(before);
  }

  private static String escaped(String pattern) {
    return pattern.replaceAll("[\\\\*?\\[\\]#! ]", "\\\\$0");
  }

  private byte @Nullable [] read() {
    try {
      byte[] bytes = new AtomicFile(RealPaths.resolve(path)).read();
      if (bytes != null && bytes.length > 1 && (bytes[0] == 0 || bytes[1] == 0 || isMark(bytes))) {
        throw new ConfigException(
            path,
            "The file " + path + " is UTF-16, which git does not read. Save it as UTF-8.",
            null);
      }
      return bytes;
    } catch (IOException e) {
      throw failure("cannot be read", e);
    }
  }

  private static boolean isMark(byte[] bytes) {
    return (bytes[0] & 0xff) + (bytes[1] & 0xff) == 0xff + 0xfe;
  }

  private ConfigException failure(String what, IOException e) {
    return new ConfigException(
        path, "The file " + path + " " + what + ": " + ClientConfig.reason(e) + ".", e);
  }

  /** Returns the content with the lines that it lacks. */
  private byte @Nullable [] edited(byte @Nullable [] content) {
    // One character for each byte: what is there may be in any encoding.
    String text = content == null ? "" : new String(content, StandardCharsets.ISO_8859_1);
    String eol = text.contains("\r\n") ? "\r\n" : "\n";
    StringBuilder added = new StringBuilder();
    for (String line : lines) {
      String bytes = new String(line.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
      if (!ignores(text, bytes)) {
        added.append(bytes).append(eol);
      }
    }
    if (added.isEmpty()) {
      return content;
    }
    String gap = text.isEmpty() || text.endsWith("\n") ? "" : eol;
    return (text + gap + added).getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Returns whether the last line about a file says that it is ignored. */
  private static boolean ignores(String text, String line) {
    boolean ignored = false;
    for (String present : text.split("\r?\n", -1)) {
      String plain = present.startsWith("!") ? present.substring(1) : present;
      if (Stream.of(line, line.substring(1)).anyMatch(plain.stripTrailing()::equals)) {
        ignored = !present.startsWith("!");
      }
    }
    return ignored;
  }

  Path path() {
    return path;
  }

  boolean changesAnything() {
    return !Arrays.equals(before, after);
  }

  String diff() {
    if (!changesAnything()) {
      return "";
    }
    TextLines old = lines(before);
    TextLines changed = lines(after);
    return UnifiedDiff.of(
        before == null ? "/dev/null" : path.toString(),
        path.toString(),
        old,
        changed,
        old::line,
        changed::line);
  }

  private static TextLines lines(byte @Nullable [] content) {
    return TextLines.of(content == null ? "" : new String(content, StandardCharsets.UTF_8));
  }

  /** Writes the lines; those that another program wrote in between stay. */
  ConfigPlan.Written write() {
    try {
      Path real = RealPaths.resolve(path);
      AtomicFile file = new AtomicFile(real);
      return WriteLock.whileHeld(
          real,
          false,
          ConfigWriter.PATIENCE,
          () -> {
            byte[] present = file.read();
            byte[] wanted = edited(present);
            if (wanted == null || Arrays.equals(present, wanted)) {
              return ConfigPlan.Written.unchanged(path);
            }
            if (!file.replace(present, wanted, real, FileAttributes.KEPT)) {
              throw new ConfigException(
                  path, "The file " + path + " was changed by another program. Try again.", null);
            }
            return new ConfigPlan.Written(
                new WrittenFile(path, config, real, present, wanted, List.of(), null));
          });
    } catch (IOException e) {
      throw failure("could not be written", e);
    }
  }
}
