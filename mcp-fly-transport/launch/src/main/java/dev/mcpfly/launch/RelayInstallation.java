package dev.mcpfly.launch;

import dev.mcpfly.config.HostEnvironment;
import dev.mcpfly.launch.Change.CannotUndoException;
import dev.mcpfly.transport.RelayJar;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Puts the relay's jar where client entries start it from, and takes it away again. */
final class RelayInstallation {
  /** How many users in this process have put a jar to use that one of them may take away. */
  private static final Map<Path, Integer> USERS = new ConcurrentHashMap<>();

  private final Path directory;
  private List<Path> madeFolders = List.of();
  private boolean isNew;
  private boolean isUsed;

  RelayInstallation(Path directory) {
    this.directory = directory;
  }

  /** Returns where the jar of a proxy lies: where the user wants it, else in the user's data. */
  static Path directory(ClientProxy proxy, HostEnvironment host) {
    Path chosen = proxy instanceof ClientProxy.RelayProxy relay ? relay.directory() : null;
    return chosen != null ? chosen : DataDirectory.of(host);
  }

  /** Returns where the jar lies, or would lie. */
  Path path() {
    return RelayJar.pathIn(directory);
  }

  /**
   * Checks that files can be written into a directory, which need not exist yet.
   *
   * @throws InvalidLaunchException if not
   */
  static void checkWritable(Path directory) {
    Path there = directory.toAbsolutePath();
    while (there != null && !Files.exists(there)) {
      there = there.getParent();
    }
    if (there != null && !(Files.isDirectory(there) && Files.isWritable(there))) {
      throw new InvalidLaunchException(
          "The relay cannot be installed in %s, because %s is not a directory that can be written; make it writable or choose another with proxy(ClientProxy.relayIn(directory))."
              .formatted(directory, there));
    }
  }

  /**
   * Puts the jar there, unless it is there.
   *
   * @return whether it was missing
   * @throws LaunchException if it cannot be written
   */
  boolean install() {
    USERS.merge(directory, 1, Integer::sum);
    isUsed = true;
    isNew = !Files.exists(path());
    madeFolders = missingFolders();
    try {
      RelayJar.installTo(directory);
      return isNew;
    } catch (IOException e) {
      throw new LaunchException(
          "The relay cannot be installed in %s (%s); make the directory writable or choose another with proxy(ClientProxy.relayIn(directory))."
              .formatted(directory, e.getMessage()),
          e);
    }
  }

  /** The folders that the installation makes, innermost first. */
  private List<Path> missingFolders() {
    List<Path> missing = new ArrayList<>();
    for (Path folder = directory; folder != null && !Files.exists(folder); ) {
      missing.add(folder);
      folder = folder.getParent();
    }
    return missing;
  }

  /**
   * Takes away what was put there, unless something else uses it.
   *
   * @return what was done; null if there was nothing to do
   * @throws CannotUndoException if the jar cannot be deleted
   */
  @Nullable String takeBack() {
    if (!isUsed) {
      return null;
    }
    isUsed = false;
    if (USERS.merge(directory, -1, Integer::sum) > 0 || !isNew) {
      return null;
    }
    Path jar = path();
    try {
      boolean deleted = Files.exists(jar) && Files.deleteIfExists(jar);
      if (deleted) {
        Files.deleteIfExists(RelayJar.archiveOf(jar));
      }
      for (Path folder : madeFolders) {
        if (Files.exists(folder)) { // which it does not where a file is in its way
          Files.deleteIfExists(folder);
        }
      }
      return deleted ? "deleted " + jar : null;
    } catch (DirectoryNotEmptyException e) {
      return "deleted " + jar; // other files have been put beside it
    } catch (IOException e) {
      throw new CannotUndoException("the file " + jar + " stays; delete it");
    }
  }
}
