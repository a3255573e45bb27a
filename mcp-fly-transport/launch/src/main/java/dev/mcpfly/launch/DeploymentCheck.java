package dev.mcpfly.launch;

import dev.mcpfly.api.json.JsonModel;
import dev.mcpfly.api.json.JsonObject;
import java.net.URI;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The result of checking whether each client can reach a server. Contains no secrets.
 *
 * @param server the name under which clients know it
 * @param uri where it answers
 * @param clients one result for each client's file
 */
public record DeploymentCheck(String server, URI uri, List<ClientCheck> clients)
    implements JsonModel {
  /** Copies the list. */
  public DeploymentCheck {
    clients = List.copyOf(clients);
  }

  /** Returns whether every client reaches the server. */
  public boolean isOk() {
    return clients.stream().allMatch(ClientCheck::isOk);
  }

  /**
   * Returns {@code server}, {@code uri}, {@code ok}, and {@code clients} as {@link
   * ClientCheck#json} has them.
   */
  @Override
  public JsonObject json() {
    return JsonObject.of("server", server)
        .with("uri", uri.toString())
        .with("ok", isOk())
        .with("clients", clients.stream().map(ClientCheck::json).toList());
  }

  /** Returns the check as text for a person, with a line for each client. */
  public String text() {
    return clients.stream()
        .map(client -> "  " + client.text() + "\n")
        .collect(Collectors.joining("", server + ": " + uri + "\n", ""));
  }
}
