package dev.mcpfly.launch.local;

import dev.mcpfly.api.emulator.MachineRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where the files and volumes of a machine lie on this computer. A process here cannot have a root
 * of its own, so each guest path in its arguments and variables is replaced by the real one.
 */
final class GuestPaths implements AutoCloseable {
  private final Path root;
  private final Map<String, Path> places = new LinkedHashMap<>();

  private GuestPaths(Path root) {
    this.root = root;
  }

  /** Writes the files into a folder that only the owner can read. */
  static GuestPaths create(Map<String, byte[]> files, Map<String, Path> mounts) throws IOException {
    Path root = Files.createTempDirectory("mcp-fly-machine"); // 0700 where the file system can
    GuestPaths paths = new GuestPaths(root);
    try {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        Path place = paths.under(file.getKey());
        Files.createDirectories(place.getParent());
        Files.write(place, file.getValue());
        if (place.getFileSystem().supportedFileAttributeViews().contains("posix")) {
          Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rw-------"));
        }
        paths.places.put(file.getKey(), place);
      }
      // Directories below the root are guest directories too, as /etc is for /etc/app.json.
      paths.places.putAll(mounts);
      return paths;
    } catch (IOException | RuntimeException e) {
      paths.close();
      throw e;
    }
  }

  private Path under(String guestPath) throws IOException {
    Path place = root.resolve(guestPath.substring(1)).normalize();
    if (!place.startsWith(root) || place.equals(root)) {
      throw new IOException("The guest path " + guestPath + " leads out of the machine.");
    }
    return place;
  }

  /** Replaces a guest path, or one below it, at the start of {@code text} or behind a {@code =}. */
  String translate(String text) {
    int equals = text.indexOf('=');
    String head = equals >= 0 && text.startsWith("-") ? text.substring(0, equals + 1) : "";
    String path = text.substring(head.length());
    for (Map.Entry<String, Path> place : longestFirst()) {
      String guest = place.getKey();
      if (path.equals(guest)
          || path.equals(guest + "/")
          || path.startsWith(guest.endsWith("/") ? guest : guest + "/")) {
        return head + place.getValue() + path.substring(guest.length());
      }
    }
    return text;
  }

  /** Returns a working directory for the process. */
  Path root() {
    return root;
  }

  private List<Map.Entry<String, Path>> longestFirst() {
    List<Map.Entry<String, Path>> entries = new ArrayList<>(places.entrySet());
    entries.sort(Comparator.comparing((Map.Entry<String, Path> entry) -> -entry.getKey().length()));
    return entries;
  }

  /**
   * Deletes the files; volumes stay. Several threads may call this: the one that ends the machine,
   * and the one that sees its process end.
   */
  @Override
  public void close() throws IOException {
    MachineRuntime.deleteFolder(root);
  }
}
