package dev.mcpfly.launch;

import dev.mcpfly.config.ClientConfig;
import dev.mcpfly.config.HostEnvironment;
import dev.mcpfly.config.McpClient;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What can be chosen of the entries in clients' files, wherever the server runs.
 *
 * @param <L> the launcher itself
 */
public abstract sealed class ClientOptions<L extends ClientOptions<L>>
    permits McpLauncher, InProcessLauncher {
  @Nullable String server;
  final List<McpClient> clients = new ArrayList<>();
  final List<ClientConfig> configs = new ArrayList<>();
  ClientProxy proxy = ClientProxy.relay();
  boolean replaceEntries;
  EntryProtection protection = EntryProtection.NONE;
  HostEnvironment host = HostEnvironment.current();

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
   * Names the server in clients' configuration. By default the name is read off the command or the
   * image: {@code npx -y @scope/some-server@1.2} is {@code some-server}.
   *
   * @param name letters, digits, dashes and underscores
   * @throws InvalidLaunchException if it has other characters
   */
  public final L server(String name) {
    server = ServerName.checked(Given.value("server", name));
    return self();
  }

  /**
   * Puts the server into a client's user configuration.
   *
   * @param client the client
   */
  public final L client(McpClient client) {
    clients.add(Given.value("client", client));
    return self();
  }

  /**
   * Puts the server into one configuration file of a client.
   *
   * @param config the client's file: of the user, of a project, or at a path
   */
  public final L client(ClientConfig config) {
    configs.add(Given.value("config", config));
    return self();
  }

  /**
   * Chooses what a client starts where it cannot connect to the server itself; by default the relay
   * of this library.
   *
   * @param proxy the program
   */
  public final L proxy(ClientProxy proxy) {
    this.proxy = Given.value("proxy", proxy);
    return self();
  }

  /**
   * Overwrites an entry of the same name that another program put into a client. By default such a
   * launch is refused; an entry of an earlier launch of the same server is always updated.
   */
  public final L replaceEntries() {
    this.replaceEntries = true;
    return self();
  }

  /**
   * Takes the right to read clients' files from everybody but their owner (POSIX), because there
   * are credentials in them. By default a file that is there keeps its mode, and the plan warns.
   */
  public final L tightenPermissions() {
    protection = new EntryProtection(true, protection.ignoresInGit());
    return self();
  }

  /**
   * Adds the files of projects to their {@code .gitignore}, because there are credentials in them.
   * By default that file stays as it is, and the plan warns.
   */
  public final L ignoreInGit() {
    protection = new EntryProtection(protection.tightens(), true);
    return self();
  }

  /**
   * Chooses whose home and operating system clients' files are looked for in; by default those of
   * this process.
   *
   * @param host the host
   */
  public final L host(HostEnvironment host) {
    this.host = Given.value("host", host);
    return self();
  }
}
