package dev.mcpfly.config;

import dev.mcpfly.config.internal.file.AtomicFile;
import dev.mcpfly.config.internal.text.TextFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds the files of a client on a machine, by what is on the disk at that moment. */
final class FileLocator {
  private final McpClient client;
  private final ClientDefinition definition;
  private final HostEnvironment host;

  FileLocator(McpClient client, ClientDefinition definition, HostEnvironment host) {
    this.client = client;
    this.definition = definition;
    this.host = host;
  }

  /** Returns the user's configuration; see {@link McpClient#userConfig()}. */
  ClientConfig ofUser() {
    List<FileCandidate> candidates = definition.userFiles.getOrDefault(host.system(), List.of());
    Locations locations = new Locations();
    for (FileCandidate candidate : candidates) {
      candidate.location().resolve(host).forEach(path -> locations.add(candidate, path));
    }
    return config(
        locations,
        definition.displayName + " has no file on " + host + ". Name one with at(path).",
        null);
  }

  /** Returns the configuration of a project; see {@link McpClient#projectConfig}. */
  ClientConfig ofProject(Path directory) {
    Locations locations = new Locations();
    definition.projectFiles.forEach(
        candidate -> locations.add(candidate, candidate.under(directory)));
    return config(
            locations,
            definition.displayName + " reads no file in a project's directory. Use userConfig().",
            directory)
        .inProject(directory);
  }

  /** Returns the names of the user's profiles; see {@link McpClient#profiles()}. */
  List<String> profiles() {
    return definition.has(ClientTrait.PROFILES)
        ? List.copyOf(CodeProfiles.of(ofUser().path()).keySet())
        : List.of();
  }

  /** Returns the configuration of a profile; see {@link McpClient#profileConfig}. */
  ClientConfig ofProfile(String profile) {
    if (!definition.has(ClientTrait.PROFILES)) {
      throw new ConfigException(
          null, definition.displayName + " has no profiles. Use userConfig().", null);
    }
    Map<String, Path> profiles = CodeProfiles.of(ofUser().path());
    Path file = profiles.get(profile);
    if (file == null) {
      throw new ConfigException(
          null,
          definition.displayName
              + " has no profile \""
              + Visible.name(profile)
              + "\". It has "
              + (profiles.isEmpty() ? "none" : String.join(", ", profiles.keySet()))
              + ".",
          null);
    }
    return client.at(file);
  }

  /** Returns what the user's file holds for a project; see {@link McpClient#localConfig}. */
  ClientConfig ofDirectoryInUserFile(Path directory) {
    if (!definition.has(ClientTrait.LOCAL_SCOPE)) {
      throw new ConfigException(
          null,
          definition.displayName
              + " keeps nothing for one project in the user's file. Use projectConfig(dir).",
          null);
    }
    Path path = ofUser().path();
    String root = GitRoots.of(realDirectory(directory)).toString();
    String key = host.system() == OperatingSystem.WINDOWS ? root.replace('\\', '/') : root;
    FileLayout layout = client.layoutOf(path).at(List.of("projects", key, "mcpServers"));
    return new ClientConfig(client, definition, path, layout);
  }

  /** Returns the directory as a process in it sees it. */
  private static Path realDirectory(Path directory) {
    try {
      return directory.toRealPath();
    } catch (IOException e) {
      return directory.toAbsolutePath().normalize(); // it does not exist yet
    }
  }

  /** The possible locations of a file, the preferred one first, and the chosen one. */
  private final class Locations {
    private final Set<Path> all = new LinkedHashSet<>();
    private @Nullable Path chosen;

    void add(FileCandidate candidate, Path path) {
      all.add(path);
      if (chosen == null && fits(candidate, path)) {
        chosen = path;
      }
    }
  }

  private ClientConfig config(Locations locations, String none, @Nullable Path project) {
    if (locations.chosen == null) {
      throw new ConfigException(null, none, null);
    }
    List<Path> present = locations.all.stream().filter(Files::exists).toList();
    if (definition.has(ClientTrait.ONE_FILE_ONLY) && present.size() > 1) {
      throw new ConfigException(
          present.get(0),
          "It is not known which of the files "
              + present.stream().map(Path::toString).collect(Collectors.joining(" and "))
              + " "
              + definition.displayName
              + " reads. Move what is in one of them into the other and delete it, or name one"
              + " with at(path).",
          null);
    }
    List<ClientConfig> files = new ArrayList<>();
    if (definition.has(ClientTrait.MERGES_FILES)) {
      for (Path path : locations.all) {
        files.add(project == null ? client.at(path) : client.at(path).inProject(project));
      }
    }
    return client.at(locations.chosen).mergedWith(files);
  }

  private boolean fits(FileCandidate candidate, Path path) {
    return switch (candidate.condition()) {
      case ALWAYS -> true;
      case FILE_EXISTS -> Files.exists(path);
      case DIRECTORY_EXISTS -> path.getParent() != null && Files.isDirectory(path.getParent());
      case HOLDS_SERVERS -> holdsServers(path);
    };
  }

  private boolean holdsServers(Path path) {
    FileLayout layout = client.layoutOf(path);
    try {
      String text =
          new ConfigText(path, layout, definition.displayName).decode(new AtomicFile(path).read());
      return layout.format().fileEngine().read(text, layout.target().path()).isPresent();
    } catch (IOException | TextFormatException | ConfigException.Malformed e) {
      return false; // missing or malformed: not the one that holds the servers
    }
  }
}
