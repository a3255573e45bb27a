package dev.mcpfly.launch;

import dev.mcpfly.config.ClientConfig;
import dev.mcpfly.config.ConfigEdit;
import dev.mcpfly.config.ConfigException;
import dev.mcpfly.config.ConfigPlan;
import dev.mcpfly.config.HostEnvironment;
import dev.mcpfly.config.McpServerEntry;
import java.util.List;
import java.util.Optional;

/**
 * The entry by which clients reach a server. Immutable.
 *
 * @param server its name
 * @param wire what the server speaks over HTTP
 * @param authorization what callers show
 * @param proxy what an entry starts for a client that cannot connect itself
 * @param host the computer whose files they are
 * @param mode what becomes of an entry of that name
 * @param protection of credentials in the files
 */
record EntryDesign(
    String server,
    Wire wire,
    Authorization authorization,
    ClientProxy proxy,
    HostEnvironment host,
    ConfigEdit.PutMode mode,
    EntryProtection protection) {
  static EntryDesign of(Blueprint blueprint) {
    LaunchRequest.Clients clients = blueprint.asked().clients();
    return new EntryDesign(
        blueprint.server(),
        blueprint.design().source().wire(),
        blueprint.authorization(),
        clients.proxy(),
        clients.host(),
        clients.replaceEntries() ? ConfigEdit.PutMode.REPLACE : ConfigEdit.PutMode.MERGE,
        clients.protection());
  }

  /** Plans the entry into a file. */
  ConfigPlan plan(ClientConfig config, Location location) throws ConfigException {
    McpServerEntry entry =
        ClientEntry.of(
            config.client(), server, wire, location, authorization, proxy, relay().files());
    return config.plan(
        edit -> {
          edit.put(server, entry, mode);
          protection.applyTo(edit);
        });
  }

  /** Returns whether an entry needs this library's relay. */
  boolean needsRelay(List<ClientConfig> files) {
    return proxy instanceof ClientProxy.RelayProxy
        && !authorization.needsMcpRemote()
        && files.stream()
            .anyMatch(config -> ClientEntry.needsProxy(config.client(), wire, authorization));
  }

  /** Describes a fault of the relay that entries start; empty if there is none. */
  Optional<String> relayTrouble() {
    return relay().files().trouble();
  }

  /** Returns the change that installs the relay, or mends it. */
  InstallRelay installRelay() {
    return new InstallRelay(RelayInstallation.directory(proxy, host), host);
  }

  private RelayInstallation relay() {
    return new RelayInstallation(RelayInstallation.directory(proxy, host), host);
  }
}
