package dev.mcpfly.examples;

import dev.mcpfly.config.HostEnvironment;
import dev.mcpfly.config.OperatingSystem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A user's home in a temporary folder, so that no script touches the files of the real user. */
public final class ScratchHome implements AutoCloseable {
  private final Path home;
  private final Map<Path, String> before = new HashMap<>();

  private ScratchHome(Path home) {
    this.home = home;
  }

  /**
   * Makes an empty home, which is deleted on close and at the latest when the JVM ends.
   *
   * @throws UncheckedIOException if the folder cannot be made
   */
  public static ScratchHome create() {
    try {
      ScratchHome scratch = new ScratchHome(Files.createTempDirectory("mcp-fly-home"));
      Runtime.getRuntime().addShutdownHook(new Thread(scratch::close, "scratch-home"));
      return scratch;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the home's folder. */
  public Path path() {
    return home;
  }

  /** Returns the host as programs in this home see it: a Linux with no other settings. */
  public HostEnvironment host() {
    return HostEnvironment.of(OperatingSystem.LINUX, home, Map.of());
  }

  /**
   * Writes the file of Claude Desktop.
   *
   * @param text its content
   */
  public Path claudeDesktop(String text) {
    return write(home.resolve(".config/Claude/claude_desktop_config.json"), text);
  }

  /**
   * Writes the settings of Zed.
   *
   * @param text their content
   */
  public Path zed(String text) {
    return write(home.resolve(".config/zed/settings.json"), text);
  }

  /**
   * Checks that files are as they were written.
   *
   * @param files files that this home wrote
   * @throws IllegalStateException if one differs
   */
  public void check(Path... files) {
    for (Path file : files) {
      if (!read(file).equals(before.get(file))) {
        throw new IllegalStateException(file.getFileName() + " is not as it was:\n" + read(file));
      }
    }
  }

  @Override
  public void close() {
    if (!Files.exists(home)) {
      return;
    }
    try (Stream<Path> files = Files.walk(home)) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path write(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
      before.put(file, text);
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
