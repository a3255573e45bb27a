package dev.mcpfly.launch;

import dev.mcpfly.api.FlyApp;
import dev.mcpfly.api.FlyClient;
import dev.mcpfly.api.model.Certificate;
import dev.mcpfly.api.model.IpAssignment;
import dev.mcpfly.api.model.Machine;
import dev.mcpfly.api.model.NetworkPolicy;
import dev.mcpfly.api.model.Volume;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a survey has read, once and before anything is changed. Immutable.
 *
 * @param fly the account that was read
 * @param app the app to deploy to
 * @param source what will run, as far as images had to be read for that
 * @param server the name under which clients know it
 * @param machines those of earlier launches of the same server, the oldest first
 * @param host the machine of others to put the server into
 * @param ground what the app has
 * @param volumes the app's volumes, if a machine is to be created with one
 * @param policies the app's network policies, if one is asked for or there was one
 * @param entries of the clients under the server's name
 * @param earlierLog when the earlier machine logged its last line
 */
record Findings(
    FlyClient fly,
    AppFound app,
    ServerSource source,
    String server,
    List<Earlier> machines,
    Optional<HostFound> host,
    Ground ground,
    List<Volume> volumes,
    List<NetworkPolicy> policies,
    ClientEntries entries,
    Instant earlierLog) {
  Findings {
    machines = List.copyOf(machines);
    volumes = List.copyOf(volumes);
    policies = List.copyOf(policies);
  }

  /**
   * The app.
   *
   * @param org the organization's slug
   * @param name its name
   * @param exists whether it is there
   * @param nameIsOurs whether the survey chose the name, so that another one will do
   */
  record AppFound(String org, String name, boolean exists, boolean nameIsOurs) {}

  /**
   * A machine of an earlier launch.
   *
   * @param machine as it was read
   * @param record that the launch left
   */
  record Earlier(Machine machine, DeploymentRecord record) {
    String id() {
      return machine.id();
    }
  }

  /**
   * An existing machine of other programs.
   *
   * @param machine as it was read
   * @param ports that are free in it
   * @param form how it runs what is in it
   */
  record HostFound(Machine machine, HostPorts ports, HostForm form) {}

  /**
   * What belongs to the whole app.
   *
   * @param regions in order of preference
   * @param addresses the app's addresses
   * @param certificates by the host names that were asked for
   * @param secretNames of the secrets that are set
   */
  record Ground(
      List<String> regions,
      List<IpAssignment> addresses,
      Map<String, Certificate> certificates,
      Set<String> secretNames) {
    Ground {
      regions = List.copyOf(regions);
      addresses = List.copyOf(addresses);
      certificates = Map.copyOf(certificates);
      secretNames = Set.copyOf(secretNames);
    }
  }

  /** Returns the first of these host names that leads to the app already. */
  Optional<String> workingDomain(List<String> domains) {
    return domains.stream()
        .filter(
            domain ->
                Optional.ofNullable(ground.certificates().get(domain))
                    .filter(Certificate::configured)
                    .isPresent())
        .findFirst();
  }

  FlyApp handle() {
    return fly.app(app.name);
  }

  /** Returns the first machine of earlier launches. */
  Optional<Earlier> earlier() {
    return machines.stream().findFirst();
  }

  @Nullable DeploymentRecord earlierRecord() {
    return earlier().map(Earlier::record).orElse(null);
  }

  /** Returns the id of the machine, if it is there. */
  Optional<String> machineId() {
    return host.map(HostFound::machine).or(() -> earlier().map(Earlier::machine)).map(Machine::id);
  }
}
