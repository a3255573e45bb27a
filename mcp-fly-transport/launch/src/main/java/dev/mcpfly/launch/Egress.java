package dev.mcpfly.launch;

import dev.mcpfly.api.NetworkPolicies;
import dev.mcpfly.launch.DeploymentRecord.Scope;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Limits where a server may connect to; see {@link McpLauncher#egress}. Immutable.
 *
 * <pre>{@code
 * launcher.egress(Egress.only("slack.com:443"));
 * }</pre>
 *
 * <p>It becomes one of Fly's network policies, for all machines of the app ({@code POST
 * /v1/apps/{app}/network_policies}). These policies know protocols and ports, and <b>neither host
 * names nor addresses</b>. So this is what holds:
 *
 * <ul>
 *   <li>Connections to a port that no destination names are denied.
 *   <li>Connections to a named port are allowed <b>to every host</b>: with {@code slack.com:443}
 *       the server can reach all of the web's HTTPS servers. The host is shown in plans and kept in
 *       the deployment's record, and is not enforced.
 *   <li>Port 53 stays open, over UDP and TCP, so that names can be looked up. Whoever controls the
 *       server can send data out in such questions, also with {@link #none()}.
 *   <li>Traffic by way of Fly's proxy is not restricted: requests to the server and its answers to
 *       them, and requests to other apps at their Flycast addresses.
 *   <li>Network policies take effect when a machine starts; a launch that changes them restarts the
 *       app's machines.
 * </ul>
 *
 * <p>To allow single hosts only, run a proxy that knows names in the private network and allow its
 * port.
 */
public final class Egress {
  private static final Pattern DESTINATION =
      Pattern.compile(
          "(\\*|[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}[A-Za-z0-9])?|\\[[0-9A-Fa-f:.]{2,45}]):([1-9][0-9]{0,4})");
  private static final int HIGHEST_PORT = 65_535;
  private static final int DNS = 53;
  private static final int MOST = 50;

  private final List<String> destinations;
  private final SortedSet<Integer> ports;

  private Egress(List<String> destinations, SortedSet<Integer> ports) {
    this.destinations = List.copyOf(destinations);
    this.ports = ports;
  }

  /**
   * Allows connections over TCP to the ports of these destinations, and to no others.
   *
   * @param destinations each {@code host:port}, an IPv6 address in brackets; or {@code *:port}, for
   *     any host; one to 50
   * @throws InvalidLaunchException if there is none, or one is not valid
   */
  public static Egress only(String... destinations) {
    LinkedHashSet<String> named = new LinkedHashSet<>();
    TreeSet<Integer> ports = new TreeSet<>();
    for (String destination : Given.values("Egress.only", destinations)) {
      Matcher matcher = DESTINATION.matcher(destination);
      int port = matcher.matches() ? Integer.parseInt(matcher.group(2)) : 0;
      if (port < 1 || port > HIGHEST_PORT) {
        throw new InvalidLaunchException(
            "\"%s\" is not a valid destination; use a host and a port such as slack.com:443, or *:443 for any host."
                .formatted(Texts.shown(destination)));
      }
      named.add(destination);
      ports.add(port);
    }
    if (named.isEmpty() || named.size() > MOST) {
      throw new InvalidLaunchException(
          "Egress.only(...) takes 1 to %d destinations, not %d; to allow none, use Egress.none()."
              .formatted(MOST, named.size()));
    }
    return new Egress(new ArrayList<>(named), ports);
  }

  /** Denies all connections except to port 53, so that names can still be looked up. */
  public static Egress none() {
    return new Egress(List.of(), new TreeSet<>());
  }

  /**
   * Checks that a request's machines can have a policy.
   *
   * @throws InvalidLaunchException if its app has machines of others
   */
  static void check(LaunchRequest asked) {
    if (asked.machine().egress() != null && asked.app().scope() != Scope.APP) {
      throw new InvalidLaunchException(
          "egress(...) is for all machines of an app, and others run in this one; use an app for"
              + " each server, or leave egress(...) out.");
    }
  }

  /** Returns it as a deployment's record has it. */
  String text() {
    return destinations.isEmpty() ? "none" : String.join(" ", destinations);
  }

  /** Returns what it comes to, for a plan. */
  String described() {
    return ports.isEmpty()
        ? "allow no connections out of the machines"
        : "allow connections out of the machines to port %s only"
            .formatted(
                String.join(", ", ports.stream().map(String::valueOf).toArray(String[]::new)));
  }

  /** Returns what Fly cannot do of it. */
  List<String> remarks() {
    List<String> remarks = new ArrayList<>();
    if (destinations.stream().anyMatch(destination -> !destination.startsWith("*:"))) {
      remarks.add(
          "Fly's policies restrict ports, not hosts, so these ports are open to every host (destinations: %s)"
              .formatted(text()));
    }
    remarks.add("port 53 stays open for looking up names");
    return remarks;
  }

  void describe(NetworkPolicies.PolicyRequest policy) {
    policy.allMachines().allowEgress("udp", DNS).allowEgress("tcp", DNS);
    ports.stream().filter(port -> port != DNS).forEach(port -> policy.allowEgress("tcp", port));
  }

  @Override
  public String toString() {
    return "Egress[" + text() + "]";
  }
}
