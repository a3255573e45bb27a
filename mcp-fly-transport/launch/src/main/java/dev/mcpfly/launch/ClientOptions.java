package dev.mcpfly.launch;

import dev.mcpfly.config.ClientConfig;
import dev.mcpfly.config.HostEnvironment;
import dev.mcpfly.config.McpClient;
import dev.mcpfly.transport.RelayRules;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Options of client entries that all launchers share, wherever the server runs. The methods are not
 * final, so that the launchers, which are public, get accessible copies of them.
 *
 * @param <L> the launcher itself
 */
abstract sealed class ClientOptions<L extends ClientOptions<L>>
    permits McpLauncher, InProcessLauncher {
  @Nullable String server;
  final List<McpClient> clients = new ArrayList<>();
  final List<ClientConfig> configs = new ArrayList<>();
  ClientProxy proxy = ClientProxy.relay();
  boolean replaceEntries;
  EntryProtection protection = EntryProtection.NONE;
  HostEnvironment host = HostEnvironment.current();
  final LaunchRules rules = new LaunchRules();

  ClientOptions() {}

  abstract L self();

  /** Returns the files that are to get an entry, each once. */
  final List<ClientConfig> clientFiles() {
    Set<ClientConfig> files = new LinkedHashSet<>();
    for (McpClient client : clients) {
      files.add(client.userConfig());
    }
    files.addAll(configs);
    return List.copyOf(files);
  }

  final LaunchRequest.Clients clientsRequest() {
    return new LaunchRequest.Clients(clientFiles(), proxy, replaceEntries, protection, host);
  }

  /**
   * Names the server in clients' configuration. By default the name is derived from the command or
   * the image: {@code npx -y @scope/some-server@1.2} is {@code some-server}.
   *
   * @param name letters, digits, dashes and underscores
   * @throws InvalidLaunchException if it has other characters
   */
  public L server(String name) {
    server = ServerName.checked(Given.value("server", name));
    return self();
  }

  /**
   * Restricts which tools callers may see and call; by default they may use all. Adds to earlier
   * rules. Rules imply {@link McpLauncher#relay}.
   *
   * <pre>{@code launcher.tools(t -> t.allow("read_*").deny("read_secret"))}</pre>
   *
   * <p>The deployment's own credentials are the principal {@code token}, or the user of {@link
   * Authorization#basic}.
   *
   * @throws InvalidLaunchException if a rule is not valid
   */
  public L tools(Consumer<RelayRules.NameRules> rules) {
    this.rules.add(all -> all.tools(LaunchRules.given(rules)));
    return self();
  }

  /** Restricts which prompts callers may see and get; see {@link #tools}. */
  public L prompts(Consumer<RelayRules.NameRules> rules) {
    this.rules.add(all -> all.prompts(LaunchRules.given(rules)));
    return self();
  }

  /** Restricts which resources callers may see and read, by URI; see {@link #tools}. */
  public L resources(Consumer<RelayRules.NameRules> rules) {
    this.rules.add(all -> all.resources(LaunchRules.given(rules)));
    return self();
  }

  /**
   * Limits how much each caller may call. The limits apply in each machine: with {@code n} machines
   * a caller with several sessions can call up to {@code n} times as much.
   *
   * @throws InvalidLaunchException if a limit is less than 1
   */
  public L callerLimits(Consumer<RelayRules.CallerLimits> limits) {
    this.rules.add(all -> all.limits(LaunchRules.givenLimits(limits)));
    return self();
  }

  /**
   * Has the relay write who called what, when, for how long and with what outcome, as lines of JSON
   * without contents; by default nothing is written. Each machine has its own file, readable by its
   * owner only; at 16 MiB it becomes {@code FILE.1}, and four of those are kept. To keep it when
   * the machine is updated, put it on a {@link McpLauncher#volume}. Implies {@link
   * McpLauncher#relay}.
   *
   * @param file its absolute path in the machine; of a server in this process, on this computer
   * @throws InvalidLaunchException if the path is not usable
   */
  public L auditLog(String file) {
    rules.auditLog(file);
    return self();
  }

  /**
   * Adds a user with a token, credentials, tools and limits of their own.
   *
   * <pre>{@code
   * launcher.user("alice", u -> u.token(token).secret("GITHUB_TOKEN", value)
   *     .tools(t -> t.allow("*")))
   * }</pre>
   *
   * <p>A user with secrets gets separate server processes.
   *
   * @param name the principal's name in rules and records
   * @throws InvalidLaunchException if an option is not valid
   */
  public L user(String name, Consumer<LaunchUser> options) {
    rules.user(name, Given.value("options", options));
    return self();
  }

  /**
   * Puts the server into a client's user configuration.
   *
   * @param client the client
   */
  public L client(McpClient client) {
    clients.add(Given.value("client", client));
    return self();
  }

  /**
   * Puts the server into one configuration file of a client.
   *
   * @param config the client's file: of the user, of a project, or at a path
   */
  public L client(ClientConfig config) {
    configs.add(Given.value("config", config));
    return self();
  }

  /**
   * Sets the program that a client starts if it cannot connect to the server directly; by default
   * the relay of this library.
   *
   * @param proxy the program
   */
  public L proxy(ClientProxy proxy) {
    this.proxy = Given.value("proxy", proxy);
    return self();
  }

  /**
   * Replaces an entry of the same name that another program put into a client. By default such a
   * launch is refused; an entry of an earlier launch of the same server is always updated.
   */
  public L replaceEntries() {
    this.replaceEntries = true;
    return self();
  }

  /**
   * Makes clients' files readable only by their owner (POSIX), because they contain credentials. By
   * default an existing file keeps its mode, and the plan warns.
   */
  public L tightenPermissions() {
    protection = new EntryProtection(true, protection.ignoresInGit());
    return self();
  }

  /**
   * Adds the files of projects to their {@code .gitignore}, because they contain credentials. By
   * default that file stays as it is, and the plan warns.
   */
  public L ignoreInGit() {
    protection = new EntryProtection(protection.tightens(), true);
    return self();
  }

  /**
   * Sets the home directory and operating system in which to look for clients' files; this
   * process's own by default.
   *
   * @param host the host
   */
  public L host(HostEnvironment host) {
    this.host = Given.value("host", host);
    return self();
  }
}
