package dev.mcpfly.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Describes one client as data: its files, their format and what the client accepts. The built-in
 * clients are rows of a table of definitions; a {@link McpClientProvider} adds others.
 *
 * <pre>{@code
 * ClientDefinition.builder("acme")
 *     .displayName("Acme Editor")
 *     .servers(ConfigFormat.JSONC, EntryDialect.of(d -> d.httpType("http")), "mcpServers")
 *     .userFile("${XDG_CONFIG_HOME:-~/.config}/acme/mcp.json")
 *     .projectFile(".acme/mcp.json")
 *     .build();
 * }</pre>
 *
 * <p>Immutable.
 */
public final class ClientDefinition {
  private static final Pattern ANY_NAME = Pattern.compile("(?s).+");

  final String id;
  final String displayName;
  final FileLayout layout;
  final Map<String, FileLayout> layoutsBySuffix;
  final Map<OperatingSystem, List<FileCandidate>> userFiles;
  final List<FileCandidate> projectFiles;
  final Pattern names;
  final String namesRule;
  final Set<String> reservedNames;
  final List<String> commands;
  final List<PathTemplate> signs;
  private final Set<ClientTrait> traits;
  final McpClient.Confidence confidence;
  final String source;
  final List<String> aliases;
  final String discontinued;
  final List<String> scripts;
  final String signInCommand;
  final @Nullable LinkStyle link;

  private ClientDefinition(Builder b) {
    id = b.id;
    displayName = b.displayName;
    layout = Objects.requireNonNull(b.layout, "servers(..) was not called");
    layoutsBySuffix = Map.copyOf(b.layoutsBySuffix);
    userFiles = new EnumMap<>(OperatingSystem.class);
    b.userFiles.forEach((system, files) -> userFiles.put(system, List.copyOf(files)));
    projectFiles = List.copyOf(b.projectFiles);
    names = b.names;
    namesRule = b.namesRule;
    reservedNames = Set.copyOf(b.reservedNames);
    commands = List.copyOf(b.commands);
    signs = List.copyOf(b.signs);
    traits = Set.copyOf(b.traits);
    confidence = b.confidence;
    source = b.source;
    aliases = List.copyOf(b.aliases);
    discontinued = b.discontinued;
    scripts = List.copyOf(b.scripts);
    signInCommand = b.signInCommand;
    link = b.link;
  }

  /**
   * Returns a builder for a definition.
   *
   * @param id the id by which the client is looked up: lower-case letters, digits and hyphens
   */
  public static Builder builder(String id) {
    if (!id.matches("[a-z0-9-]+")) {
      throw new IllegalArgumentException(
          "A client's id is made of lower-case letters, digits and hyphens: " + id);
    }
    return new Builder(id);
  }

  /** Returns the id. */
  public String id() {
    return id;
  }

  /** Returns whether the client has a trait. */
  boolean has(ClientTrait trait) {
    return traits.contains(trait);
  }

  /** Returns the layout of a file, which may depend on its name. */
  FileLayout layoutOf(Path path) {
    String name = path.toString().replace('\\', '/');
    return layoutsBySuffix.entrySet().stream()
        .filter(layout -> name.endsWith(layout.getKey()))
        .max(Comparator.comparingInt(layout -> layout.getKey().length()))
        .map(Map.Entry::getValue)
        .orElse(layout);
  }

  /** Builds a definition. */
  public static final class Builder {
    private final String id;
    private String displayName;
    private @Nullable FileLayout layout;
    private final Map<String, FileLayout> layoutsBySuffix = new HashMap<>();
    private final Map<OperatingSystem, List<FileCandidate>> userFiles =
        new EnumMap<>(OperatingSystem.class);
    private final List<FileCandidate> projectFiles = new ArrayList<>();
    private Pattern names = ANY_NAME;
    private String namesRule = "a name that is not empty";
    private Set<String> reservedNames = Set.of();
    private List<String> commands = List.of();
    private final List<PathTemplate> signs = new ArrayList<>();
    private final Set<ClientTrait> traits = EnumSet.noneOf(ClientTrait.class);
    private McpClient.Confidence confidence = McpClient.Confidence.DOCUMENTED;
    private String source = "the definition's author";
    private final List<String> aliases = new ArrayList<>();
    private String discontinued = "";
    private List<String> scripts = List.of();
    private String signInCommand = "";
    private @Nullable LinkStyle link;

    private Builder(String id) {
      this.id = id;
      this.displayName = id;
    }

    /** Sets the display name. Default: the id. */
    public Builder displayName(String name) {
      displayName = Objects.requireNonNull(name, "name");
      return this;
    }

    /**
     * Sets the format and layout of the file.
     *
     * @param format its format, as strict as the client reads it
     * @param dialect how entries are spelled
     * @param keys the keys that lead from the root to the map of entries
     */
    public Builder servers(ConfigFormat format, EntryDialect dialect, String... keys) {
      return layout(FileLayout.map(format, dialect, keys));
    }

    /**
     * Sets the format and layout of a file whose entries are a list, each with its name in it.
     *
     * @param format its format, as strict as the client reads it
     * @param dialect how entries are spelled
     * @param nameMember the member that holds an entry's name
     * @param keys the keys that lead from the root to the list of entries
     */
    public Builder serverList(
        ConfigFormat format, EntryDialect dialect, String nameMember, String... keys) {
      return layout(FileLayout.namedList(format, dialect, nameMember, keys));
    }

    /**
     * Adds the user's file on every system.
     *
     * @param template its path: {@code ~} is the home directory, <code>${NAME}</code> an
     *     environment variable, <code>
     *     ${NAME:-other}</code> one with an alternative
     */
    public Builder userFile(String template) {
      for (OperatingSystem system : OperatingSystem.values()) {
        userFile(system, template);
      }
      return this;
    }

    /** Adds the user's file on one system; see {@link #userFile(String)}. */
    public Builder userFile(OperatingSystem system, String template) {
      return userFiles(system, FileCandidate.always(template));
    }

    /** Adds the file of a project, relative to the project's directory. */
    public Builder projectFile(String relative) {
      return projectFiles(FileCandidate.always(relative));
    }

    /**
     * Limits the names of servers.
     *
     * @param pattern what a name must match as a whole
     * @param rule the same in words, for messages
     */
    public Builder names(String pattern, String rule) {
      names = Pattern.compile(pattern);
      namesRule = Objects.requireNonNull(rule, "rule");
      return this;
    }

    /** Names the commands that show, when they are on the PATH, that the client is installed. */
    public Builder commands(String... names) {
      commands = List.of(names);
      return this;
    }

    /** Names a path that shows, when it exists, that the client is installed. */
    public Builder installedAt(String template) {
      signs.add(new PathTemplate(template));
      return this;
    }

    /**
     * Sets the kind of evidence for what the client reads. Default: {@link
     * McpClient.Confidence#DOCUMENTED}, by the definition's author.
     *
     * @param source the source of that knowledge, as a noun phrase
     */
    public Builder source(McpClient.Confidence confidence, String source) {
      this.confidence = Objects.requireNonNull(confidence, "confidence");
      this.source = Objects.requireNonNull(source, "source");
      return this;
    }

    /** Adds another id by which the client is found, such as that of a program with its file. */
    public Builder alias(String otherId) {
      aliases.add(Objects.requireNonNull(otherId, "otherId"));
      return this;
    }

    /**
     * Declares that the client is discontinued.
     *
     * @param since what is known about it, as a clause
     */
    public Builder discontinued(String since) {
      discontinued = Objects.requireNonNull(since, "since");
      return this;
    }

    /** Declares that the client locks its file with a directory {@code FILE.lock} beside it. */
    public Builder lockDirectory() {
      return with(ClientTrait.LOCKS_WITH_DIRECTORY);
    }

    /**
     * Declares that the client, on Windows, starts a script such as {@code npx} through the shell
     * {@code cmd}, which splits arguments at spaces and interprets characters such as {@code &};
     * entries with such arguments are refused.
     */
    public Builder breaksSpacesInArgumentsOnWindows() {
      return with(ClientTrait.BREAKS_SPACES_ON_WINDOWS);
    }

    Builder with(ClientTrait... more) {
      traits.addAll(List.of(more));
      return this;
    }

    Builder layout(FileLayout layout) {
      this.layout = layout;
      return this;
    }

    /**
     * Declares that files with this ending have another layout; the longest matching ending wins.
     */
    Builder layout(String suffix, FileLayout other) {
      layoutsBySuffix.put(suffix, other);
      return this;
    }

    Builder userFiles(FileCandidate... candidates) {
      for (OperatingSystem system : OperatingSystem.values()) {
        userFiles(system, candidates);
      }
      return this;
    }

    Builder userFiles(OperatingSystem system, FileCandidate... candidates) {
      userFiles.computeIfAbsent(system, key -> new ArrayList<>()).addAll(List.of(candidates));
      return this;
    }

    Builder projectFiles(FileCandidate... candidates) {
      projectFiles.addAll(List.of(candidates));
      return this;
    }

    Builder reservedNames(String... reserved) {
      reservedNames = Set.of(reserved);
      return this;
    }

    /**
     * Names scripts beside the file whose servers may override those of the file.
     *
     * @param names file names
     */
    Builder scriptsBeside(String... names) {
      scripts = List.of(names);
      return this;
    }

    /**
     * Sets the command that starts a sign-in, for a client that does not start one itself.
     *
     * @param command the command, with {@code NAME} for the entry's name
     */
    Builder signInCommand(String command) {
      signInCommand = command;
      return this;
    }

    /** Sets the form of the links that install an entry in the client. */
    Builder link(LinkStyle style) {
      link = style;
      return this;
    }

    /**
     * Returns the definition.
     *
     * @throws NullPointerException if the file's layout was not given
     */
    public ClientDefinition build() {
      return new ClientDefinition(this);
    }
  }
}
