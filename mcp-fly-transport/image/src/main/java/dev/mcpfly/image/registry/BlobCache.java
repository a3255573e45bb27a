package dev.mcpfly.image.registry;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A directory of blobs by digest, shared by threads and processes. A blob gets its name only once
 * it is whole and its digest is right, so that a file that has a name can be used. Beside the blobs
 * lie notes: small facts that were worked out from them and need not be worked out again.
 * Everything in it can be deleted at any time.
 */
public final class BlobCache {
  private final Path root;

  private BlobCache(Path root) {
    this.root = root;
  }

  /** Returns the cache in a directory, which is made when it is first written to. */
  public static BlobCache at(Path directory) {
    return new BlobCache(directory.toAbsolutePath());
  }

  /**
   * Returns the user's cache: {@code $XDG_CACHE_HOME/mcp-fly/images} or {@code
   * ~/.cache/mcp-fly/images}.
   */
  public static BlobCache ofUser() {
    String xdg = System.getenv("XDG_CACHE_HOME");
    Path base =
        xdg == null || xdg.isBlank()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(xdg);
    return at(base.resolve("mcp-fly").resolve("images"));
  }

  /** Returns the directory. */
  public Path directory() {
    return root;
  }

  /** Returns the file of a blob, if it is here. */
  public Optional<Path> find(Digest digest) {
    Path file = place(digest);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
    } catch (IOException e) {
      // Only the order of eviction depends on it; a read-only cache still serves.
    }
    return Optional.of(file);
  }

  /**
   * Returns a new empty file that becomes a blob by {@link #adopt}.
   *
   * @throws ImageException when the cache cannot be written
   */
  public Path newFile() {
    try {
      return Files.createTempFile(directory(root.resolve("partial")), "blob", ".part");
    } catch (IOException e) {
      throw cannotWrite(e);
    }
  }

  /**
   * Takes a finished file in as a blob. The caller has hashed what it wrote.
   *
   * @return the blob's place
   * @throws ImageException when the cache cannot be written
   */
  public Path adopt(Path finished, Digest digest) {
    Path file = place(digest);
    try {
      directory(parent(file));
      Files.move(
          finished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      return file;
    } catch (IOException e) {
      throw cannotWrite(e);
    }
  }

  /** Forgets a blob that turned out to be damaged. */
  public void evict(Digest digest) {
    try {
      Files.deleteIfExists(place(digest));
    } catch (IOException e) {
      throw cannotWrite(e);
    }
  }

  /** Returns what was noted under a key, if anything. */
  public Optional<String> note(String key) {
    try {
      return Optional.of(Files.readString(notePlace(key)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      // A note that cannot be read is worked out again.
      return Optional.empty();
    }
  }

  /** Notes a fact under a key that names everything it depends on. */
  public void note(String key, String fact) {
    try {
      Path temporary = Files.createTempFile(directory(root.resolve("partial")), "note", ".part");
      Files.writeString(temporary, fact);
      Path file = notePlace(key);
      directory(parent(file));
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw cannotWrite(e);
    }
  }

  /**
   * Deletes the blobs and notes that were not used for longest until at most so many bytes are
   * left.
   *
   * @param maximumBytes how much may stay
   * @return how many bytes were deleted
   * @throws ImageException when the cache cannot be read or written
   */
  public long trimTo(long maximumBytes) {
    record Entry(Path file, long size, FileTime used) {}
    List<Entry> entries = new ArrayList<>();
    if (!Files.isDirectory(root)) {
      return 0;
    }
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        if (attributes.isRegularFile()) {
          entries.add(new Entry(file, attributes.size(), attributes.lastModifiedTime()));
        }
      }
      entries.sort(Comparator.comparing(Entry::used));
      long total = entries.stream().mapToLong(Entry::size).sum();
      long deleted = 0;
      for (Entry entry : entries) {
        if (total - deleted <= maximumBytes) {
          break;
        }
        Files.deleteIfExists(entry.file());
        deleted += entry.size();
      }
      return deleted;
    } catch (IOException e) {
      throw cannotWrite(e);
    } catch (UncheckedIOException e) {
      throw cannotWrite(new IOException(e));
    }
  }

  private Path place(Digest digest) {
    return root.resolve(digest.algorithm())
        .resolve(digest.hex().substring(0, 2))
        .resolve(digest.hex());
  }

  private Path notePlace(String key) {
    return root.resolve("notes").resolve(Digest.sha256(key.getBytes(StandardCharsets.UTF_8)).hex());
  }

  private static Path parent(Path file) {
    Path parent = file.getParent();
    if (parent == null) {
      throw new IllegalStateException(file + " has no parent directory");
    }
    return parent;
  }

  /** Makes a directory that only the user can enter, as layers of private images lie in it. */
  private static Path directory(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
        Files.createDirectories(
            directory,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      } else {
        Files.createDirectories(directory);
      }
    }
    return directory;
  }

  private ImageException cannotWrite(IOException cause) {
    return new ImageException(
        ImageException.Reason.LOCAL_FILE,
        "The image cache "
            + root
            + " cannot be used ("
            + cause
            + "): free space, or choose another directory.",
        cause);
  }

  @Override
  public String toString() {
    return "BlobCache[" + root + "]";
  }
}
