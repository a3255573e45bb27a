package dev.mcpfly.launch;

import dev.mcpfly.api.FlyApp;
import dev.mcpfly.api.FlyClient;
import dev.mcpfly.api.model.LogEntry;
import dev.mcpfly.api.model.Machine;
import dev.mcpfly.config.ClientConfig;
import dev.mcpfly.config.HostEnvironment;
import dev.mcpfly.config.McpServerEntry;
import dev.mcpfly.config.PutMode;
import dev.mcpfly.transport.RemoteServer;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An MCP server that runs on Fly.io, and the clients that know it. Actions on one deployment must
 * not run at the same time.
 */
public final class McpDeployment implements AutoCloseable {
  private static final Duration ANSWER_TIMEOUT = Duration.ofMinutes(2);

  private final FlyClient fly;
  private final String app;
  private final String server;
  private final String machineId;
  private final Wire wire;
  private final DeploymentRecord record;
  private final Location location;
  private final DeploymentClients clients;
  private @Nullable Thread exitHook;
  private Consumer<LaunchEvent> listener = event -> {};

  /** Values of secrets that this object has been told: those of its launch. */
  private List<String> knownSecrets = List.of();

  McpDeployment(
      FlyClient fly,
      String app,
      String machineId,
      DeploymentRecord record,
      Location location,
      HostEnvironment host,
      ClientProxy proxy,
      List<ClientConfig> configs,
      @Nullable Authorization authorization) {
    this.fly = fly;
    this.app = app;
    this.server = record.server();
    this.machineId = machineId;
    this.wire = record.wire();
    this.record = record;
    this.location = location;
    this.clients =
        new DeploymentClients(app, record, location, host, proxy, configs, authorization);
  }

  static McpDeployment of(Blueprint blueprint, String machineId) {
    LaunchRequest.Clients clients = blueprint.asked().clients();
    McpDeployment deployment =
        new McpDeployment(
            blueprint.found().fly(),
            blueprint.app(),
            machineId,
            blueprint.record(),
            blueprint.location(machineId),
            clients.host(),
            clients.proxy(),
            clients.files(),
            blueprint.authorization());
    deployment.knownSecrets = List.copyOf(blueprint.design().secrets().values().values());
    return deployment;
  }

  /** Returns the app's name; empty for a server that its publisher runs. */
  public String app() {
    return app;
  }

  /** Returns the name under which clients know the server. */
  public String server() {
    return server;
  }

  /** Returns the id of the machine that runs the server; empty if its publisher does. */
  public String machineId() {
    return machineId;
  }

  /** Returns what the server speaks over HTTP. */
  public Wire wire() {
    return wire;
  }

  /** Returns where the server answers. */
  public URI uri() {
    return location.uri();
  }

  /**
   * Returns what a gateway answers so that a request goes to this deployment, and to this machine
   * of the app.
   */
  public FlyReplay replay() {
    return FlyReplay.to(app).instance(machineId);
  }

  /** Returns what the machine's metadata said when the deployment was launched or opened. */
  DeploymentRecord record() {
    return record;
  }

  /** Returns the client files that this object knows of: those of its launch, and added ones. */
  public List<ClientConfig> clients() {
    return clients.configs();
  }

  /** Returns the app, for all that the Machines API offers: logs, volumes, secrets and so on. */
  public FlyApp handle() {
    if (app.isEmpty()) {
      throw new LaunchException(
          "%s runs at its publisher's %s, so there is no app of it on Fly."
              .formatted(server, uri()),
          null);
    }
    return fly.app(app);
  }

  /**
   * Describes the deployment to a person: where it runs, in which state, and who knows it.
   *
   * @throws dev.mcpfly.api.FlyException if the API cannot be read
   */
  public String describe() {
    if (app.isEmpty()) {
      return "%s: %s%n  runs at its publisher's%n".formatted(server, uri()) + clients.describe();
    }
    Machine machine = handle().machines().get(machineId);
    StringBuilder text = new StringBuilder();
    text.append("%s: %s%n".formatted(server, uri()));
    text.append(
        "  app %s, machine %s (%s) in %s%n"
            .formatted(app, machineId, machine.state(), machine.region()));
    ServerContainers.imageOf(machine, record.containerName())
        .ifPresent(image -> text.append("  image %s%n".formatted(image)));
    return text.append(clients.describe()).toString();
  }

  /**
   * Shakes hands with the server and asks what it has: its name, capabilities and tools.
   *
   * @throws LaunchException if it does not answer within two minutes, or its credentials are not
   *     known because the deployment was opened without a client that has them
   */
  public ServerInspection inspect() {
    if (!app.isEmpty() && !Apps.exists(fly, app)) {
      throw new LaunchException(
          "The app %s of \"%s\" cannot be found any more, so nothing can answer there; launch it again."
              .formatted(app, server),
          null);
    }
    try (Tunnel.Opened way = location.tunnel().open(uri());
        McpConversation conversation = converse(way.uri())) {
      return ServerInspection.of(conversation, ANSWER_TIMEOUT);
    } catch (InterruptedException e) {
      throw interrupted("inspecting", e);
    }
  }

  /**
   * Starts the MCP Inspector for the server, with {@code npx}, and returns when it can be opened in
   * a browser. It runs until it is closed, or this JVM ends.
   *
   * @throws LaunchException if there is no {@code npx}, or it does not start within three minutes
   */
  public McpInspector startInspector() {
    return startInspector(System.getenv());
  }

  McpInspector startInspector(Map<String, String> environment) {
    RelayInstallation relay = new RelayInstallation(clients.relayDirectory());
    relay.install();
    try {
      Authorization known = clients.authorization();
      Tunnel.Opened way = location.tunnel().open(uri());
      try {
        McpServerEntry entry =
            ClientEntry.proxied(
                way.uri(), location.instance(), known, ClientProxy.relay(), relay.path());
        return McpInspector.start(environment, server, entry, way);
      } catch (InterruptedException | RuntimeException e) {
        way.close();
        throw e;
      }
    } catch (InterruptedException e) {
      throw interrupted("inspecting", e);
    }
  }

  /**
   * Returns the latest lines that the machine logged, with the secrets that are known here masked.
   *
   * @throws dev.mcpfly.api.FlyException if the log cannot be read
   */
  public List<LogEntry> logs() {
    return handle().logs().page(q -> q.machine(machineId)).entries().stream()
        .map(this::masked)
        .toList();
  }

  /**
   * Follows the machine's log from its latest lines on, with the secrets that are known here
   * masked. The stream waits for further lines; it ends when it is closed or its thread is
   * interrupted.
   *
   * @throws dev.mcpfly.api.FlyException out of the stream, if the log cannot be read any more
   */
  public Stream<LogEntry> followLogs() {
    return handle().logs().follow(q -> q.machine(machineId)).map(this::masked);
  }

  private LogEntry masked(LogEntry entry) {
    Collection<String> secrets = new ArrayList<>(knownSecrets);
    secrets.addAll(clients.knownSecrets());
    String message = new Masking(secrets).mask(entry.message());
    return new LogEntry(entry.json().with("message", message));
  }

  /**
   * Returns the credentials that callers show, for a client of your own: {@link
   * Authorization#header}.
   *
   * @throws LaunchException if they are not known here, because the deployment was opened without a
   *     client that has them
   */
  public Authorization authorization() {
    return clients.authorization();
  }

  /**
   * Returns the server with its credentials, for the MCP Java SDK: {@code
   * remote().clientTransport()}.
   *
   * @throws LaunchException if the credentials are not known here
   */
  public RemoteServer remote() {
    RemoteServer remote = RemoteServer.at(uri());
    return clients
        .authorization()
        .on(location.instance().isEmpty() ? remote : remote.instance(location.instance()));
  }

  /** Plans the entries of a launch that makes nothing else. */
  List<Change> writeEntries(List<ClientConfig> files, Authorization with, boolean replace) {
    return clients.write(files, with, replace ? PutMode.REPLACE : PutMode.MERGE);
  }

  McpConversation converse() {
    return converse(uri());
  }

  private McpConversation converse(URI reachedAt) {
    return new McpConversation(
        Endpoints.proxyTo(reachedAt, location.instance(), clients.authorization()));
  }

  private DeploymentChanges changes() {
    return new DeploymentChanges(fly, app, machineId, record, clients);
  }

  private LaunchPlan plan(List<Change> planned) {
    return LaunchPlan.of(app, server, uri(), planned);
  }

  private void run(String what, List<Change> planned) {
    RunState state = new RunState();
    state.learn(RunState.MACHINE, machineId);
    new ChangeRunner(what, listener).run(planned, state);
  }

  /**
   * Hears what happens during later changes of this deployment; by default nothing does.
   *
   * @param listener called on the changing thread; {@link ConsoleProgress} is one
   */
  public McpDeployment listener(Consumer<LaunchEvent> listener) {
    this.listener = Objects.requireNonNull(listener);
    return this;
  }

  /**
   * Restarts the machine and waits until it has started. Volumes keep their data.
   *
   * @throws LaunchException if it does not start within five minutes
   */
  public void restart() {
    run("restart", changes().restart());
  }

  /** Returns what {@link #restart} would do, without changing anything. */
  public LaunchPlan planRestart() {
    return plan(changes().restart());
  }

  /**
   * Puts the server into one more client's file.
   *
   * @param config the file
   * @throws LaunchException if the file cannot take the entry; it is as before then
   */
  public void addClient(ClientConfig config) {
    run("change", changes().addClient(config));
    clients.added(config);
  }

  /** Returns what {@link #addClient} would do, without changing anything. */
  public LaunchPlan planAddClient(ClientConfig config) {
    return plan(changes().addClient(config));
  }

  /**
   * Takes the server out of a client's file. Nothing happens if it has no entry of this deployment.
   *
   * @param config the file
   * @throws LaunchException if the file cannot be written; it is as before then
   */
  public void removeClient(ClientConfig config) {
    // Another client may need the credentials that only this file has.
    clients.authorizationIfKnown();
    run("change", changes().removeClient(config));
    clients.removed(config);
  }

  /** Returns what {@link #removeClient} would do, without changing anything. */
  public LaunchPlan planRemoveClient(ClientConfig config) {
    return plan(changes().removeClient(config));
  }

  /**
   * Gives the deployment a new random bearer token, be it the wrapper, the relay or the nginx in
   * front that demands it, and writes it into every client's file. The machine restarts.
   *
   * @throws LaunchException if the server itself checks its callers, or a step fails
   */
  public void rotateToken() {
    update(DeploymentUpdate::rotateToken);
  }

  /** Returns what {@link #rotateToken} would do, without changing anything. */
  public LaunchPlan planRotateToken() {
    return planUpdate(DeploymentUpdate::rotateToken);
  }

  /**
   * Changes the deployment in place: secrets, command, image, size. Whatever the change does not
   * speak of stays as it is, fields that this library does not know among it.
   *
   * @param change says what to change
   * @throws LaunchException if it fails; the machine has its former configuration and credentials
   *     then, and the clients' files are as before. Other secrets that were changed keep their new
   *     values, because Fly never returns secret values
   * @throws dev.mcpfly.api.FlyException if the machine cannot be read to begin with; nothing was
   *     changed
   */
  public void update(Consumer<DeploymentUpdate> change) {
    DeploymentUpdate update = DeploymentUpdate.of(change);
    run("update", changes().update(update));
    Authorization next = update.authorization();
    if (next != null) {
      clients.authorization(next);
    }
  }

  /**
   * Returns what {@link #update} would do, without changing anything.
   *
   * @param change says what to change
   * @throws LaunchException if it cannot be done with this deployment
   */
  public LaunchPlan planUpdate(Consumer<DeploymentUpdate> change) {
    return plan(changes().update(DeploymentUpdate.of(change)));
  }

  /**
   * Destroys the deployment: deletes the app with its machine, volume, addresses and secrets (of a
   * fleet in one app only the machine and its volume, and with the last one the app; of a container
   * in a machine of others only that, its service and its secrets), waits until it is gone, and
   * takes the entries out of the clients' files. What is gone already is no error.
   *
   * @throws LaunchException if the app is not gone after a minute, or a file cannot be written; it
   *     says what is left
   */
  public void destroy() {
    run("destruction", changes().destroy());
    Thread hook = exitHook;
    if (hook != null && hook != Thread.currentThread()) {
      ShutdownHooks.remove(hook);
      exitHook = null;
    }
  }

  /** Returns what {@link #destroy} would do, without changing anything. */
  public LaunchPlan planDestroy() {
    return plan(changes().destroy());
  }

  /**
   * Destroys the deployment if that was chosen, with {@link McpLauncher#destroyOnExit} or {@link
   * #destroyOnExit}; otherwise does nothing, and the server goes on running.
   *
   * @throws LaunchException as {@link #destroy} does
   */
  @Override
  public void close() {
    if (exitHook != null) {
      destroy();
    }
  }

  /**
   * Destroys the deployment when the JVM ends, unless that was done before: for demonstrations and
   * tests.
   */
  public void destroyOnExit() {
    if (exitHook == null) {
      Thread hook = new Thread(this::destroy, "mcp-fly-destroy");
      if (ShutdownHooks.add(hook)) {
        exitHook = hook;
      } else {
        destroy();
      }
    }
  }

  private static LaunchException interrupted(String what, InterruptedException e) {
    Thread.currentThread().interrupt();
    return new LaunchException("Interrupted while %s the deployment.".formatted(what), e);
  }

  @Override
  public String toString() {
    return "McpDeployment[%s, app %s, %s]".formatted(server, app, uri());
  }
}
