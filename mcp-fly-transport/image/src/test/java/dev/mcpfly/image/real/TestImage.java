package dev.mcpfly.image.real;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** An image that umoci makes from a root directory. */
final class TestImage {
  private final Path place;
  private int layers;

  private TestImage(Path place) {
    this.place = place;
    Command.run("umoci", "init", "--layout", place.toString());
    Command.run("umoci", "new", "--image", place + ":it");
  }

  static TestImage in(Path place) {
    return new TestImage(place);
  }

  Path layout() {
    return place;
  }

  /** Adds a layer with what is changed in the root directory. */
  TestImage layer(Consumer<Root> changes) {
    Path bundle = place.resolveSibling(place.getFileName() + "-bundle-" + layers++);
    Command.run("umoci", "unpack", "--image", place + ":it", bundle.toString());
    changes.accept(new Root(bundle.resolve("rootfs")));
    Command.run("umoci", "repack", "--image", place + ":it", bundle.toString());
    return this;
  }

  TestImage config(String... options) {
    List<String> words = new ArrayList<>(List.of("umoci", "config", "--image", place + ":it"));
    words.addAll(Arrays.asList(options));
    Command.run(words.toArray(String[]::new));
    return this;
  }

  /** The root directory of an image in the making. */
  record Root(Path directory) {

    Root copy(Path source, String path) {
      try {
        Path target = directory.resolve(path);
        Files.createDirectories(target.getParent());
        Files.copy(source.toRealPath(), target);
        return this;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    Root copyTree(Path source, String path) {
      Command.run("cp", "-a", source.toString(), directory.resolve(path).toString());
      return this;
    }

    Root link(String path, String target) {
      try {
        Path link = directory.resolve(path);
        Files.createDirectories(link.getParent());
        Files.createSymbolicLink(link, Path.of(target));
        return this;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    Root directory(String path) {
      try {
        Files.createDirectories(directory.resolve(path));
        return this;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    Root text(String path, String text) {
      try {
        Files.createDirectories(directory.resolve(path).getParent());
        Files.writeString(directory.resolve(path), text);
        return this;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    Root resource(String name, String path) {
      try (InputStream in = TestImage.class.getResourceAsStream("/dev/mcpfly/image/" + name)) {
        Path target = directory.resolve(path);
        Files.createDirectories(target.getParent());
        Files.copy(in, target);
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwxr-xr-x"));
        return this;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    Root delete(String path) {
      Command.run("rm", "-rf", directory.resolve(path).toString());
      return this;
    }
  }
}
