package dev.mcpfly.launch;

import dev.mcpfly.api.MachineConfigBuilder;
import dev.mcpfly.api.model.Autostop;
import dev.mcpfly.api.model.Machine;
import dev.mcpfly.api.model.MachineConfig;
import dev.mcpfly.api.model.MachineContainer;
import dev.mcpfly.api.model.MachineService;
import dev.mcpfly.api.model.MachineState;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An existing machine with one more container, the server's. Everything else stays as it is. */
final class HostMachine {

  private HostMachine() {}

  /** Describes what is ours of the machine: the container and its service. */
  static MachineConfig ours(ServerDesign design, String image) {
    return MachineConfigBuilder.build(c -> describe(design, image, Autostop.OFF, c));
  }

  /** Applies what was asked for to the machine as it is; whatever others have in it stays. */
  static MachineConfig update(Blueprint blueprint, MachineConfig there) {
    Optional<DeploymentRecord> earlier =
        DeploymentRecord.read(there.metadata())
            .filter(record -> record.server().equals(blueprint.server()));
    MachineConfig others = earlier.map(record -> without(record, there)).orElse(there);
    HostForm form = blueprint.design().host().orElseThrow().form();
    // What lets the machine sleep goes on deciding that.
    Autostop autostop =
        others.services().stream()
            .flatMap(service -> service.autostop().stream())
            .findFirst()
            .orElse(Autostop.OFF);
    return MachineConfigBuilder.change(
        form.withContainers(others),
        c -> {
          describe(blueprint.design(), blueprint.image(), autostop, c);
          blueprint.record().metadata().forEach(c::metadata);
        });
  }

  private static void describe(
      ServerDesign design, String image, Autostop autostop, MachineConfigBuilder c) {
    c.container(
        HostedContainer.nameOf(design.name()),
        image,
        container -> ServerContainers.server(design, container));
    Access access = design.asked().app().access();
    if (access.hasService()) {
      HostPorts ports = design.hostPorts();
      c.service(
          ports.inside(),
          service -> {
            service.autostop(autostop).autostart(true);
            access.openPortsBeside(service, ports);
          });
    }
  }

  /** Returns the configuration without what a launch has added. */
  static MachineConfig without(DeploymentRecord record, MachineConfig config) {
    String name = record.containerName();
    HostedContainer hosted = record.container().orElseThrow();
    MachineConfig others =
        MachineConfigBuilder.change(
            config,
            c -> {
              c.set(
                  "containers",
                  config.containers().stream()
                      .filter(container -> !container.name().equals(name))
                      .map(MachineContainer::json)
                      .toList());
              List<MachineService> services =
                  config.services().stream()
                      .filter(service -> service.internalPort() != hosted.port())
                      .toList();
              if (services.size() < config.services().size()) {
                if (services.isEmpty()) {
                  c.unset("services");
                } else {
                  c.set("services", services.stream().map(MachineService::json).toList());
                }
              }
              Map<String, String> metadata = DeploymentRecord.withoutRecord(config.metadata());
              if (metadata.isEmpty()) {
                c.unset("metadata");
              } else {
                c.set("metadata", metadata);
              }
            });
    return HostForm.of(record).back(others);
  }

  /** Returns the state in which a machine is to be left: running, or asleep. */
  static MachineState restingState(Machine machine) {
    return machine.state().equals(MachineState.STARTED)
        ? MachineState.STARTED
        : MachineState.STOPPED;
  }
}
