package dev.mcpfly.examples;

import dev.mcpfly.config.HostEnvironment;
import dev.mcpfly.config.OperatingSystem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** A user's home in a temporary folder, so that no script touches the files of the real user. */
public final class ScratchHome implements AutoCloseable {
  private final ScratchFolder folder;
  private final Path home;
  private final Map<Path, String> before = new HashMap<>();

  private ScratchHome(ScratchFolder folder) {
    this.folder = folder;
    this.home = folder.path();
  }

  /**
   * Makes an empty home, which is deleted on close and at the latest when the JVM ends.
   *
   * @throws UncheckedIOException if the folder cannot be made
   */
  public static ScratchHome create() {
    return new ScratchHome(ScratchFolder.create("mcp-fly-home"));
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
   * Writes any file.
   *
   * @param file where it lies in this home
   * @param text its content
   */
  Path file(Path file, String text) {
    return write(file, text);
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
    folder.close();
  }

  private Path write(Path file, String text) {
    folder.write(file, text);
    before.put(file, text);
    return file;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
