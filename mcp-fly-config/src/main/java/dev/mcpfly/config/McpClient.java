package dev.mcpfly.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * An MCP client on one machine: its capabilities and its files. Obtained from {@link McpClients}.
 *
 * <pre>{@code
 * McpClient cursor = McpClients.cursor();
 * Optional<String> refusal = cursor.refusal("docs", entry);    // empty: the client can take it
 * cursor.userConfig().plan(edit -> edit.put("docs", entry)).write();
 * cursor.projectConfig(path).plan(edit -> edit.remove("docs")).write();
 * }</pre>
 *
 * <p>Immutable and safe for use by several threads. The file is chosen when it is asked for, from
 * what is on the disk at that moment. What fails is a {@link ConfigException} without secrets.
 */
public final class McpClient {
  private final ClientDefinition definition;
  private final HostEnvironment host;
  private final boolean unverified;

  McpClient(ClientDefinition definition, HostEnvironment host) {
    this(definition, host, false);
  }

  private McpClient(ClientDefinition definition, HostEnvironment host, boolean unverified) {
    this.definition = definition;
    this.host = host;
    this.unverified = unverified;
  }

  /** Returns the id, such as {@code zed}. */
  public String id() {
    return definition.id;
  }

  /** Returns the display name. */
  public String displayName() {
    return definition.displayName;
  }

  /** Returns what the client can do. */
  public Capabilities capabilities() {
    return Capabilities.of(definition, layout().dialect());
  }

  /** Returns the kind of evidence for what the client reads. */
  public Confidence confidence() {
    return definition.confidence;
  }

  /** Returns the source of what is known about the client's files, as a noun phrase. */
  public String source() {
    return definition.source;
  }

  /**
   * Returns this client with its uncertain features enabled: its file if its {@link #confidence()}
   * is {@link Confidence#REPORTED}, and HTTP entries if only third parties say that it reads them.
   * Entries that are known not to work are still refused.
   */
  public McpClient unverified() {
    return new McpClient(definition, host, true);
  }

  /**
   * Returns what is known about the end of the client's development; empty if it is still
   * developed.
   */
  public Optional<String> discontinued() {
    return Optional.of(definition.discontinued).filter(text -> !text.isEmpty());
  }

  /** Returns the other ids by which the client is found. */
  public List<String> aliases() {
    return definition.aliases;
  }

  /**
   * Returns whether the client signs its user in by OAuth at a remote server that asks for it,
   * given an HTTP entry without an {@code Authorization} header. If it does not, a proxy must.
   */
  public boolean signsIn() {
    return capabilities().signsIn();
  }

  /**
   * Returns the command with which the user starts the sign-in for an entry; empty if the client
   * starts it itself or cannot sign in.
   *
   * @param name the entry's name; it is inserted unchanged, so quote it for a shell
   */
  public Optional<String> signInCommand(String name) {
    return Optional.of(definition.signInCommand)
        .filter(command -> !command.isEmpty())
        .map(command -> command.replace("NAME", name));
  }

  /**
   * Returns a link that, when opened, offers to install an entry in this client.
   *
   * @throws ConfigException.EntryRefused if the client has no such links or could not use the
   *     entry, or if the entry holds a secret: a link ends up in histories, chats and logs
   */
  public URI installLink(String name, McpServerEntry entry) {
    return InstallLink.of(this, definition, name, entry, false);
  }

  /**
   * Returns a link as {@link #installLink} does, even if the entry holds secrets. Anyone who sees
   * the link can read them.
   *
   * @throws ConfigException.EntryRefused if the client has no such links or could not use the entry
   */
  public URI installLinkWithSecrets(String name, McpServerEntry entry) {
    return InstallLink.of(this, definition, name, entry, true);
  }

  /** Returns whether links can install entries in this client. */
  public boolean hasInstallLinks() {
    return definition.link != null;
  }

  /**
   * Returns why the client could not use an entry and what to do instead; empty if it could.
   * Nothing is read or written.
   */
  public Optional<String> refusal(String name, McpServerEntry entry) {
    return refusal(layout(), name, entry);
  }

  /**
   * Returns the user's configuration. Where the client merges several files (OpenCode, Kilo Code),
   * this is the one that new entries go into, and a change of an entry is made in each file that
   * holds it.
   *
   * @throws ConfigException if the client has none on this system
   */
  public ClientConfig userConfig() {
    return locator().ofUser();
  }

  /**
   * Returns the configuration of a project. It may be shared with others: do not put literal
   * secrets there. Several files form one configuration, as in {@link #userConfig()}.
   *
   * @param directory the project's directory
   * @throws ConfigException if the client has no such configuration
   */
  public ClientConfig projectConfig(Path directory) {
    return locator().ofProject(directory);
  }

  /**
   * Returns the names of the user's profiles other than the default one; empty if there are none,
   * or if the client does not support profiles (VS Code and its forks do).
   *
   * @throws ConfigException if the client's list of profiles cannot be read
   */
  public List<String> profiles() {
    return locator().profiles();
  }

  /**
   * Returns the configuration of one of the {@link #profiles()}; the user's own if the profile uses
   * the default one's servers.
   *
   * @throws ConfigException if there is no such profile, or the list cannot be read
   */
  public ClientConfig profileConfig(String profile) {
    return locator().ofProfile(profile);
  }

  /**
   * Returns what the user's own file holds for one project (Claude Code's local scope). All
   * directories of a Git repository are one project, and so are its worktrees.
   *
   * @param directory the project's directory
   * @throws ConfigException if the client has no such configuration
   */
  public ClientConfig localConfig(Path directory) {
    return locator().ofDirectoryInUserFile(directory);
  }

  /** Returns the configuration in the given file, in this client's format. */
  public ClientConfig at(Path path) {
    return new ClientConfig(this, definition, path, layoutOf(path));
  }

  /** Returns why the client seems to be installed; empty if it does not. */
  public List<String> signsOfInstallation() {
    return new Installation(definition, host).signs();
  }

  BackupPolicy backups() {
    return host.backups();
  }

  private FileLocator locator() {
    return new FileLocator(this, definition, host);
  }

  private FileLayout layout() {
    return unverified ? definition.layout.unverified() : definition.layout;
  }

  /** Returns the layout of a file of this client. */
  FileLayout layoutOf(Path path) {
    FileLayout layout = definition.layoutOf(path);
    return unverified ? layout.unverified() : layout;
  }

  /** Returns why a new entry needs consent to be written; empty if it does not. */
  Optional<String> unverifiedRefusal() {
    return unverified || definition.confidence.isCertain()
        ? Optional.empty()
        : Optional.of(
            definition.displayName
                + " may not read this file: the only source is "
                + definition.source
                + ". Call unverified() on the client to write it anyway.");
  }

  EntryRules rules(EntryDialect dialect) {
    return new EntryRules(definition, dialect, host.system());
  }

  Optional<String> refusal(FileLayout layout, String name, McpServerEntry entry) {
    return rules(layout.dialect()).refusal(name, entry).or(this::unverifiedRefusal);
  }

  /** Compares the client and the machine. */
  @Override
  public boolean equals(Object other) {
    return other instanceof McpClient that
        && definition == that.definition
        && unverified == that.unverified
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

  /**
   * What a client can do with the entries of its file.
   *
   * @param stdio whether it starts servers
   * @param http whether it speaks Streamable HTTP
   * @param sse whether it speaks HTTP+SSE
   * @param headers whether an entry can hold the headers that are sent to a remote server, {@code
   *     Authorization} with its value included
   * @param environmentReferences whether a value may name an environment variable instead of
   *     holding the secret
   * @param prompts whether it can ask the user for a value
   * @param onOffSwitch whether an entry can be switched off in the file
   * @param projectScope whether it reads a file in a project's directory
   * @param autoApproval whether an entry can name tools that are run without asking
   * @param signsIn whether it signs in by OAuth at a remote server that asks for it
   */
  public record Capabilities(
      boolean stdio,
      boolean http,
      boolean sse,
      boolean headers,
      boolean environmentReferences,
      boolean prompts,
      boolean onOffSwitch,
      boolean projectScope,
      boolean autoApproval,
      boolean signsIn) {
    static Capabilities of(ClientDefinition client, EntryDialect dialect) {
      return new Capabilities(
          dialect.stdio,
          dialect.http,
          dialect.sse,
          dialect.http && dialect.literalAuthorization,
          dialect.interpolation.hasEnvironment() || dialect.variables != null,
          dialect.interpolation.prompts(),
          dialect.switchMember != null,
          !client.projectFiles.isEmpty(),
          dialect.autoApproveMember != null,
          dialect.oauth != null && dialect.http);
    }
  }

  /** The kinds of evidence for what a client reads. */
  public enum Confidence {
    /** The client itself was run and observed. */
    OBSERVED,
    /** The client's own source says so. */
    SOURCE_CODE,
    /** The vendor's documentation says so. */
    DOCUMENTED,
    /** Other installers write the file in this way. */
    INSTALLERS,
    /**
     * Only users' reports and third parties say so. New entries are refused unless {@link
     * McpClient#unverified()} was called.
     */
    REPORTED;

    /** Returns whether entries are written without {@link McpClient#unverified()}. */
    public boolean isCertain() {
      return this != REPORTED;
    }
  }
}
