package dev.mcpfly.launch;

import dev.mcpfly.launch.LaunchStep.Kind;
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

/** Puts the relay's jar where client entries start it from. */
final class RelayStep implements Step {
  /** How many launches of this process have put a jar to use that one of them may take away. */
  private static final Map<Path, Integer> USERS = new ConcurrentHashMap<>();

  private final Draft draft;
  private final Path directory;

  RelayStep(Draft draft, Path directory) {
    this.draft = draft;
    this.directory = directory;
  }

  @Override
  public LaunchStep describe() {
    return new LaunchStep(Kind.RELAY, "install the relay in " + directory);
  }

  @Override
  public String run(Progress progress, UndoLog undo) {
    try {
      USERS.merge(directory, 1, Integer::sum);
      undo.add(
          () -> {
            USERS.merge(directory, -1, Integer::sum);
            return null;
          });
      boolean there = Files.exists(RelayJar.pathIn(directory));
      List<Path> missing = missingFolders();
      if (!there) {
        undo.add(() -> uninstall(missing));
      }
      Path jar = RelayJar.installTo(directory);
      draft.relayJar = jar;
      return there ? "the relay is in " + directory : "installed the relay in " + directory;
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

  private @Nullable String uninstall(List<Path> madeFolders) {
    if (USERS.getOrDefault(directory, 0) > 1) {
      return null; // another launch's entries start it too
    }
    Path jar = RelayJar.pathIn(directory);
    try {
      boolean deleted = Files.deleteIfExists(jar);
      for (Path folder : madeFolders) {
        Files.deleteIfExists(folder);
      }
      return deleted ? "deleted " + jar : null;
    } catch (DirectoryNotEmptyException e) {
      return "deleted " + jar; // somebody else has put something beside it
    } catch (IOException e) {
      throw new CannotUndoException("the file " + jar + " stays; delete it");
    }
  }
}
