package dev.mcpfly.image.registry;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
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
import org.jspecify.annotations.Nullable;

/**
 * A directory of blobs by digest, shared by threads and processes. A blob gets its name only when
 * it is complete and its digest is right, so a file with a name can be used. Notes beside the blobs
 * keep small facts that were derived from them. Everything in the cache can be deleted at any time.
 */
public final class BlobCache {
  private final Path root;
  private final @Nullable EarlyLayers early;

  private BlobCache(Path root, @Nullable EarlyLayers early) {
    this.root = root;
    this.early = early;
  }

  /** Returns the cache in a directory, which is created on the first write. */
  public static BlobCache at(Path directory) {
    return new BlobCache(directory.toAbsolutePath(), null);
  }

  /** Returns the same cache; its new blobs are sent while they are written. */
  BlobCache sending(EarlyLayers layers) {
    return new BlobCache(root, layers);
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

  /** Returns the file of a blob, if it is in the cache. */
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
   * @throws ImageException if the cache cannot be written
   */
  public Path newFile() {
    try {
      return Files.createTempFile(directory(root.resolve("partial")), "blob", ".part");
    } catch (IOException e) {
      throw cannotWrite(e);
    }
  }

  /**
   * Returns a blob to be written.
   *
   * @throws ImageException if the cache cannot be written
   */
  public NewBlob newBlob() {
    return new NewBlob(this, newFile(), early);
  }

  /**
   * Moves a finished file into the cache as a blob. The caller has verified its digest.
   *
   * @return the blob's file
   * @throws ImageException if the cache cannot be written
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

  /** Removes a blob that turned out to be damaged. */
  public void evict(Digest digest) {
    try {
      Files.deleteIfExists(place(digest));
    } catch (IOException e) {
      throw cannotWrite(e);
    }
  }

  /** Returns the note under a key, if there is one. */
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

  /** Stores a fact under a key that names everything it depends on. */
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
   * Deletes the least recently used blobs and notes until at most the given number of bytes is
   * left.
   *
   * @param maximumBytes how many bytes may stay
   * @return how many bytes were deleted
   * @throws ImageException if the cache cannot be read or written
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

  /**
   * Creates a directory that only the user can enter, because it holds layers of private images.
   */
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

  ImageException cannotWrite(IOException cause) {
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

  /**
   * A blob that is being written into the cache. It is part of the cache after {@link #complete};
   * if it is closed without that, nothing of it stays. For one thread.
   */
  public static final class NewBlob implements AutoCloseable {
    private final BlobCache cache;
    private final Path part;
    private final @Nullable EarlyLayers early;
    private final Growth growth = new Growth();

    NewBlob(BlobCache cache, Path part, @Nullable EarlyLayers early) {
      this.cache = cache;
      this.part = part;
      this.early = early;
    }

    /**
     * Opens the blob for writing. The stream does not buffer.
     *
     * @throws IOException if the file cannot be opened
     */
    public OutputStream open() throws IOException {
      return new FilterOutputStream(Files.newOutputStream(part)) {
        private long written;
        private boolean begun;

        @Override
        public void write(int b) throws IOException {
          write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
          out.write(bytes, offset, length);
          written += length;
          growth.to(written);
          if (early != null && !begun && written >= early.least()) {
            begun = true;
            early.begins(part, growth);
          }
        }
      };
    }

    /**
     * Makes what was written a blob of the cache.
     *
     * @param digest the digest of everything that was written, which the caller has computed
     * @return the blob's size in bytes
     * @throws ImageException if the cache cannot be written
     */
    public long complete(Digest digest) {
      try {
        long size = Files.size(part);
        cache.adopt(part, digest);
        growth.completed(digest);
        return size;
      } catch (IOException e) {
        throw cache.cannotWrite(e);
      }
    }

    /** Deletes what was not completed. */
    @Override
    public void close() {
      growth.ended();
      try {
        Files.deleteIfExists(part);
      } catch (IOException e) {
        // It lies in the cache's own directory for partial files.
      }
    }
  }
}
