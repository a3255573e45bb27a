package dev.mcpfly.launch;

import dev.mcpfly.api.FlyApp;
import dev.mcpfly.api.MachineConfigBuilder;
import dev.mcpfly.api.MachineLease;
import dev.mcpfly.api.model.Autostop;
import dev.mcpfly.api.model.Machine;
import dev.mcpfly.api.model.MachineConfig;
import dev.mcpfly.api.model.MachineContainer;
import dev.mcpfly.api.model.MachineService;
import dev.mcpfly.api.model.MachineState;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A machine of somebody else's that has one more container, the server's. All else of it stays as
 * it is.
 */
final class HostMachine {
  private static final Duration IDLE_TIMEOUT = Duration.ofMinutes(10);
  private static final Duration START_TIMEOUT = Duration.ofMinutes(5);
  private static final int MAX_NAME_LENGTH = 60;

  private HostMachine() {}

  /** Names the server's container, apart from those of others. */
  static String containerName(String server) {
    String name = "mcp-" + server.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    String cut = name.substring(0, Math.min(name.length(), MAX_NAME_LENGTH));
    return cut.replaceAll("-+$", "");
  }

  /** Names a secret of the server in an app that has secrets of its own. */
  static String secretName(String server, String variable) {
    return "MCP_%s_%s"
        .formatted(server.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]+", "_"), variable);
  }

  /** Describes what is ours of the machine: the container and its service. */
  static MachineConfig ours(Draft draft) {
    return MachineConfigBuilder.build(c -> describe(draft, Autostop.OFF, c));
  }

  /** Adds what is ours to a machine that has none of it. */
  static MachineConfig with(Draft draft, MachineConfig others, HostForm form) {
    MachineConfig containers = form.withContainers(others);
    // What lets the machine sleep goes on deciding that.
    Autostop autostop =
        others.services().stream()
            .flatMap(service -> service.autostop().stream())
            .findFirst()
            .orElse(Autostop.OFF);
    return MachineConfigBuilder.change(
        containers,
        c -> {
          describe(draft, autostop, c);
          draft.record().metadata().forEach(c::metadata);
        });
  }

  private static void describe(Draft draft, Autostop autostop, MachineConfigBuilder c) {
    c.container(
        containerName(draft.server),
        draft.image,
        container -> ServerContainers.server(draft, container));
    HostPorts ports = draft.hostPorts();
    if (draft.asked.access instanceof Access.Internal) {
      return;
    }
    c.service(
        ports.inside(),
        service -> {
          service.autostop(autostop).autostart(true);
          if (draft.asked.access instanceof Access.Flycast) {
            service.http(ports.onTheWeb() ? 80 : ports.outside(), p -> p.idleTimeout(IDLE_TIMEOUT));
            return;
          }
          if (ports.onTheWeb()) {
            service.http(80, port -> port.forceHttps(true));
          }
          service.https(ports.outside(), port -> port.idleTimeout(IDLE_TIMEOUT));
        });
  }

  /** Returns the configuration without what a launch has added. */
  static MachineConfig without(DeploymentRecord record, MachineConfig config) {
    String name = record.containerName();
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
                      .filter(service -> service.internalPort() != record.containerPort())
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

  /**
   * Changes a machine, and waits until it runs or sleeps as it is to.
   *
   * @param wanted the configuration
   * @param secretsVersion of the secrets that it must see; null if there are none of its own
   * @param state started or stopped
   */
  static void replace(
      FlyApp app,
      String machine,
      MachineConfig wanted,
      @Nullable Long secretsVersion,
      MachineState state,
      Duration timeout) {
    Machine updated =
        app.machines()
            .update(
                machine,
                r -> {
                  r.config(wanted);
                  if (secretsVersion != null) {
                    r.minSecretsVersion(secretsVersion);
                  }
                });
    // One that did not run does not after the update either.
    Machine settled =
        app.machines()
            .await(
                machine,
                wait -> {
                  wait.state(MachineState.STARTED, MachineState.STOPPED).timeout(timeout);
                  updated.version().ifPresent(wait::version);
                });
    if (settled.state().equals(state)) {
      return;
    } else if (state.equals(MachineState.STARTED)) {
      app.machines().start(machine);
    } else {
      app.machines().stop(machine);
    }
    app.machines().await(machine, state, timeout);
  }

  /** Returns the state in which a machine is to be left: running, or asleep. */
  static MachineState restingState(Machine machine) {
    return machine.state().equals(MachineState.STARTED)
        ? MachineState.STARTED
        : MachineState.STOPPED;
  }

  /** Takes the server out of the machine. */
  static void remove(FlyApp app, String machineId, DeploymentRecord known) {
    Optional<Machine> found = app.machines().find(machineId);
    if (found.isEmpty() || SharedApps.isGoing(found.get())) {
      return;
    }
    try (MachineLease lease = app.machines().lease(machineId)) {
      Machine machine = app.machines().get(lease.machine());
      MachineConfig config = machine.config().orElseThrow();
      Optional<DeploymentRecord> record =
          DeploymentRecord.read(config.metadata())
              .filter(there -> there.server().equals(known.server()));
      if (record.isEmpty()) {
        return; // somebody has taken it out already
      }
      replace(
          app,
          machineId,
          without(record.get(), config),
          null,
          restingState(machine),
          START_TIMEOUT);
      Map<String, @Nullable String> secrets = new LinkedHashMap<>();
      record.get().secretNames().forEach(name -> secrets.put(name, null));
      if (!secrets.isEmpty()) {
        app.secrets().update(secrets);
      }
    }
  }
}
