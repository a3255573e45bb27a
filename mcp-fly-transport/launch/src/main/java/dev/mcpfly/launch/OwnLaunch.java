package dev.mcpfly.launch;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A mark on this computer that a launch of a server is under way, so that a second one does not
 * begin meanwhile. A launch that was killed leaves its mark, and the next one knows that what it
 * finds half done is its own. Where no file can be written, launches are not marked.
 */
final class OwnLaunch implements AutoCloseable {
  private final Path file;
  private final boolean wasBroken;
  private final @Nullable FileChannel channel;
  private final List<Path> made;

  private OwnLaunch(Path file, boolean wasBroken, @Nullable FileChannel channel, List<Path> made) {
    this.file = file;
    this.wasBroken = wasBroken;
    this.channel = channel;
    this.made = made;
  }

  /**
   * Begins a launch.
   *
   * @throws InvalidLaunchException if another launch of the server is under way on this computer
   */
  static OwnLaunch begin(LaunchRequest asked, String server) {
    Path file = file(asked, server);
    boolean wasThere = Files.exists(file, LinkOption.NOFOLLOW_LINKS);
    List<Path> made = new ArrayList<>();
    try {
      for (Path folder = file.getParent(); folder != null && !Files.exists(folder); ) {
        made.add(folder);
        folder = folder.getParent();
      }
      Files.createDirectories(file.getParent());
      FileChannel channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
      if (lock(channel) == null) {
        channel.close();
        throw new InvalidLaunchException(
            "Another launch of \"%s\" is under way on this computer; wait until it has finished."
                .formatted(server));
      }
      return new OwnLaunch(file, wasThere, channel, made);
    } catch (IOException e) {
      return new OwnLaunch(file, false, null, made);
    }
  }

  private static @Nullable FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // another thread of this program
    }
  }

  private static Path file(LaunchRequest asked, String server) {
    String app = asked.app().name();
    return DataDirectory.of(asked.clients().host())
        .resolve("launches")
        .resolve((app == null ? "" : app + ".") + server + ".lock");
  }

  /** Returns whether an earlier launch of the server was killed on this computer. */
  static boolean wasBroken(LaunchRequest asked, String server) {
    return Files.exists(file(asked, server), LinkOption.NOFOLLOW_LINKS);
  }

  /** Returns whether the launch before this one was killed. */
  boolean resumesBrokenOne() {
    return wasBroken;
  }

  @Override
  public void close() {
    if (channel == null) {
      return;
    }
    try {
      Files.deleteIfExists(file);
      channel.close();
      Path launches = Objects.requireNonNull(file.getParent());
      Files.deleteIfExists(launches);
      for (Path folder : made) {
        Files.deleteIfExists(folder);
      }
    } catch (IOException e) {
      // Something else is in the folder now, or it goes the next time.
    }
  }
}
