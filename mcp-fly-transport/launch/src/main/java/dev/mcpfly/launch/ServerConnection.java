package dev.mcpfly.launch;

import dev.mcpfly.config.McpServerEntry;
import dev.mcpfly.transport.RemoteServer;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Connects to a deployed server from this computer, with the credentials that clients have. */
final class ServerConnection {
  private static final Duration ANSWER_TIMEOUT = Duration.ofMinutes(2);

  private final String server;
  private final Location location;
  private final DeploymentClients clients;

  ServerConnection(String server, Location location, DeploymentClients clients) {
    this.server = server;
    this.location = location;
    this.clients = clients;
  }

  /**
   * Asks each machine, and returns what the last one answers.
   *
   * @param running the machines that are running; if empty, the address is asked
   */
  ServerInspection inspect(List<String> running) {
    try (Tunnel.Opened way = location.tunnel().open(location.uri())) {
      ServerInspection inspection = null;
      for (String instance : running.isEmpty() ? List.of(location.instance()) : running) {
        try (McpConversation conversation = converse(way.uri(), instance)) {
          inspection = ServerInspection.of(conversation, ANSWER_TIMEOUT, clients.troubles());
        }
      }
      return Objects.requireNonNull(inspection);
    } catch (InterruptedException e) {
      throw interrupted("inspecting", e);
    }
  }

  McpInspector startInspector(Map<String, String> environment) {
    RelayInstallation relay = clients.relay();
    relay.install();
    try {
      Authorization known = clients.authorization();
      Tunnel.Opened way = location.tunnel().open(location.uri());
      try {
        McpServerEntry entry =
            ClientEntry.proxied(
                way.uri(), location.instance(), known, ClientProxy.relay(), relay.files());
        return McpInspector.start(environment, server, entry, way);
      } catch (InterruptedException | RuntimeException e) {
        way.close();
        throw e;
      }
    } catch (InterruptedException e) {
      throw interrupted("inspecting", e);
    }
  }

  RemoteServer remote() {
    RemoteServer remote = RemoteServer.at(location.uri());
    return clients
        .authorization()
        .on(location.instance().isEmpty() ? remote : remote.instance(location.instance()));
  }

  McpConversation converse() {
    return converse(location.uri(), location.instance());
  }

  private McpConversation converse(URI reachedAt, String instance) {
    return new McpConversation(Endpoints.proxyTo(reachedAt, instance, clients.authorization()));
  }

  static LaunchException interrupted(String what, InterruptedException e) {
    Thread.currentThread().interrupt();
    return new LaunchException("Interrupted while %s the deployment.".formatted(what), e);
  }
}
