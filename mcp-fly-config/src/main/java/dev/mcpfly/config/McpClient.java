package dev.mcpfly.config;

import dev.mcpfly.config.internal.text.TextFormatException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One MCP client on one machine: what it can do, and where its files are. Got from {@link
 * McpClients}.
 *
 * <p>Immutable and safe for use by several threads. Which file is meant is decided when it is asked
 * for, by what is on the disk then.
 */
public final class McpClient {
  private final ClientDefinition definition;
  private final HostEnvironment host;

  McpClient(ClientDefinition definition, HostEnvironment host) {
    this.definition = definition;
    this.host = host;
  }

  /** Returns the id, such as {@code zed}. */
  public String id() {
    return definition.id;
  }

  /** Returns the name that people know the client by. */
  public String displayName() {
    return definition.displayName;
  }

  /** Returns what the client can do. */
  public ClientCapabilities capabilities() {
    EntryDialect dialect = definition.layout.dialect();
    return new ClientCapabilities(
        dialect.stdio,
        dialect.http,
        dialect.sse,
        dialect.http,
        dialect.interpolation.hasEnvironment()
            || dialect.references == EntryDialect.References.CODEX_MEMBERS,
        dialect.interpolation.prompts(),
        dialect.switchMember != null,
        !definition.projectFiles.isEmpty());
  }

  /**
   * Returns why the client could not use an entry, and the way out; empty if it could. Nothing is
   * read or written.
   */
  public Optional<String> refusal(String name, McpServerEntry entry) {
    return new EntryRules(definition, definition.layout.dialect()).refusal(name, entry);
  }

  /**
   * Returns the user's configuration.
   *
   * @throws ConfigException if the client has none on this system
   */
  public ClientConfig userConfig() {
    return at(
        userFile()
            .orElseThrow(
                () ->
                    new ConfigException(
                        null,
                        definition.displayName
                            + " has no file on "
                            + host
                            + ". Name one with at(path).",
                        null)));
  }

  /**
   * Returns the configuration of a project, which may be shared with others: put no literal secret
   * there.
   *
   * @param directory the project's directory
   * @throws ConfigException if the client has no such configuration
   */
  public ClientConfig projectConfig(Path directory) {
    for (FileCandidate candidate : definition.projectFiles) {
      Path path = candidate.under(directory);
      if (fits(candidate, path)) {
        return at(path);
      }
    }
    throw new ConfigException(
        null,
        definition.displayName + " reads no file in a project's directory. Use userConfig().",
        null);
  }

  /**
   * Returns what the user's own file holds for one project (Claude Code's local scope).
   *
   * @param directory the project's directory
   * @throws ConfigException if the client has no such configuration
   */
  public ClientConfig localConfig(Path directory) {
    if (!definition.localScope) {
      throw new ConfigException(
          null,
          definition.displayName
              + " keeps nothing for one project in the user's file. Use projectConfig(dir).",
          null);
    }
    Path path = userConfig().path();
    String key = directory.toAbsolutePath().normalize().toString();
    FileLayout layout = definition.layoutOf(path).at(List.of("projects", key, "mcpServers"));
    return new ClientConfig(this, definition, path, layout);
  }

  /** Returns the configuration in a file of the caller's choice, in this client's form. */
  public ClientConfig at(Path path) {
    return new ClientConfig(this, definition, path, definition.layoutOf(path));
  }

  /** Returns why the client seems to be installed; nothing if it does not. */
  public List<String> signsOfInstallation() {
    List<String> signs = new ArrayList<>();
    for (FileCandidate candidate : definition.userFiles.getOrDefault(host.system(), List.of())) {
      for (Path path : candidate.location().resolve(host)) {
        Path directory = path.getParent();
        if (Files.exists(path)) {
          addOnce(signs, "the file " + path + " exists");
        } else if (directory != null
            && !host.home().startsWith(directory)
            && Files.isDirectory(directory)) {
          addOnce(signs, "the directory " + directory + " exists");
        }
      }
    }
    for (PathTemplate sign : definition.signs) {
      for (Path path : sign.resolve(host)) {
        if (Files.exists(path)) {
          addOnce(signs, path + " exists");
        }
      }
    }
    for (String command : definition.commands) {
      onPath(command).ifPresent(path -> addOnce(signs, "the command " + path + " is on the PATH"));
    }
    return List.copyOf(signs);
  }

  private static void addOnce(List<String> signs, String sign) {
    if (!signs.contains(sign)) {
      signs.add(sign);
    }
  }

  private Optional<Path> onPath(String command) {
    boolean windows = host.system() == OperatingSystem.WINDOWS;
    for (String directory : host.variable("PATH").orElse("").split(windows ? ";" : ":")) {
      for (String suffix : windows ? List.of(".exe", ".cmd") : List.of("")) {
        Optional<Path> found = program(directory, command + suffix);
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  private Optional<Path> program(String directory, String name) {
    try {
      return directory.isBlank()
          ? Optional.empty()
          : Optional.of(host.fileSystem().getPath(directory, name)).filter(Files::isRegularFile);
    } catch (java.nio.file.InvalidPathException e) {
      return Optional.empty(); // a PATH may hold anything
    }
  }

  private Optional<Path> userFile() {
    for (FileCandidate candidate : definition.userFiles.getOrDefault(host.system(), List.of())) {
      for (Path path : candidate.location().resolve(host)) {
        if (fits(candidate, path)) {
          return Optional.of(path);
        }
      }
    }
    return Optional.empty();
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
    FileLayout layout = definition.layoutOf(path);
    try {
      String text = Files.readString(path, StandardCharsets.UTF_8);
      text = text.startsWith("\ufeff") ? text.substring(1) : text;
      return layout.format().engine().read(text, layout.target().path()).isPresent();
    } catch (IOException | TextFormatException e) {
      return false; // missing or broken: not the one that holds the servers
    }
  }

  /** Compares the client and the machine. */
  @Override
  public boolean equals(Object other) {
    return other instanceof McpClient that
        && definition == that.definition
        && host.equals(that.host);
  }

  @Override
  public int hashCode() {
    return definition.id.hashCode();
  }

  /** Returns the id. */
  @Override
  public String toString() {
    return definition.id;
  }
}
