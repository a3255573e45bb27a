package dev.mcpfly.launch;

import dev.mcpfly.api.json.JsonModel;
import dev.mcpfly.api.json.JsonObject;
import dev.mcpfly.config.ClientConfig;
import dev.mcpfly.transport.Relay;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An MCP server that runs in this process and is configured in clients. */
public final class InProcessServer implements AutoCloseable, JsonModel {
  private final String server;
  private final Location location;
  private final Authorization authorization;
  private final List<ClientConfig> configs;
  private final @Nullable Relay relay;

  InProcessServer(
      String server,
      Location location,
      Authorization authorization,
      List<ClientConfig> configs,
      @Nullable Relay relay) {
    this.server = server;
    this.location = location;
    this.authorization = authorization;
    this.configs = configs;
    this.relay = relay;
  }

  /** Returns the name under which clients know the server. */
  public String server() {
    return server;
  }

  /** Returns where the server answers, over Streamable HTTP. */
  public URI uri() {
    return location.uri();
  }

  /**
   * Returns what people need to sign in.
   *
   * @throws LaunchException if the server has no sign-in: it was not started with {@link
   *     Authorization#oauth()}
   */
  public SignIn signIn() {
    return authorization.signIn(uri()).orElseThrow(() -> SignIn.none(server));
  }

  /** Returns the clients' files that have an entry for it. */
  public List<ClientConfig> clients() {
    return configs;
  }

  /**
   * Stops the server and leaves the entries in the clients' files, for the next start on the same
   * port with the same credentials. A server that the application serves itself goes on.
   */
  public void stop() {
    if (relay != null) {
      relay.close();
    }
  }

  /**
   * Stops the server and takes its entries out of the clients' files; entries that lead elsewhere
   * by now stay. A second call does nothing.
   *
   * @throws LaunchException if a file cannot be written; the server is stopped all the same
   */
  @Override
  public void close() {
    stop();
    RemoveEntries entries = new RemoveEntries(server, configs, location);
    if (entries.changesAnything()) {
      new ChangeRunner("change", event -> {}).run(List.of(entries), new RunState());
    }
  }

  /**
   * Returns the server as an object without secrets: {@code server}, {@code uri} and {@code
   * clients} (the paths of their files).
   */
  @Override
  public JsonObject json() {
    return JsonObject.of("server", server())
        .with("uri", uri().toString())
        .with("clients", clients().stream().map(config -> config.path().toString()).toList());
  }

  @Override
  public String toString() {
    return "InProcessServer[" + server + ", " + uri() + "]";
  }
}
