package dev.mcpfly.launch;

import dev.mcpfly.launch.DeploymentRecord.Guard;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The server as it is to run, with all that its machine's configuration depends on but the image.
 * Immutable.
 *
 * @param asked what was asked for
 * @param source what runs
 * @param name under which clients know it
 * @param region in which its machine is preferred to be
 * @param secrets that it sees
 * @param host the machine of others that it is put into
 * @param machines how many machines run it
 */
record ServerDesign(
    LaunchRequest asked,
    ServerSource source,
    String name,
    String region,
    SecretsDesign secrets,
    Optional<Findings.HostFound> host,
    int machines) {
  static ServerDesign of(LaunchRequest asked, Findings found, SecretsDesign secrets) {
    return new ServerDesign(
        asked,
        found.source(),
        found.server(),
        found.ground().regions().get(0),
        secrets,
        found.host(),
        machines(asked, found));
  }

  /** Returns how many machines a deployment is to have: as many as it has, unless that is said. */
  static int machines(LaunchRequest asked, Findings found) {
    int wanted = asked.machine().scaling().machines();
    if (wanted > 0) {
      return wanted;
    }
    return asked.app().scope() == DeploymentRecord.Scope.APP
        ? Math.max(1, found.machines().size())
        : 1;
  }

  boolean isSeveral() {
    return machines > 1;
  }

  /** Returns whether this library's relay serves the server, which drains and keeps sessions. */
  boolean isRelayed() {
    return source.asksForCredentials() && source.wire() == Wire.STREAMABLE_HTTP;
  }

  /** Returns who checks the credentials of callers. */
  static Guard guard(LaunchRequest asked, ServerSource source) {
    if (source.asksForCredentials()) {
      return Guard.WRAPPER;
    }
    return asked.server().reverseProxy() == null ? Guard.SERVER : Guard.NGINX;
  }

  /** Returns the app's name for a secret that the server knows as a variable. */
  static String secretName(Findings found, String variable) {
    return found.host().isEmpty() ? variable : HostedContainer.secretName(found.server(), variable);
  }

  String secretName(String variable) {
    return host.isEmpty() ? variable : HostedContainer.secretName(name, variable);
  }

  Guard guard() {
    return guard(asked, source);
  }

  /** Returns whether nginx lets in only who shows the deployment's credentials. */
  boolean nginxAsksForCredentials() {
    return guard() == Guard.NGINX && secrets.authorization().asksCallers();
  }

  /** Returns the port in the machine that is reached from outside. */
  int publishedPort() {
    return asked.server().reverseProxy() == null
        ? source.port()
        : NginxConfig.portBefore(source.port());
  }

  /** Returns the secrets that the server itself is to see. */
  List<String> serverSecretNames() {
    return secrets.variables().stream()
        .filter(variable -> !variable.equals(NginxConfig.SECRET))
        .sorted()
        .toList();
  }

  /** Returns how it is reached, as a deployment's record has it. */
  Reach reach() {
    Reach reach = asked.app().access().reach(publishedPort());
    @Nullable HostPorts ports = host.map(Findings.HostFound::ports).orElse(null);
    return ports == null || ports.onTheWeb() || reach.kind() == Reach.Kind.INTERNAL
        ? reach
        : reach.atPort(ports.outside());
  }

  HostPorts hostPorts() {
    return host.map(Findings.HostFound::ports)
        .orElseThrow(() -> new IllegalStateException("The server has a machine of its own"));
  }
}
