package dev.mcpfly.launch;

import dev.mcpfly.api.json.JsonObject;
import dev.mcpfly.api.model.MachineConfig;
import dev.mcpfly.api.model.MachineContainer;
import dev.mcpfly.api.model.MachineService;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Ports for one more server in a machine whose containers share the network, chosen so that a later
 * launch beside the same containers chooses them again.
 *
 * @param inside where the server is served in the machine
 * @param outside where the app has it: 443 if nothing else of the machine is on the web
 */
record HostPorts(int inside, int outside) {
  private static final int HTTPS = 443;
  private static final int FIRST_INSIDE = 8080;
  private static final int FIRST_OUTSIDE = 8443;
  private static final String PORT = "PORT";

  /** Chooses ports that the containers which are there do not say they use. */
  static HostPorts beside(MachineConfig others) {
    Set<Integer> inside = new HashSet<>();
    Set<Integer> outside = new HashSet<>();
    for (MachineService service : others.services()) {
      inside.add(service.internalPort());
      for (MachineService.Port port : service.ports()) {
        port.port().ifPresent(outside::add);
      }
    }
    others.checks().values().forEach(check -> addPort(check.json(), inside));
    addPort(others.env(), inside);
    for (MachineContainer container : others.containers()) {
      addPort(container.env(), inside);
      for (MachineContainer.Healthcheck check : container.healthchecks()) {
        Stream.of("tcp", "http")
            .map(kind -> check.json().object(kind))
            .filter(kind -> kind != null)
            .forEach(kind -> addPort(kind, inside));
      }
    }
    boolean webIsFree = !outside.contains(80) && !outside.contains(HTTPS);
    return new HostPorts(
        free(FIRST_INSIDE, inside), webIsFree ? HTTPS : free(FIRST_OUTSIDE, outside));
  }

  private static void addPort(JsonObject json, Set<Integer> ports) {
    Long port = json.number("port");
    if (port != null) {
      ports.add(port.intValue());
    }
  }

  private static void addPort(Map<String, String> environment, Set<Integer> ports) {
    String port = environment.getOrDefault(PORT, "");
    if (port.matches("\\d{1,5}")) {
      ports.add(Integer.parseInt(port));
    }
  }

  private static int free(int first, Set<Integer> taken) {
    int port = first;
    while (taken.contains(port)) {
      port++;
    }
    return port;
  }

  boolean onTheWeb() {
    return outside == HTTPS;
  }
}
