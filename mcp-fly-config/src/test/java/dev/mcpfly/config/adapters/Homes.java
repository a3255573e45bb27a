package dev.mcpfly.config.adapters;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.mcpfly.config.OperatingSystem;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;

/** Homes on file systems in memory, of each operating system's kind. */
final class Homes {
  private Homes() {}

  static Path empty(OperatingSystem system) throws IOException {
    Configuration configuration =
        switch (system) {
          case WINDOWS -> Configuration.windows();
          case MACOS -> Configuration.osX();
          case LINUX -> Configuration.unix().toBuilder().setAttributeViews("posix").build();
        };
    FileSystem files = Jimfs.newFileSystem(configuration);
    return Files.createDirectories(
        files.getPath(system == OperatingSystem.WINDOWS ? "C:\\Users\\me" : "/home/me"));
  }
}
