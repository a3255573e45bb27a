package dev.mcpfly.launch;

import dev.mcpfly.config.HostEnvironment;
import dev.mcpfly.launch.Change.CannotUndoException;
import dev.mcpfly.transport.RelayJar;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Installs and removes the relay and its launcher, which client entries start. */
final class RelayInstallation {
  /** How many users in this process have put a relay to use that one of them may take away. */
  private static final Map<Path, Integer> USERS = new ConcurrentHashMap<>();

  private static final String DRAFT = ".mcp-fly-relay-";
  private static final String TMP = ".tmp";

  private final RelayFiles files;
  private final HostEnvironment host;

  /** The former texts of small files that were written; null for those that were not there. */
  private final Map<Path, @Nullable String> former = new LinkedHashMap<>();

  private List<Path> madeFolders = List.of();
  private boolean isNewJar;
  private boolean isUsed;

  RelayInstallation(Path directory, HostEnvironment host) {
    this.files = new RelayFiles(directory, host.system());
    this.host = host;
  }

  /** Returns where the relay of a proxy lies: where the user wants it, else in the user's data. */
  static Path directory(ClientProxy proxy, HostEnvironment host) {
    Path chosen = proxy instanceof ClientProxy.RelayProxy relay ? relay.directory() : null;
    return chosen != null ? chosen : DataDirectory.of(host);
  }

  /** Returns what lies there, or would lie. */
  RelayFiles files() {
    return files;
  }

  /**
   * Checks that files can be written into the directory, which need not exist yet.
   *
   * @throws InvalidLaunchException if not
   */
  void checkWritable() {
    Path there = files.directory().toAbsolutePath();
    while (there != null && !Files.exists(there)) {
      there = there.getParent();
    }
    if (there != null && !(Files.isDirectory(there) && Files.isWritable(there))) {
      throw new InvalidLaunchException(
          "The relay cannot be installed in %s, because %s is not a directory that can be written; make it writable or choose another with proxy(ClientProxy.relayIn(directory))."
              .formatted(files.directory(), there));
    }
  }

  /**
   * Puts everything there that is missing or is not as it should be.
   *
   * @return whether anything was
   * @throws LaunchException if it cannot be written
   */
  boolean install() {
    USERS.merge(files.directory(), 1, Integer::sum);
    isUsed = true;
    isNewJar = !Files.exists(files.jar());
    madeFolders = missingFolders();
    try {
      RelayJar.installTo(files.directory());
      removeDraftsOfTheDead();
      for (Map.Entry<Path, String> file : files.wanted().entrySet()) {
        write(file.getKey(), file.getValue());
      }
      if (isNewJar) {
        new OldRelays(files, host).tidy();
      }
      return isNewJar || !former.isEmpty();
    } catch (IOException e) {
      throw new LaunchException(
          "The relay cannot be installed in %s (%s); make the directory writable or choose another with proxy(ClientProxy.relayIn(directory))."
              .formatted(files.directory(), e.getMessage()),
          e);
    }
  }

  /** Removes the drafts that killed processes have left. */
  private void removeDraftsOfTheDead() throws IOException {
    try (DirectoryStream<Path> drafts =
        Files.newDirectoryStream(files.directory(), DRAFT + "*" + TMP)) {
      for (Path draft : drafts) {
        String name = String.valueOf(draft.getFileName()).substring(DRAFT.length());
        String pid = name.replaceFirst("-.*", "");
        if (pid.matches("[0-9]{1,18}") && ProcessHandle.of(Long.parseLong(pid)).isEmpty()) {
          Files.deleteIfExists(draft);
        }
      }
    }
  }

  private void write(Path file, String text) throws IOException {
    boolean isProgram = file.equals(files.launcher());
    @Nullable String there = RelayFiles.text(file);
    if (text.equals(there) && (!isProgram || Files.isExecutable(file))) {
      return;
    }
    former.put(file, there);
    replace(file, text, isProgram);
  }

  /**
   * Replaces the file atomically, so that a launcher being started is the former or the new one.
   */
  private static void replace(Path file, String text, boolean isProgram) throws IOException {
    Path draft =
        Files.createTempFile(
            Objects.requireNonNull(file.toAbsolutePath().getParent()),
            DRAFT + ProcessHandle.current().pid() + "-",
            TMP);
    try {
      Files.write(draft, text.getBytes(StandardCharsets.UTF_8));
      if (draft.getFileSystem().supportedFileAttributeViews().contains("posix")) {
        Files.setPosixFilePermissions(
            draft, PosixFilePermissions.fromString(isProgram ? "rwxr-xr-x" : "rw-r--r--"));
      }
      try {
        Files.move(
            draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } catch (AtomicMoveNotSupportedException e) {
        Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
      }
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  /** Returns the folders that the installation makes, innermost first. */
  private List<Path> missingFolders() {
    List<Path> missing = new ArrayList<>();
    for (Path folder = files.directory(); folder != null && !Files.exists(folder); ) {
      missing.add(folder);
      folder = folder.getParent();
    }
    return missing;
  }

  /**
   * Takes away what was put there, unless something else uses it.
   *
   * @return what was done; null if there was nothing to do
   * @throws CannotUndoException if a file cannot be deleted
   */
  @Nullable String takeBack() {
    if (!isUsed) {
      return null;
    }
    isUsed = false;
    if (USERS.merge(files.directory(), -1, Integer::sum) > 0) {
      return null;
    }
    Path jar = files.jar();
    String stays = jar.toString();
    boolean deleted = false;
    try {
      for (Map.Entry<Path, @Nullable String> file : former.entrySet()) {
        stays = file.getKey().toString();
        restore(file.getKey(), file.getValue());
      }
      stays = jar.toString();
      if (isNewJar) {
        deleted = Files.exists(jar) && Files.deleteIfExists(jar);
        RelayFiles.deleteMadeFrom(jar);
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
      throw new CannotUndoException("the file " + stays + " stays; delete it");
    }
  }

  private void restore(Path file, @Nullable String text) throws IOException {
    if (text == null) {
      if (Files.exists(file)) {
        Files.deleteIfExists(file);
      }
    } else {
      replace(file, text, file.equals(files.launcher()));
    }
  }
}
