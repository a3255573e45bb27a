package dev.mcpfly.launch;

import dev.mcpfly.api.model.MachineState;
import dev.mcpfly.config.ClientConfig;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * A deployment in a list. {@link McpDeployments#open} gives the deployment itself.
 *
 * @param app the app's name
 * @param server the name under which clients know the server
 * @param maker who deployed it
 * @param machineId the machine that runs it, or one of several; empty if only clients' files speak
 *     of it
 * @param region the machine's region; empty if only clients' files speak of it
 * @param state the machine's state; empty if only clients' files speak of it
 * @param machines how many machines run it; 0 if only clients' files speak of it
 * @param uri where clients connect
 * @param clients the clients' files with an entry that leads there
 */
public record DeploymentSummary(
    String app,
    String server,
    Maker maker,
    Optional<String> machineId,
    Optional<String> region,
    Optional<MachineState> state,
    int machines,
    URI uri,
    List<ClientConfig> clients) {
  /** Copies the list of clients. */
  public DeploymentSummary {
    clients = List.copyOf(clients);
  }

  /** Machines of one app that run one server are one deployment. */
  boolean isSame(DeploymentSummary other) {
    return maker == Maker.MCP_FLY
        && other.maker == maker
        && app.equals(other.app)
        && server.equals(other.server);
  }

  DeploymentSummary withOneMore() {
    return new DeploymentSummary(
        app, server, maker, machineId, region, state, machines + 1, uri, clients);
  }

  /** Says whether the account has a machine for it, as far as could be seen. */
  public boolean isDeployed() {
    return machineId.isPresent();
  }

  /** Who deployed a server. */
  public enum Maker {
    /** This library. */
    MCP_FLY,
    /** {@code fly mcp launch}. */
    FLYCTL,
    /** Somebody else; only a client's entry tells of it. */
    UNKNOWN
  }
}
