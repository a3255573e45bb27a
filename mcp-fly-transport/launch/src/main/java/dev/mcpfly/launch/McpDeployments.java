package dev.mcpfly.launch;

import dev.mcpfly.api.FlyApp;
import dev.mcpfly.api.FlyClient;
import dev.mcpfly.api.model.Certificate;
import dev.mcpfly.api.model.Machine;
import dev.mcpfly.api.model.MachineConfig;
import dev.mcpfly.api.model.Organization;
import dev.mcpfly.config.ClientConfig;
import dev.mcpfly.config.HostEnvironment;
import dev.mcpfly.config.McpServerEntry;
import dev.mcpfly.launch.DeploymentRecord.Scope;
import dev.mcpfly.launch.DeploymentSummary.Maker;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Finds deployments of earlier launches, of this library and of {@code fly mcp launch}.
 *
 * <pre>{@code
 * McpDeployments deployments = McpDeployments.on(fly);
 * deployments.list("personal").forEach(System.out::println);
 * deployments.open("my-slack-app").rotateToken();
 * }</pre>
 *
 * <p>All that is needed is in the machines' metadata and in the clients' files of this user, which
 * are all looked at. Reading changes nothing. {@link #open(String)} throws a {@link
 * LaunchException} if there is no such deployment; what could not be looked at goes to {@link
 * #problems}, by default as a warning in the log. Not safe for use by several threads at once.
 */
public final class McpDeployments {
  private static final System.Logger LOG = System.getLogger(McpDeployments.class.getName());

  private final FlyClient fly;
  private final List<ClientConfig> further = new ArrayList<>();
  private HostEnvironment host = HostEnvironment.current();
  private ClientProxy proxy = ClientProxy.relay();
  private Tunnel tunnel = Tunnel.existing();
  private Consumer<String> problems = problem -> LOG.log(System.Logger.Level.WARNING, problem);

  private McpDeployments(FlyClient fly) {
    this.fly = fly;
  }

  /**
   * Returns a finder for an account.
   *
   * @param fly the account, or an emulator's client
   */
  public static McpDeployments on(FlyClient fly) {
    return new McpDeployments(Given.value("fly", fly));
  }

  /**
   * Sets the home directory and operating system in which to look for clients' files; this
   * process's own by default.
   *
   * @param host the host
   */
  public McpDeployments host(HostEnvironment host) {
    this.host = Given.value("host", host);
    return this;
  }

  /**
   * Adds a client file to look into, such as one of a project. The user's own files are always
   * looked into.
   *
   * @param config the file
   */
  public McpDeployments client(ClientConfig config) {
    further.add(Given.value("config", config));
    return this;
  }

  /**
   * Sets the program that new entries start if a client cannot connect directly; the relay of this
   * library by default.
   *
   * @param proxy the program
   */
  public McpDeployments proxy(ClientProxy proxy) {
    this.proxy = Given.value("proxy", proxy);
    return this;
  }

  /**
   * Sets the tunnel to private deployments; by default {@link Tunnel#existing()}.
   *
   * @param tunnel the way
   */
  public McpDeployments tunnel(Tunnel tunnel) {
    this.tunnel = Given.value("tunnel", tunnel);
    return this;
  }

  /**
   * Receives what could not be read: a client's file that is not valid, a region of Fly that does
   * not answer. By default it is logged as a warning.
   *
   * @param listener takes one sentence for each problem
   */
  public McpDeployments problems(Consumer<String> listener) {
    this.problems = Given.value("listener", listener);
    return this;
  }

  /**
   * Lists the deployments of an organization, and those that only clients' files know of, ordered
   * by app and server. One that a newer version has made is left out, and {@link #problems} says
   * so.
   *
   * @param org the organization's slug
   * @throws dev.mcpfly.api.FlyException if the API cannot be read
   */
  public List<DeploymentSummary> list(String org) {
    ClientScan scan = ClientScan.of(host, further, problems);
    List<DeploymentSummary> summaries = new ArrayList<>();
    TreeSet<String> listed = new TreeSet<>();
    fly.org(Given.text("org", org))
        .machinePages(q -> {})
        .forEach(
            page -> {
              page.errorRegions()
                  .forEach(
                      region ->
                          problems.accept(
                              "The region %s does not answer; its machines are not listed."
                                  .formatted(region)));
              for (Organization.MachineSummary machine : page.items()) {
                readable(machine, scan)
                    .ifPresent(
                        found -> {
                          listed.add(found.app());
                          add(found, summaries);
                        });
              }
            });
    Map<String, List<ClientScan.Hit>> others = new LinkedHashMap<>();
    for (ClientScan.Hit hit : scan.hits()) {
      hit.target()
          .appName()
          .filter(app -> !listed.contains(app))
          .ifPresent(app -> others.computeIfAbsent(app, a -> new ArrayList<>()).add(hit));
    }
    others.forEach((app, hits) -> summaries.add(summary(app, hits)));
    summaries.sort(
        Comparator.comparing(DeploymentSummary::app).thenComparing(DeploymentSummary::server));
    return List.copyOf(summaries);
  }

  /** Adds a machine to the summary of its deployment. */
  private static void add(DeploymentSummary found, List<DeploymentSummary> summaries) {
    for (int i = 0; i < summaries.size(); i++) {
      if (summaries.get(i).isSame(found)) {
        summaries.set(i, summaries.get(i).withOneMore());
        return;
      }
    }
    summaries.add(found);
  }

  /** Leaves out what a newer version has made: the others are listed all the same. */
  private Optional<DeploymentSummary> readable(
      Organization.MachineSummary machine, ClientScan scan) {
    try {
      return summary(machine, scan);
    } catch (LaunchException e) {
      problems.accept(
          "A machine of the app %s is not listed. %s".formatted(machine.appName(), e.getMessage()));
      return Optional.empty();
    }
  }

  private Optional<DeploymentSummary> summary(
      Organization.MachineSummary machine, ClientScan scan) {
    Optional<MachineConfig> config = machine.config();
    Optional<DeploymentRecord> record =
        config.flatMap(known -> DeploymentRecord.read(known.metadata()));
    if (record.isEmpty() && config.filter(FlyctlDeployment::isOne).isEmpty()) {
      return Optional.empty();
    }
    FlyApp app = fly.app(machine.appName());
    // What is public, and under which names, would be one more call for each app.
    Location location =
        Location.of(
            app,
            record.map(DeploymentRecord::access).orElse(Reach.of(Reach.Kind.PUBLIC)),
            record.map(DeploymentRecord::path).orElse("/"),
            List.of(),
            "",
            instance(record, machine.id()),
            tunnel);
    List<ClientScan.Hit> hits = scan.leadingTo(location);
    String name =
        record
            .map(DeploymentRecord::server)
            .orElseGet(() -> FlyctlDeployment.serverName(app.name(), hits));
    return Optional.of(
        new DeploymentSummary(
            app.name(),
            name,
            record.isPresent() ? Maker.MCP_FLY : Maker.FLYCTL,
            Optional.of(machine.id()),
            Optional.of(machine.region()),
            Optional.of(machine.state()),
            1,
            location.uri(),
            ClientScan.files(hits)));
  }

  private static DeploymentSummary summary(String app, List<ClientScan.Hit> hits) {
    McpServerEntry.RemoteTarget target = hits.get(0).target();
    Maker maker =
        switch (target.via()) {
          case MCP_FLY_PROXY -> Maker.MCP_FLY;
          case FLYCTL_PROXY -> Maker.FLYCTL;
          case CLIENT, MCP_REMOTE -> Maker.UNKNOWN;
        };
    return new DeploymentSummary(
        app,
        hits.get(0).name(),
        maker,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        0,
        target.url(),
        ClientScan.files(hits));
  }

  /**
   * Finds the deployment of a server in the token's own organization.
   *
   * @param server the name under which clients know it
   * @return the deployment; empty if there is none
   * @throws LaunchException if several apps have a server of that name
   * @throws dev.mcpfly.api.FlyException if the API cannot be read
   */
  public Optional<McpDeployment> find(String server) {
    Given.text("server", server);
    List<String> apps =
        list(Survey.orgOf(fly)).stream()
            .filter(summary -> summary.isDeployed() && summary.server().equals(server))
            .map(DeploymentSummary::app)
            .distinct()
            .toList();
    if (apps.size() > 1) {
      throw new LaunchException(
          "Several apps have a server \"%s\": %s; open one of them by its name."
              .formatted(server, String.join(", ", apps)),
          null);
    }
    return apps.stream().findFirst().map(app -> open(app, server));
  }

  /**
   * Opens the deployment in an app. The entries in this user's client files that lead there are
   * part of it.
   *
   * @param app the app's name
   * @throws LaunchException.NotFound if the app is not there, or has no deployment
   * @throws LaunchException if it has several
   * @throws dev.mcpfly.api.FlyException if the API cannot be read
   */
  public McpDeployment open(String app) {
    List<Machine> machines = machines(app);
    List<String> servers =
        machines.stream()
            .flatMap(machine -> recordOf(machine).stream())
            .map(DeploymentRecord::server)
            .distinct()
            .toList();
    if (servers.size() > 1) {
      throw new LaunchException(
          "The app %s runs several servers: %s; choose one with open(app, server)."
              .formatted(app, String.join(", ", servers)),
          null);
    }
    return open(app, machines, servers.isEmpty() ? "" : servers.get(0));
  }

  /**
   * Opens the deployment of one server in an app that has several.
   *
   * @param app the app's name
   * @param server the server's name
   * @throws LaunchException.NotFound if the app is not there, or has none of that name
   * @throws dev.mcpfly.api.FlyException if the API cannot be read
   */
  public McpDeployment open(String app, String server) {
    Given.text("server", server);
    return open(app, machines(app), server);
  }

  private List<Machine> machines(String app) {
    if (!Apps.exists(fly, AppName.checked(app))) {
      throw new LaunchException.NotFound(
          "There is no app \"%s\" that this token can see; list() shows those with deployments."
              .formatted(app));
    }
    return fly.app(app).machines().list();
  }

  private McpDeployment open(String app, List<Machine> machines, String server) {
    ClientScan scan = ClientScan.of(host, further, problems);
    List<Findings.Earlier> found = AppSurvey.of(machines, server);
    if (!found.isEmpty()) {
      return opened(
          fly.app(app),
          found.stream().map(Findings.Earlier::id).toList(),
          found.get(0).record(),
          scan);
    }
    for (Machine machine : machines) {
      if (machine.config().filter(FlyctlDeployment::isOne).isPresent()) {
        DeploymentRecord record = FlyctlDeployment.record(fly.app(app), scan);
        if (server.isEmpty() || record.server().equals(server)) {
          return opened(fly.app(app), List.of(machine.id()), record, scan);
        }
      }
    }
    throw new LaunchException.NotFound(
        "The app %s has no machine that is a deployment of %s."
            .formatted(app, server.isEmpty() ? "an MCP server" : "the server \"" + server + '"'));
  }

  private McpDeployment opened(
      FlyApp app, List<String> machines, DeploymentRecord record, ClientScan scan) {
    List<Certificate> certificates =
        record.access().equals(Reach.of(Reach.Kind.PUBLIC))
            ? app.certificates().list().toList()
            : List.of();
    Location location =
        Location.of(
            app,
            record.access(),
            record.path(),
            certificates.stream().map(Certificate::hostname).toList(),
            certificates.stream()
                .filter(Certificate::configured)
                .map(Certificate::hostname)
                .filter(hostname -> !hostname.startsWith("*"))
                .findFirst()
                .orElse(""),
            instance(Optional.of(record), machines.get(0)),
            tunnel);
    return new McpDeployment(
        fly,
        app.name(),
        machines,
        record,
        location,
        new DeploymentClients(
            app.name(),
            record,
            location,
            host,
            proxy,
            ClientScan.files(scan.leadingTo(location)),
            null));
  }

  private static String instance(Optional<DeploymentRecord> record, String machineId) {
    return record.filter(known -> known.scope() == Scope.MACHINE).isPresent() ? machineId : "";
  }

  private static Optional<DeploymentRecord> recordOf(Machine machine) {
    return machine.config().flatMap(config -> DeploymentRecord.read(config.metadata()));
  }
}
