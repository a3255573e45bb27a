package dev.mcpfly.launch;

import dev.mcpfly.config.HostEnvironment;
import java.nio.file.Path;

/** Where programs keep what belongs to them on a user's machine. */
final class DataDirectory {
  private static final String NAME = "mcp-fly";

  private DataDirectory() {}

  static Path of(HostEnvironment host) {
    return switch (host.system()) {
      case MACOS -> host.home().resolve("Library/Application Support").resolve(NAME);
      case WINDOWS ->
          host.variable("LOCALAPPDATA")
              .filter(path -> !path.isEmpty())
              .map(host.fileSystem()::getPath)
              .orElseGet(() -> host.home().resolve("AppData").resolve("Local"))
              .resolve(NAME);
      case LINUX ->
          host.variable("XDG_DATA_HOME")
              .filter(path -> !path.isEmpty())
              .map(host.fileSystem()::getPath)
              .orElseGet(() -> host.home().resolve(".local/share"))
              .resolve(NAME);
    };
  }
}
