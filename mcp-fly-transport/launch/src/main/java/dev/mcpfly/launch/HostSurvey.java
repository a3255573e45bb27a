package dev.mcpfly.launch;

import dev.mcpfly.api.FlyApp;
import dev.mcpfly.api.model.AppSecret;
import dev.mcpfly.api.model.IpAssignment;
import dev.mcpfly.api.model.Machine;
import dev.mcpfly.api.model.MachineConfig;
import dev.mcpfly.api.model.MachineContainer;
import dev.mcpfly.api.model.MachineMount;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Looks at the machine into which a server is to be put. */
final class HostSurvey {
  private final McpLauncher asked;

  HostSurvey(McpLauncher asked) {
    this.asked = asked;
  }

  /**
   * Finds the machine, and ports in it.
   *
   * @throws InvalidLaunchException if the server cannot be put there
   */
  void find(Draft draft) {
    refuseOptions();
    String name = Objects.requireNonNull(asked.app);
    String id = Objects.requireNonNull(asked.hostMachine);
    if (!Apps.exists(asked.fly, name)) {
      throw new InvalidLaunchException(
          "There is no app \"%s\" that this token can see; into a machine of it nothing can be put."
              .formatted(name));
    }
    FlyApp app = asked.fly.app(name);
    Machine machine =
        app.machines()
            .find(id)
            .filter(found -> !SharedApps.isGoing(found))
            .orElseThrow(
                () ->
                    new InvalidLaunchException(
                        "The app \"%s\" has no machine %s; name one that it has."
                            .formatted(name, id)));
    MachineConfig config =
        machine
            .config()
            .orElseThrow(
                () ->
                    new InvalidLaunchException(
                        "The configuration of the machine %s cannot be read now, as its host does not answer; try again."
                            .formatted(id)));
    draft.app = name;
    draft.appExists = true;
    draft.host = machine;
    draft.machineId = id;
    draft.regions = List.of(machine.region());
    draft.region = machine.region();
    adopt(draft, config);
    MachineConfig others =
        draft.earlierRecord == null ? config : HostMachine.without(draft.earlierRecord, config);
    refuseName(draft, others);
    draft.ports = HostPorts.beside(others);
    draft.source = draft.form.source(draft.hostPorts().inside());
    draft.hostForm = formOf(app, others);
    checkAddresses(app);
  }

  private void refuseOptions() {
    Map<String, Boolean> refused = new LinkedHashMap<>();
    refused.put("volume(...)", !asked.volumes.isEmpty());
    refused.put("reverseProxy(...)", asked.reverseProxy != null);
    refused.put("container(...)", !asked.companions.isEmpty());
    refused.put("domain(...)", !asked.domains.isEmpty());
    refused.put("region(...)", !asked.regions.isEmpty());
    refused.put("Access.gateway(...)", asked.access instanceof Access.Gateway);
    refused.forEach(
        (option, used) -> {
          if (used) {
            throw new InvalidLaunchException(
                "%s is for a machine of the server's own, and that of intoMachine(...) stays as it is; leave it out."
                    .formatted(option));
          }
        });
  }

  private static void adopt(Draft draft, MachineConfig config) {
    Optional<DeploymentRecord> record = DeploymentRecord.read(config.metadata());
    if (record.isEmpty()) {
      return;
    }
    boolean same =
        record.get().server().equals(draft.server)
            && record.get().scope() == DeploymentRecord.Scope.CONTAINER;
    if (!same) {
      throw new InvalidLaunchException(
          "The machine %s runs the server \"%s\" of another launch; choose another machine, or add this one to that launch with container(...)."
              .formatted(draft.machineId, record.get().server()));
    }
    draft.earlier = draft.host;
    draft.earlierRecord = record.get();
  }

  private static void refuseName(Draft draft, MachineConfig others) {
    String name = HostMachine.containerName(draft.server);
    if (others.containers().stream().map(MachineContainer::name).anyMatch(name::equals)) {
      throw new InvalidLaunchException(
          "The machine %s has a container \"%s\" that is not of this launch; choose another name for the server with server(name)."
              .formatted(draft.machineId, name));
    }
    if (!others.processes().isEmpty()) {
      throw new InvalidLaunchException(
          "The machine %s runs several processes of one image, which cannot become containers; choose another machine."
              .formatted(draft.machineId));
    }
  }

  private static HostForm formOf(FlyApp app, MachineConfig others) {
    if (!others.containers().isEmpty()) {
      return new HostForm(false, List.of(), Map.of());
    }
    Map<String, String> volumes = new LinkedHashMap<>();
    for (MachineMount mount : others.mounts()) {
      volumes.put(mount.volume(), app.volumes().get(mount.volume()).name());
    }
    return new HostForm(
        true, app.secrets().list().stream().map(AppSecret::name).sorted().toList(), volumes);
  }

  /** An address would lead to the whole app: that is not for a guest to decide. */
  private void checkAddresses(FlyApp app) {
    List<IpAssignment> addresses = app.ipAssignments().list();
    boolean isPublic = addresses.stream().anyMatch(IpAssignment::isPublic);
    if (asked.access instanceof Access.PublicHttps && !isPublic) {
      throw new InvalidLaunchException(
          "The app %s has no public address, and one would open its other services too; use Access.flycast(...) or Access.internal(...)."
              .formatted(app.name()));
    }
    if (asked.access instanceof Access.Flycast) {
      if (isPublic) {
        throw new InvalidLaunchException(
            "The app %s has a public address, by which everybody could reach what is to be private; use Access.internal(...)."
                .formatted(app.name()));
      } else if (addresses.stream().noneMatch(IpAssignment::isPrivate)) {
        throw new InvalidLaunchException(
            "The app %s has no Flycast address; give it one, or use Access.internal(...)."
                .formatted(app.name()));
      }
    }
  }
}
