package dev.mcpfly.launch;

import dev.mcpfly.api.json.JsonModel;
import dev.mcpfly.api.json.JsonObject;
import dev.mcpfly.api.model.MachineState;
import dev.mcpfly.config.ClientConfig;
import java.net.URI;
import java.util.List;
import java.util.Locale;
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
    List<ClientConfig> clients)
    implements JsonModel {
  /** Copies the list of clients. */
  public DeploymentSummary {
    clients = List.copyOf(clients);
  }

  /**
   * Returns the summary as an object: {@code app}, {@code server}, {@code maker}, {@code
   * machine_id}, {@code region}, {@code state}, {@code machines}, {@code uri} and {@code clients}
   * (the paths of their files); what is empty is left out.
   */
  @Override
  public JsonObject json() {
    JsonObject json =
        JsonObject.of("app", app)
            .with("server", server)
            .with("maker", maker.name().toLowerCase(Locale.ROOT));
    json = machineId.isPresent() ? json.with("machine_id", machineId.get()) : json;
    json = region.isPresent() ? json.with("region", region.get()) : json;
    json = state.isPresent() ? json.with("state", state.get().value()) : json;
    return json.with("machines", machines)
        .with("uri", uri.toString())
        .with("clients", clients.stream().map(config -> config.path().toString()).toList());
  }

  /** Returns whether both are machines of one deployment: of one app and one server. */
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

  /** Returns whether the account has a machine for it, as far as could be read. */
  public boolean isDeployed() {
    return machineId.isPresent();
  }

  /** Who deployed a server. */
  public enum Maker {
    /** This library. */
    MCP_FLY,
    /** {@code fly mcp launch}. */
    FLYCTL,
    /** Unknown; only a client's entry refers to it. */
    UNKNOWN
  }
}
