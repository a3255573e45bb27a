package dev.mcpfly.image;

import dev.mcpfly.image.internal.FileTree;
import dev.mcpfly.image.internal.TarException;
import dev.mcpfly.image.registry.ImageException;
import dev.mcpfly.image.registry.ImageException.Reason;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What a new layer holds, by path; files on disk are read when the layer is built. */
final class LayerItems {
  private final NavigableMap<String, Item> items = new TreeMap<>();

  LayerItems() {}

  LayerItems(LayerItems other) {
    items.putAll(other.items);
  }

  /** The content for a path. */
  sealed interface Item {}

  /** A file's content, opened again for each use. */
  record Content(int mode, Source source) implements Item {}

  /** A directory, created if there is none. */
  record Directory(int mode) implements Item {}

  /** A symbolic link. */
  record Link(String target) implements Item {}

  /** Opens content whose length is known. */
  interface Source {
    long size() throws IOException;

    InputStream open() throws IOException;
  }

  NavigableMap<String, Item> items() {
    return items;
  }

  void file(String path, byte[] content, int mode) {
    byte[] copy = content.clone();
    put(
        path,
        new Content(
            checked(mode),
            new Source() {
              @Override
              public long size() {
                return copy.length;
              }

              @Override
              public InputStream open() {
                return new ByteArrayInputStream(copy);
              }
            }));
  }

  void file(String path, Path source) {
    if (!Files.isRegularFile(source) || !Files.isReadable(source)) {
      throw new ImageException(
          Reason.LOCAL_FILE, "There is no readable file " + source + " to put at " + path + ".");
    }
    file(path, source, Files.isExecutable(source) ? 0755 : 0644);
  }

  void file(String path, Path source, int mode) {
    put(
        path,
        new Content(
            checked(mode),
            new Source() {
              @Override
              public long size() throws IOException {
                return Files.size(source);
              }

              @Override
              public InputStream open() throws IOException {
                return Files.newInputStream(source);
              }
            }));
  }

  void directory(String path, int mode) {
    put(path, new Directory(checked(mode)));
  }

  void symlink(String path, String target) {
    put(path, new Link(target));
  }

  void tree(String path, Path source) {
    try (Stream<Path> files = Files.walk(source)) {
      files.forEach(file -> add(path, source, file));
    } catch (IOException | UncheckedIOException e) {
      throw new ImageException(
          Reason.LOCAL_FILE,
          "The directory " + source + " cannot be read (" + e.getMessage() + ").",
          e);
    }
  }

  private void add(String path, Path source, Path file) {
    StringBuilder place = new StringBuilder(path);
    source.relativize(file).forEach(name -> place.append('/').append(name));
    if (Files.isSymbolicLink(file)) {
      try {
        symlink(place.toString(), Files.readSymbolicLink(file).toString());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    } else if (Files.isDirectory(file)) {
      if (!file.equals(source) || !canonical(path).isEmpty()) {
        directory(place.toString(), 0755);
      }
    } else {
      file(place.toString(), file);
    }
  }

  private void put(String path, Item item) {
    String key = canonical(path);
    if (key.isEmpty() || !path.startsWith("/")) {
      throw new ImageException(
          Reason.BAD_INPUT,
          "'"
              + path
              + "' is not a valid path in an image: write an absolute path, such as"
              + " /etc/app.json.");
    }
    items.put(key, item);
  }

  private static String canonical(String path) {
    try {
      List<String> names = FileTree.names(path);
      if (names.stream().anyMatch(name -> name.startsWith(".wh.") || name.indexOf('\0') >= 0)) {
        throw new ImageException(
            Reason.BAD_INPUT, "'" + path + "' has a name that is reserved in layers.");
      }
      return String.join("/", names);
    } catch (TarException e) {
      throw new ImageException(
          Reason.BAD_INPUT, "'" + path + "' leads out of the image: leave out the '..'.", e);
    }
  }

  private static int checked(int mode) {
    if (mode < 0 || mode > 07777) {
      throw new ImageException(
          Reason.BAD_INPUT,
          "The mode must be between 0 and 7777 (octal), but was "
              + Integer.toOctalString(mode)
              + ".");
    }
    return mode;
  }
}
