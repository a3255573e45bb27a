package dev.mcpfly.launch;

import dev.mcpfly.config.ClientConfig;
import dev.mcpfly.config.ConfigException;
import dev.mcpfly.config.ConfigPlan;
import dev.mcpfly.config.ConfigTransaction;
import dev.mcpfly.config.McpServerEntry;
import dev.mcpfly.config.PutMode;
import dev.mcpfly.transport.Relay;
import dev.mcpfly.transport.RelayException;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Puts an MCP server that runs in the caller's own application into MCP clients, with the same
 * entries that a launch on Fly.io writes. Nothing is deployed.
 *
 * <pre>{@code
 * try (InProcessServer notes = McpLauncher.inThisProcess()
 *     .command("uvx mcp-server-notes").server("notes").client(McpClients.zed()).start()) { … }
 * }</pre>
 *
 * <p>Not safe for use by several threads at once.
 */
public final class InProcessLauncher extends ClientOptions<InProcessLauncher> {
  private @Nullable List<String> command;
  private @Nullable URI served;
  private int port;
  private final Map<String, String> environment = new LinkedHashMap<>();
  private Authorization authorization = Authorization.generatedBearerToken();

  InProcessLauncher() {}

  @Override
  InProcessLauncher self() {
    return this;
  }

  /**
   * Runs a stdio server as a child of this process, behind a relay on loopback.
   *
   * @param line a command line, split into words as a shell would; nothing in it is expanded
   * @throws InvalidLaunchException if it is empty or has an open quote
   */
  public InProcessLauncher command(String line) {
    return command(ShellWords.split(line));
  }

  /**
   * Runs a stdio server as a child of this process, behind a relay on loopback.
   *
   * @param words the program and its arguments
   * @throws InvalidLaunchException if the list is empty
   */
  public InProcessLauncher command(List<String> words) {
    if (words.isEmpty()) {
      throw new InvalidLaunchException(
          "The command is empty; name the program that is the MCP server.");
    }
    command = List.copyOf(words);
    served = null;
    return this;
  }

  /**
   * Takes a server that the application serves itself over Streamable HTTP, as a servlet does. It
   * demands the credentials by itself: say which with {@link #authorization}.
   *
   * @param endpoint where it answers
   */
  public InProcessLauncher at(URI endpoint) {
    served = Objects.requireNonNull(endpoint);
    command = null;
    return this;
  }

  /**
   * Chooses the relay's port, so that the clients' entries are good for the next start too; by
   * default a free one.
   *
   * @param port 0 to 65535; 0 for a free one
   * @throws InvalidLaunchException if it is out of that range
   */
  public InProcessLauncher port(int port) {
    if (port < 0 || port > 65535) {
      throw new InvalidLaunchException(
          "A relay cannot listen on port %d; use 0 to 65535.".formatted(port));
    }
    this.port = port;
    return this;
  }

  /**
   * Gives the stdio server an environment variable.
   *
   * @param name the variable's name
   * @param value its value, which may be a secret
   */
  public InProcessLauncher environment(String name, String value) {
    environment.put(name, value);
    return this;
  }

  /**
   * Chooses how the server tells its users from other programs of this computer; by default by a
   * generated bearer token.
   *
   * @param authorization the policy
   */
  public InProcessLauncher authorization(Authorization authorization) {
    this.authorization = Objects.requireNonNull(authorization);
    return this;
  }

  /**
   * Starts the server and writes the clients' files: all of them, or none and no server.
   *
   * @throws InvalidLaunchException if it cannot be right as it is asked for; nothing was changed
   * @throws LaunchException if the server cannot be started or a file cannot be written
   */
  public InProcessServer start() {
    String name = name();
    Authorization known =
        authorization instanceof Authorization.GeneratedBearer ? generated() : authorization;
    checkNames(name);
    Relay relay = command == null ? null : relay(command, known);
    try {
      URI uri = relay == null ? Objects.requireNonNull(served) : relay.uri();
      Location location = new Location("", uri, "", List.of(), Tunnel.existing());
      write(name, location, known);
      return new InProcessServer(name, location, clientFiles(), relay);
    } catch (RuntimeException e) {
      if (relay != null) {
        relay.close();
      }
      throw e;
    }
  }

  private String name() {
    if (command == null && served == null) {
      throw new InvalidLaunchException(
          "There is nothing to run; say command(\"npx -y some-server\") or at(uri).");
    }
    if (server != null) {
      return server;
    }
    return (command == null ? Optional.<String>empty() : ServerName.ofCommand(command))
        .orElseThrow(
            () ->
                new InvalidLaunchException(
                    "No name for the server can be read off what is to run; say"
                        + " server(\"name\")."));
  }

  private Authorization generated() {
    if (command == null) {
      throw new InvalidLaunchException(
          "The server at %s demands its own credentials; say which with authorization(...), or Authorization.none()."
              .formatted(served));
    }
    return Authorization.GeneratedBearer.generate();
  }

  private void checkNames(String name) {
    for (ClientConfig config : clientFiles()) {
      try {
        if (!replaceEntries && config.servers().containsKey(name)) {
          throw new InvalidLaunchException(
              "%s in %s has a server \"%s\" already; choose another name, or say replaceEntries()."
                  .formatted(config.client().displayName(), config.path(), name));
        }
      } catch (ConfigException e) {
        throw new InvalidLaunchException(String.valueOf(e.getMessage()), e);
      }
    }
  }

  private Relay relay(List<String> words, Authorization known) {
    Relay.Builder builder = Relay.stdio(words).port(port).environment(environment);
    if (known instanceof Authorization.Bearer bearer) {
      builder.bearerToken(bearer.token());
    } else if (known instanceof Authorization.Basic basic) {
      builder.basic(basic.user(), basic.password());
    } else {
      builder.unauthenticated();
    }
    try {
      return builder.start();
    } catch (RelayException e) {
      throw new LaunchException(
          "The server could not be started in this process: %s".formatted(e.getMessage()), e);
    }
  }

  private void write(String name, Location location, Authorization known) {
    PutMode mode = replaceEntries ? PutMode.REPLACE : PutMode.MERGE;
    List<ClientConfig> files = clientFiles();
    RelayInstallation relay = new RelayInstallation(RelayInstallation.directory(proxy, host));
    boolean done = false;
    try {
      if (proxy instanceof ClientProxy.RelayProxy
          && files.stream()
              .anyMatch(
                  config -> ClientEntry.needsProxy(config.client(), Wire.STREAMABLE_HTTP, known))) {
        relay.install();
      }
      List<ConfigPlan> plans = new ArrayList<>();
      for (ClientConfig config : files) {
        McpServerEntry entry =
            ClientEntry.of(
                config.client(), Wire.STREAMABLE_HTTP, location, known, proxy, relay.path());
        plans.add(config.plan(edit -> edit.put(name, entry, mode)));
      }
      ConfigTransaction.of(plans).write();
      done = true;
    } catch (ConfigException e) {
      throw new LaunchException(String.valueOf(e.getMessage()), e);
    } finally {
      if (!done) {
        relay.takeBack();
      }
    }
  }
}
