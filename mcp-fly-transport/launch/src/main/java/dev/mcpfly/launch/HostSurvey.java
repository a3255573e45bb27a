package dev.mcpfly.launch;

import dev.mcpfly.api.FlyApp;
import dev.mcpfly.api.FlyClient;
import dev.mcpfly.api.model.App;
import dev.mcpfly.api.model.IpAssignment;
import dev.mcpfly.api.model.Machine;
import dev.mcpfly.api.model.MachineConfig;
import dev.mcpfly.api.model.MachineContainer;
import dev.mcpfly.launch.Findings.Earlier;
import dev.mcpfly.launch.Findings.HostFound;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Surveys the existing machine to which a server is to be added. */
final class HostSurvey {
  private final FlyClient fly;
  private final LaunchRequest asked;
  private final String server;
  private Optional<Earlier> earlier = Optional.empty();
  private List<IpAssignment> addresses = List.of();

  HostSurvey(FlyClient fly, LaunchRequest asked, String server) {
    this.fly = fly;
    this.asked = asked;
    this.server = server;
  }

  /**
   * Finds the machine, and ports in it.
   *
   * @throws InvalidLaunchException if the server cannot be put there
   */
  HostFound find() {
    String id = Objects.requireNonNull(asked.app().hostMachine());
    FlyApp app = app();
    if (!Apps.exists(fly, app.name())) {
      throw new InvalidLaunchException(
          "There is no app \"%s\" that this token can see, so no server can be added to it."
              .formatted(app.name()));
    }
    Machine machine =
        app.machines()
            .find(id)
            .filter(found -> !SharedApps.isGoing(found))
            .orElseThrow(
                () ->
                    new InvalidLaunchException(
                        "The app \"%s\" has no machine %s; name one that it has."
                            .formatted(app.name(), id)));
    MachineConfig config =
        machine
            .config()
            .orElseThrow(
                () ->
                    new InvalidLaunchException(
                        "The configuration of the machine %s cannot be read now, as its host does not answer; try again."
                            .formatted(id)));
    earlier = earlier(machine, config);
    MachineConfig others =
        earlier.map(found -> HostMachine.without(found.record(), config)).orElse(config);
    refuseName(server, id, others);
    HostFound found = new HostFound(machine, HostPorts.beside(others), formOf(app, others));
    addresses = app.ipAssignments().list();
    checkAddresses(app);
    return found;
  }

  FlyApp app() {
    return fly.app(Objects.requireNonNull(asked.app().name()));
  }

  /** Returns the earlier launch of the server that {@link #find} has met in the machine. */
  Optional<Earlier> earlier() {
    return earlier;
  }

  /** Returns the app's addresses, as {@link #find} has read them. */
  List<IpAssignment> addresses() {
    return addresses;
  }

  private Optional<Earlier> earlier(Machine machine, MachineConfig config) {
    Optional<DeploymentRecord> record = DeploymentRecord.read(config.metadata());
    boolean same =
        record
            .filter(found -> found.server().equals(server))
            .filter(found -> found.scope() == DeploymentRecord.Scope.CONTAINER)
            .isPresent();
    if (record.isPresent() && !same) {
      throw new InvalidLaunchException(
          "The machine %s runs the server \"%s\" of another launch; choose another machine, or add this one to that launch with container(...)."
              .formatted(machine.id(), record.get().server()));
    }
    return record.map(found -> new Earlier(machine, found));
  }

  private static void refuseName(String server, String machineId, MachineConfig others) {
    String name = HostedContainer.nameOf(server);
    if (others.containers().stream().map(MachineContainer::name).anyMatch(name::equals)) {
      throw new InvalidLaunchException(
          "The machine %s has a container \"%s\" that is not of this launch; choose another name for the server with server(name)."
              .formatted(machineId, name));
    }
    if (!others.processes().isEmpty()) {
      throw new InvalidLaunchException(
          "The machine %s runs several processes of one image, which cannot become containers; choose another machine."
              .formatted(machineId));
    }
  }

  private static HostForm formOf(FlyApp app, MachineConfig others) {
    if (!others.containers().isEmpty()) {
      return new HostForm(false, List.of(), Map.of());
    }
    Map<String, String> volumes = new LinkedHashMap<>();
    for (MachineConfig.Mount mount : others.mounts()) {
      volumes.put(mount.volume(), app.volumes().get(mount.volume()).name());
    }
    return new HostForm(
        true, app.secrets().list().stream().map(App.Secret::name).sorted().toList(), volumes);
  }

  /** Fails if the app lacks a suitable address: a new one would open the whole app. */
  private void checkAddresses(FlyApp app) {
    boolean isPublic = addresses.stream().anyMatch(IpAssignment::isPublic);
    if (asked.app().access().isPublic() && !isPublic) {
      throw new InvalidLaunchException(
          "The app %s has no public address, and one would open its other services too; use Access.flycast(...) or Access.internal(...)."
              .formatted(app.name()));
    }
    if (asked.app().access().addressTypes().contains("private_v6")) {
      if (isPublic) {
        throw new InvalidLaunchException(
            "The app %s has a public address, which would make the private server reachable from the internet; use Access.internal(...)."
                .formatted(app.name()));
      } else if (addresses.stream().noneMatch(IpAssignment::isPrivate)) {
        throw new InvalidLaunchException(
            "The app %s has no Flycast address; give it one, or use Access.internal(...)."
                .formatted(app.name()));
      }
    }
  }
}
