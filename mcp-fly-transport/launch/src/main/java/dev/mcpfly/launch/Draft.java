package dev.mcpfly.launch;

import dev.mcpfly.api.FlyApp;
import dev.mcpfly.api.FlyClient;
import dev.mcpfly.api.model.Machine;
import dev.mcpfly.api.model.MachineConfig;
import dev.mcpfly.config.ClientConfig;
import dev.mcpfly.launch.DeploymentRecord.Scope;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One launch while it is worked on: what was asked for, what the survey found, and what the steps
 * have learned so far. Used by one thread.
 */
final class Draft {
  final McpLauncher asked;
  final FlyClient fly;
  final LaunchForm form;
  final String server;
  final List<ClientConfig> configs;

  /** What will run, once it is known at which port. */
  ServerSource source;

  /** The image that the machine runs: a tag until it is pushed, then pinned. */
  String image = "";

  /** What makes the image that is in the app's registry, or will be; empty for one of others. */
  String imageMark = "";

  /** Whether the image has to be pushed first. */
  boolean imageChanged;

  String org = "";
  String app = "";
  boolean appExists;

  /** Whether another name may be taken when this one is gone by the time of the launch. */
  boolean appNameIsOurs;

  /** Regions in order of preference; never empty once the survey is done. */
  List<String> regions = List.of();

  /** Host names of its own that the app does not have yet. */
  List<String> missingDomains = List.of();

  /** The first host name of its own that leads to the app already; empty if none does. */
  String workingDomain = "";

  /** The way to a private server while the launch goes on. */
  Tunnel.@Nullable Opened way;

  /** Kinds of addresses that are missing, in the order in which they are asked for. */
  List<String> missingAddresses = List.of();

  Authorization authorization = Authorization.none();

  /** All secrets that the app is to have, the wrapper's own among them, by the app's names. */
  Map<String, String> secrets = Map.of();

  /** The same by the names of the variables that the server sees. */
  Set<String> variables = Set.of();

  String secretsMark = "";
  boolean secretsChanged;

  /** Secrets of an earlier launch that are not asked for any more. */
  Set<String> secretsToUnset = Set.of();

  /** The machine into which the server is put; null for one of its own. */
  @Nullable Machine host;

  /** Where the server is in that machine. */
  @Nullable HostPorts ports;

  /** How that machine runs what is in it. */
  @Nullable HostForm hostForm;

  /** The machine of an earlier launch. */
  @Nullable Machine earlier;

  @Nullable DeploymentRecord earlierRecord;

  boolean machineChanged;
  String region = "";
  @Nullable Long secretsVersion;
  @Nullable String volumeId;
  @Nullable String machineId;
  @Nullable String machineVersion;
  @Nullable String leaseNonce;
  @Nullable Path relayJar;

  /** The configuration that was asked for, without a volume's id and the deployment's record. */
  @Nullable MachineConfig config;

  String configMark = "";

  /** When the machine of an earlier launch logged its last line before this one. */
  Instant earlierLog = Instant.MIN;

  Draft(
      McpLauncher asked,
      LaunchForm form,
      ServerSource source,
      String server,
      List<ClientConfig> configs) {
    this.asked = asked;
    this.form = form;
    this.fly = asked.fly;
    this.source = source;
    this.server = server;
    this.configs = List.copyOf(configs);
  }

  FlyApp appHandle() {
    return fly.app(app);
  }

  /** Returns where clients connect. */
  URI endpoint() {
    return location().uri();
  }

  /** Returns where clients connect, and under which other addresses they may know the server. */
  Location location() {
    Location location = locationNow();
    return earlierRecord == null || earlierRecord.path().equals(source.path())
        ? location
        : location.knownAt(earlierRecord.path());
  }

  private Location locationNow() {
    return Location.of(
        appHandle(),
        access(),
        source.path(),
        asked.domains,
        workingDomain,
        asked.scope == Scope.MACHINE && machineId != null ? machineId : "",
        Location.tunnelOf(asked.access));
  }

  HostPorts hostPorts() {
    return Objects.requireNonNull(ports, "the survey of the machine chooses ports");
  }

  /** Returns how the deployment is reached, as its record has it. */
  private String access() {
    String access = Location.record(asked.access, publishedPort());
    return host == null ? access : Location.recordIn(access, hostPorts());
  }

  /** Returns the app's name for a secret that the server knows as a variable. */
  String secretName(String variable) {
    return host == null ? variable : HostMachine.secretName(server, variable);
  }

  /** Returns the port in the machine that is reached from outside. */
  int publishedPort() {
    return asked.reverseProxy == null ? source.port() : NginxConfig.portBefore(source.port());
  }

  /** Returns who checks the credentials of callers. */
  DeploymentRecord.Guard guard() {
    if (source.asksForCredentials()) {
      return DeploymentRecord.Guard.WRAPPER;
    }
    return asked.reverseProxy == null
        ? DeploymentRecord.Guard.SERVER
        : DeploymentRecord.Guard.NGINX;
  }

  /** Returns whether nginx lets in only who shows the deployment's credentials. */
  boolean nginxAsksForCredentials() {
    return guard() == DeploymentRecord.Guard.NGINX
        && !(authorization instanceof Authorization.None);
  }

  /** Returns the secrets that the server itself is to see. */
  List<String> serverSecretNames() {
    return variables.stream().filter(name -> !name.equals(NginxConfig.SECRET)).sorted().toList();
  }

  /** Returns where the server is reached from this computer. */
  URI reachedAt() {
    if (way != null) {
      return way.uri();
    }
    // A host name of its own may lead elsewhere; the app's address is what was deployed to.
    return workingDomain.isEmpty() ? endpoint() : location().aliases().get(0);
  }

  void closeWay() {
    if (way != null) {
      way.close();
      way = null;
    }
  }

  /** Returns the tag under which an image of this server is pushed. */
  String imageTag() {
    return "registry.fly.io/" + app + ":mcp-" + server;
  }

  /** Takes the image that the machine is to run. */
  void runs(String reference) {
    image = reference;
    config = DesiredMachine.config(this);
  }

  /** Returns the configuration, which is known once the survey has decided on regions. */
  MachineConfig config() {
    return Objects.requireNonNull(config, "the survey makes the configuration");
  }

  Masking masking() {
    return new Masking(secrets.values());
  }

  DeploymentRecord record() {
    return new DeploymentRecord(
        server,
        source.wire(),
        source.path(),
        access(),
        DeploymentRecord.schemeOf(authorization),
        secrets.keySet().stream().sorted().toList(),
        secretsMark,
        configMark,
        imageMark,
        guard(),
        asked.scope,
        host == null
            ? ""
            : DeploymentRecord.container(
                HostMachine.containerName(server),
                hostPorts().inside(),
                Objects.requireNonNull(hostForm).wasOneImage()));
  }
}
