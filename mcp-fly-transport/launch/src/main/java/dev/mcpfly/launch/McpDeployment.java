package dev.mcpfly.launch;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.mcpfly.api.FlyApp;
import dev.mcpfly.api.FlyClient;
import dev.mcpfly.api.FlyException;
import dev.mcpfly.api.json.JsonModel;
import dev.mcpfly.api.json.JsonObject;
import dev.mcpfly.api.model.LogEntry;
import dev.mcpfly.config.ClientConfig;
import dev.mcpfly.config.ConfigEdit;
import dev.mcpfly.transport.RemoteServer;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An MCP server that runs on Fly.io, and the clients that know it: what a launch returns, and what
 * {@link McpDeployments} finds again.
 *
 * <pre>{@code
 * McpDeployment deployment = McpDeployments.on(fly).open("my-slack-app");
 * deployment.check();                                       // does each client reach it?
 * deployment.update(u -> u.secret("SLACK_BOT_TOKEN", value));
 * System.out.println(deployment.planScale(3).text());       // what scale(3) would do
 * deployment.scale(3);
 * deployment.destroy();
 * }</pre>
 *
 * <p>Each change has a plan form, which changes nothing. A change either succeeds, or is undone and
 * throws a {@link LaunchException} that says what failed and what could not be undone; an {@link
 * InvalidLaunchException} means that nothing was tried. Failures of the API while reading are
 * {@link dev.mcpfly.api.FlyException}s. No message holds a secret.
 *
 * <p>Not safe for use by several threads: actions on one deployment must not run at the same time.
 * {@link #close()} destroys nothing unless {@link #destroyOnExit()} was called.
 */
public final class McpDeployment implements AutoCloseable, JsonModel {
  private static final Duration CHECK_TIMEOUT = Duration.ofMinutes(1);

  private final FlyClient fly;
  private final String app;
  private final String server;
  private volatile List<String> machineIds;
  private final Wire wire;
  private final DeploymentRecord record;
  private final Location location;
  private final DeploymentClients clients;
  private final ServerConnection connection;
  private final ExitHook exitHook = new ExitHook("mcp-fly-destroy", this::destroy);
  private Consumer<LaunchEvent> listener = event -> {};

  /** Values of secrets that this object has been told: those of its launch. */
  private List<String> knownSecrets = List.of();

  McpDeployment(
      FlyClient fly,
      String app,
      List<String> machineIds,
      DeploymentRecord record,
      Location location,
      DeploymentClients clients) {
    this.fly = fly;
    this.app = app;
    this.server = record.server();
    this.machineIds = List.copyOf(machineIds);
    this.wire = record.wire();
    this.record = record;
    this.location = location;
    this.clients = clients;
    this.connection = new ServerConnection(server, location, clients);
  }

  static McpDeployment of(Blueprint blueprint, List<String> machineIds) {
    LaunchRequest.Clients clients = blueprint.asked().clients();
    DeploymentRecord record = blueprint.record();
    Location location = blueprint.location(machineIds.get(0));
    McpDeployment deployment =
        new McpDeployment(
            blueprint.found().fly(),
            blueprint.app(),
            machineIds,
            record,
            location,
            new DeploymentClients(
                blueprint.app(),
                record,
                location,
                clients.host(),
                clients.proxy(),
                clients.files(),
                blueprint.authorization()));
    deployment.knownSecrets = List.copyOf(blueprint.design().secrets().all().values());
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

  /** Returns the id of the machine that runs the server; of several, the oldest one's; or empty. */
  public String machineId() {
    return machineIds.isEmpty() ? "" : machineIds.get(0);
  }

  /** Returns the ids of all machines that run the server, the oldest first. */
  public List<String> machineIds() {
    return machineIds;
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
   * Returns what a gateway answers so that a request goes to this deployment, and, if it has one
   * machine, to this machine of the app.
   */
  public FlyReplay replay() {
    FlyReplay replay = FlyReplay.to(app);
    return machineIds.size() == 1 ? replay.instance(machineId()) : replay;
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
          "%s is hosted by its publisher at %s, so it has no app on Fly.".formatted(server, uri()),
          null);
    }
    return fly.app(app);
  }

  /**
   * Returns what this object knows, as an object without secrets: {@code app}, {@code server},
   * {@code uri}, {@code wire}, {@code machines} (ids) and {@code clients} (the paths of their
   * files). Makes no calls.
   */
  @Override
  public JsonObject json() {
    return JsonObject.of("app", app)
        .with("server", server)
        .with("uri", uri().toString())
        .with("wire", wire.name().toLowerCase(Locale.ROOT))
        .with("machines", machineIds)
        .with("clients", clients().stream().map(config -> config.path().toString()).toList());
  }

  /**
   * Describes the deployment to a person: where it runs, in which state, and who knows it.
   *
   * @throws dev.mcpfly.api.FlyException if the API cannot be read
   */
  public String describe() {
    if (app.isEmpty()) {
      return "%s: %s%n  hosted by its publisher%n".formatted(server, uri()) + clients.describe();
    }
    return "%s: %s%n".formatted(server, uri()) + machines().describe(record) + clients.describe();
  }

  private DeploymentMachines machines() {
    return new DeploymentMachines(handle(), machineIds);
  }

  /**
   * Connects to the server and returns its name, capabilities and tools. If several machines run
   * it, each running one is asked, and all must answer.
   *
   * @throws LaunchException if it does not answer within two minutes, or its credentials are not
   *     known because the deployment was opened without a client that has them
   */
  public ServerInspection inspect() {
    if (!app.isEmpty() && !Apps.exists(fly, app)) {
      throw new LaunchException(
          "The app %s of \"%s\" no longer exists; launch it again.".formatted(app, server), null);
    }
    return connection.inspect(app.isEmpty() ? List.of() : machines().running());
  }

  /**
   * Checks that each client can reach the server: that the program and the files named by its entry
   * exist, and that the server answers through them within a minute. Changes nothing; launching
   * again repairs what is broken on this computer.
   */
  public DeploymentCheck check() {
    return check(CHECK_TIMEOUT);
  }

  /**
   * Does what {@link #check()} does, in another time.
   *
   * @param timeout for each client; positive
   */
  public DeploymentCheck check(Duration timeout) {
    Duration patience = Given.timeout("timeout", timeout);
    try {
      return new DeploymentCheck(server, uri(), clients.check(patience));
    } catch (InterruptedException e) {
      throw ServerConnection.interrupted("checking", e);
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
    return connection.startInspector(environment);
  }

  /**
   * Returns the latest lines that the machines logged, with the secrets that are known here masked.
   *
   * @throws dev.mcpfly.api.FlyException if the log cannot be read
   */
  public List<LogEntry> logs() {
    return machines().logs().stream().map(this::masked).toList();
  }

  /**
   * Follows the machines' logs from its latest lines on, with the secrets that are known here
   * masked. The stream waits for further lines; it ends when it is closed or its thread is
   * interrupted.
   *
   * @throws dev.mcpfly.api.FlyException out of the stream, if the log cannot be read any more
   */
  public Stream<LogEntry> followLogs() {
    return machines().followLogs().map(this::masked);
  }

  private LogEntry masked(LogEntry entry) {
    Collection<String> secrets = new ArrayList<>(knownSecrets);
    secrets.addAll(clients.knownSecrets());
    String message = new Masking(secrets).mask(entry.message());
    return new LogEntry(entry.json().with("message", message));
  }

  /**
   * Returns the credentials that callers show, for a client of your own: {@link
   * Authorization#header}. Where people sign in, that is a fresh token of the owner if the key is
   * known here.
   *
   * @throws LaunchException if they are not known here, because the deployment was opened without a
   *     client that has them
   */
  public Authorization authorization() {
    return clients.authorization();
  }

  /**
   * Returns the server with its credentials, for the MCP Java SDK: {@code
   * remote().clientTransport()}. Where people sign in, and the key is not known here, the client
   * opens a browser for that, once.
   *
   * @throws LaunchException if the credentials are not known here
   */
  public RemoteServer remote() {
    return connection.remote();
  }

  /** Plans the entries of a launch that makes nothing else. */
  List<Change> writeEntries(List<ClientConfig> files, Authorization with, boolean replace) {
    return clients.write(
        files, with, replace ? ConfigEdit.PutMode.REPLACE : ConfigEdit.PutMode.MERGE);
  }

  /**
   * Returns what people need to sign in: what to paste into claude.ai or ChatGPT, and the users.
   * Passwords are known on the deployment that the launch returned; see {@link SignIn#password}.
   *
   * @throws LaunchException if it has no sign-in: it was not launched with {@link
   *     Authorization#oauth()}
   */
  public SignIn signIn() {
    Authorization known = clients.authorizationIfKnown();
    return (known == null ? Optional.<SignIn>empty() : known.signIn(uri()))
        .orElseThrow(() -> SignIn.none(server));
  }

  /** Returns who may sign in to the deployment, to change that. */
  public DeploymentUsers users() {
    return new DeploymentUsers(this);
  }

  McpConversation converse() {
    return connection.converse();
  }

  private DeploymentChanges changes() {
    return new DeploymentChanges(fly, app, machineIds, record, location, clients);
  }

  private LaunchPlan plan(List<Change> planned) {
    return LaunchPlan.of(app, server, uri(), planned);
  }

  @CanIgnoreReturnValue
  private RunState run(String what, List<Change> planned) {
    return run(what, planned, List.of());
  }

  @CanIgnoreReturnValue
  private RunState run(String what, List<Change> planned, Collection<String> secrets) {
    Collection<String> known = new ArrayList<>(knownSecrets);
    known.addAll(clients.knownSecrets());
    known.addAll(secrets);
    RunState state = new RunState();
    state.learn(RunState.MACHINE, machineId());
    new ChangeRunner(what, listener, new Masking(known)).run(planned, state);
    return state;
  }

  /**
   * Sets a listener for later changes of this deployment; by default events are ignored.
   *
   * @param listener called on the changing thread; {@link ConsoleProgress} is one
   */
  public McpDeployment listener(Consumer<LaunchEvent> listener) {
    this.listener = Given.value("listener", listener);
    return this;
  }

  /**
   * Changes the number of machines. New ones are like the oldest one, spread over the regions that
   * the deployment has, each with a volume like its own. The newest machines are removed first:
   * they take no more requests, finish the calls in flight, and are deleted. Their volumes stay,
   * and are mounted again when the deployment grows.
   *
   * @param machines how many, 1 to 100
   * @throws InvalidLaunchException if the deployment cannot have so many; nothing was changed
   * @throws LaunchException if it fails; new machines are gone again then, and it says which could
   *     not be brought back
   */
  public void scale(int machines) {
    DeploymentChanges changes = changes();
    try {
      DeploymentChanges.Scaled scaled = changes.scale(machines);
      machineIds = run("scaling", scaled.changes()).idsAfter(scaled.before());
    } catch (LaunchException e) {
      if (!e.notUndone().isEmpty()) {
        machinesAfter(changes, e);
      }
      throw e;
    }
  }

  /** Reads the machines again after a failed change, which may have deleted some. */
  private void machinesAfter(DeploymentChanges changes, LaunchException failure) {
    try {
      machineIds = changes.ids();
    } catch (FlyException e) {
      failure.addSuppressed(e);
    }
  }

  /** Returns what {@link #scale} would do, without changing anything. */
  public LaunchPlan planScale(int machines) {
    return plan(changes().scale(machines).changes());
  }

  /**
   * Restarts the machine and waits until it has started; several of them one after the other.
   * Volumes keep their data.
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
    run("change", changes().addClient(Given.value("config", config)));
    clients.added(config);
  }

  /** Returns what {@link #addClient} would do, without changing anything. */
  public LaunchPlan planAddClient(ClientConfig config) {
    return plan(changes().addClient(Given.value("config", config)));
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
    run("change", changes().removeClient(Given.value("config", config)));
    clients.removed(config);
  }

  /** Returns what {@link #removeClient} would do, without changing anything. */
  public LaunchPlan planRemoveClient(ClientConfig config) {
    return plan(changes().removeClient(Given.value("config", config)));
  }

  /**
   * Gives the deployment a new random bearer token, be it the wrapper, the relay or the nginx in
   * front that demands it, and writes it into every client's file. The machine restarts. For many
   * deployments there is {@link McpFleet#rotateTokens}.
   *
   * @throws LaunchException if the server itself checks its callers, if others in its app have the
   *     same token, or if a step fails
   */
  public void rotateToken() {
    update(DeploymentUpdate::rotateToken);
  }

  /** Returns what {@link #rotateToken} would do, without changing anything. */
  public LaunchPlan planRotateToken() {
    return planUpdate(DeploymentUpdate::rotateToken);
  }

  /**
   * Changes the deployment in place: secrets, command, image, size. Everything that the change does
   * not mention stays as it is, including fields that this library does not know. Of several
   * machines one is changed at a time: it takes no more requests and ends the calls that run, and
   * the next has its turn when it answers again.
   *
   * @param change says what to change
   * @throws LaunchException if it fails; the machine has its former configuration and credentials
   *     then, and the clients' files are as before. Other secrets that were changed keep their new
   *     values, because Fly never returns secret values
   * @throws dev.mcpfly.api.FlyException if the machine cannot be read to begin with; nothing was
   *     changed
   */
  public void update(Consumer<DeploymentUpdate> change) {
    apply(DeploymentUpdate.of(change));
  }

  /** Changes the deployment in place. */
  void apply(DeploymentUpdate update) {
    run("update", changes().update(update), update.secretValues());
    SignInChange signIn = update.signIn;
    Authorization before = clients.authorizationIfKnown();
    if (signIn != null && before != null) {
      clients.authorization(signIn.applied(record, before));
    }
    Authorization next = update.callers(before);
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
    return planOf(DeploymentUpdate.of(change));
  }

  LaunchPlan planOf(DeploymentUpdate update) {
    return plan(changes().update(update));
  }

  /** Returns the app whose token this deployment has in common with others; empty if with none. */
  Optional<String> sharedApp() {
    return record.scope() == DeploymentRecord.Scope.MACHINE ? Optional.of(app) : Optional.empty();
  }

  /**
   * Checks that some deployments are all that have its token.
   *
   * @throws LaunchException if one is missing, or is not there any more
   */
  void requireAllOfItsApp(Collection<McpDeployment> members) {
    if (!Apps.exists(fly, app)) {
      throw new LaunchException.NotFound(
          "The app %s of %s is not there any more; leave it out.".formatted(app, server));
    }
    Map<String, String> others = changes().deploymentsWithItsToken();
    for (McpDeployment each : members) {
      if (others.remove(each.machineId()) == null) {
        throw new LaunchException.NotFound(
            "%s is not in the app %s any more; leave it out.".formatted(each.server(), app));
      }
    }
    if (!others.isEmpty()) {
      throw new LaunchException(
          "The token of the app %s is that of %s, too; name all of its deployments."
              .formatted(app, String.join(", ", new TreeSet<>(others.values()))),
          null);
    }
  }

  /** Returns what callers show, or null if it is not known here. */
  @Nullable Authorization callers() {
    return clients.authorizationIfKnown();
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
    exitHook.cancel();
  }

  /** Returns what {@link #destroy} would do, without changing anything. */
  public LaunchPlan planDestroy() {
    return plan(changes().destroy());
  }

  /**
   * Destroys the deployment if requested, with {@link McpLauncher#destroyOnExit} or {@link
   * #destroyOnExit}; otherwise does nothing, and the server goes on running.
   *
   * @throws LaunchException as {@link #destroy} does
   */
  @Override
  public void close() {
    if (exitHook.isSet()) {
      destroy();
    }
  }

  /**
   * Destroys the deployment when the JVM ends, unless that was done before: for demonstrations and
   * tests.
   */
  public void destroyOnExit() {
    exitHook.set();
  }

  @Override
  public String toString() {
    return "McpDeployment[%s, app %s, %s]".formatted(server, app, uri());
  }
}
