package dev.mcpfly.launch;

import dev.mcpfly.config.ClientConfig;
import dev.mcpfly.config.ConfigEdit;
import dev.mcpfly.transport.Relay;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    return command(ShellWords.split(Given.value("command", line)));
  }

  /**
   * Runs a stdio server as a child of this process, behind a relay on loopback.
   *
   * @param words the program and its arguments
   * @throws InvalidLaunchException if the list is empty
   */
  public InProcessLauncher command(List<String> words) {
    command = ShellWords.checked(words);
    served = null;
    return this;
  }

  /**
   * Uses a server that the application itself serves over Streamable HTTP, for example as a
   * servlet. It must check credentials itself: set them with {@link #authorization}.
   *
   * @param endpoint where it answers
   */
  public InProcessLauncher at(URI endpoint) {
    served = Given.value("endpoint", endpoint);
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
          "port must be between 0 and 65535, but was %d.".formatted(port));
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
    environment.put(Given.text("environment", name), Given.value("environment", value));
    return this;
  }

  /**
   * Sets who may use the server; by default, callers that have a generated bearer token.
   *
   * @param authorization the policy
   */
  public InProcessLauncher authorization(Authorization authorization) {
    this.authorization = Given.value("authorization", authorization);
    return this;
  }

  /**
   * Starts the server and writes the clients' files: all of them, or none and no server.
   *
   * @throws InvalidLaunchException if the options are invalid or conflict; nothing was changed
   * @throws LaunchException if the server cannot be started or a file cannot be written
   */
  public InProcessServer start() {
    Design design = design();
    RunState state = new RunState();
    List<String> secrets = new ArrayList<>(environment.values());
    secrets.addAll(rules.secrets().values());
    secrets.addAll(design.authorization.hidden());
    new ChangeRunner("launch", event -> {}, new Masking(secrets)).run(changes(design), state);
    Relay relay = state.knows(StartRelay.RELAY) ? state.value(StartRelay.RELAY, Relay.class) : null;
    return new InProcessServer(
        design.name, design.location(state), design.authorization, clientFiles(), relay);
  }

  /**
   * Returns what {@link #start} would do, without changing anything. Where a relay would get a free
   * port, that of the plan's address is 0.
   *
   * @throws InvalidLaunchException if the options are invalid or conflict
   */
  public LaunchPlan plan() {
    Design design = design();
    return LaunchPlan.of("", design.name, design.planned().uri(), changes(design));
  }

  /** What is to be started, by which name, and who is let in. */
  private record Design(String name, Authorization authorization, @Nullable URI served, int port) {
    Location planned() {
      return at(served != null ? served : URI.create("http://127.0.0.1:" + port + "/mcp"));
    }

    Location location(RunState state) {
      return state.knows(StartRelay.RELAY)
          ? at(state.value(StartRelay.RELAY, Relay.class).uri())
          : planned();
    }

    private static Location at(URI uri) {
      return new Location("", uri, "", List.of(), Tunnel.existing());
    }
  }

  private Design design() {
    String name = name();
    boolean made = authorization.isGenerated() || authorization.signsIn();
    return new Design(name, made ? resolved(name) : authorization, served, port);
  }

  private List<Change> changes(Design design) {
    List<Change> changes = new ArrayList<>();
    rules.requireCredentials(design.authorization);
    if (command != null) {
      References.check(command, environment.keySet());
      changes.add(new StartRelay(command, port, environment, design.authorization, rules));
    } else if (!rules.isEmpty()) {
      throw new InvalidLaunchException(
          "Rules, limits, users and an audit log are for a stdio server, and the one at %s is served by the application; leave them out."
              .formatted(served));
    }
    List<ClientConfig> files = clientFiles();
    if (files.isEmpty()) {
      return changes;
    }
    EntryDesign entry =
        new EntryDesign(
            design.name,
            Wire.STREAMABLE_HTTP,
            design.authorization,
            proxy,
            host,
            replaceEntries ? ConfigEdit.PutMode.REPLACE : ConfigEdit.PutMode.MERGE,
            protection);
    if (entry.needsRelay(files)) {
      changes.add(entry.installRelay());
    }
    changes.add(new WriteEntries(entry, files, design::location, design.planned(), there -> false));
    return changes;
  }

  private String name() {
    if (command == null && served == null) {
      throw new InvalidLaunchException(
          "There is nothing to run; call command(\"npx -y some-server\") or at(uri).");
    }
    if (server != null) {
      return server;
    }
    return (command == null ? Optional.<String>empty() : ServerName.ofCommand(command))
        .orElseThrow(
            () ->
                new InvalidLaunchException(
                    "No server name can be derived from the command or the address; set one with"
                        + " server(\"name\")."));
  }

  private Authorization resolved(String name) {
    if (command == null) {
      throw new InvalidLaunchException(
          authorization.signsIn()
              ? "The server at %s signs people in itself, or not at all; call authorization(Authorization.none())."
                  .formatted(served)
              : "The server at %s checks its callers itself; say how with authorization(...), or call authorization(Authorization.none())."
                  .formatted(served));
    }
    if (authorization.signsIn() && proxy instanceof ClientProxy.FlyctlProxy) {
      throw PublicUrl.flyctlCannotSignIn();
    }
    return authorization.resolved(Resolution.ofNew(name));
  }
}
