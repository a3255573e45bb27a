package dev.mcpfly.launch;

import dev.mcpfly.api.MachineConfigBuilder;
import dev.mcpfly.api.MachineServiceBuilder;
import dev.mcpfly.api.json.JsonObject;
import dev.mcpfly.api.model.Autostop;
import dev.mcpfly.api.model.MachineConfig;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** Makes the machine's configuration of what was asked for. */
final class DesiredMachine {
  private DesiredMachine() {}

  /**
   * Returns the configuration without the volume, which has no id yet, and without metadata of
   * ours.
   */
  static MachineConfig config(ServerDesign design, String image) {
    return design.host().isPresent()
        ? HostMachine.ours(design, image)
        : MachineConfigBuilder.build(c -> describe(design, image, c));
  }

  /** Applies it to a configuration that is there, and keeps whatever it does not speak of. */
  static MachineConfig update(Blueprint blueprint, MachineConfig there) {
    ServerDesign design = blueprint.design();
    DeploymentRecord earlier = blueprint.found().earlierRecord();
    boolean sameAccess = earlier != null && earlier.access().equals(design.reach());
    MachineConfig updated =
        MachineConfigBuilder.change(
            there,
            c -> {
              if (!sameAccess) {
                // Its ports were for another kind of access.
                c.withoutService(design.publishedPort());
              }
              // With or without a reverse proxy, one of the two is published.
              int port = design.source().port();
              for (int other : new int[] {port, NginxConfig.portBefore(port)}) {
                if (other != design.publishedPort()) {
                  c.withoutService(other);
                }
              }
              if (!design.asked().server().needsContainers()
                  && there.containers().stream()
                      .anyMatch(container -> container.name().equals(ServerContainers.SERVER))) {
                c.unset("containers");
              }
              if (!design.asked().machine().environment().containsKey(LaunchRules.VARIABLE)
                  && LaunchRules.PLACE.equals(there.env().get(LaunchRules.VARIABLE))) {
                // Rules of an earlier launch must not outlive it.
                c.withoutEnv(LaunchRules.VARIABLE).withoutFile(LaunchRules.PLACE);
              }
              if (AuditLogFile.isLeftIn(there, design.asked())) {
                c.withoutEnv(AuditLogFile.VARIABLE);
              }
              withoutCommand(there).ifPresent(init -> c.set("init", init));
              // Of an earlier launch with another sign-in; what is wanted is set anew.
              there.env().keySet().stream().filter(SignInSecrets::isOne).forEach(c::withoutEnv);
              ManyMachines.renew(design, there, c);
              describe(design, blueprint.image(), c);
            });
    return MachineConfigBuilder.change(updated, c -> blueprint.record().writeTo(updated, c));
  }

  /** Returns the former init settings without the command, which may not fit the new image. */
  private static Optional<JsonObject> withoutCommand(MachineConfig there) {
    return Optional.ofNullable(there.json().object("init"))
        .map(init -> init.without("cmd").without("entrypoint"));
  }

  private static void describe(ServerDesign design, String image, MachineConfigBuilder c) {
    LaunchRequest asked = design.asked();
    ServerSource source = design.source();
    boolean containers = asked.server().needsContainers();
    if (containers) {
      ServerContainers.describe(design, image, c);
    } else {
      c.image(image);
      if (!source.entrypoint().isEmpty()) {
        c.entrypoint(source.entrypoint().toArray(String[]::new));
      }
      if (!source.command().isEmpty()) {
        c.cmd(source.command());
      }
    }
    c.env("FLY_PROCESS_GROUP", "app");
    c.env("PRIMARY_REGION", design.region());
    if (!containers) {
      ServerContent content = ServerContent.of(design);
      content.environment().forEach(c::env);
      content.files().forEach(c::file);
      content.secretFiles().forEach(c::secretFile);
    }
    c.guest(guest -> guest(asked.machine(), guest));
    Access access = asked.app().access();
    if (access.hasService()) {
      Autostop autostop = Sizes.possible(asked.machine().autostop(), asked.machine().memoryMb());
      c.service(
          design.publishedPort(),
          service -> {
            publish(service, autostop, source, access);
            ManyMachines.publish(design, service);
          });
    } else {
      checkOf(source)
          .ifPresent(
              check -> c.check("mcp", each -> check.accept(each.port(design.publishedPort()))));
    }
    ManyMachines.describe(design, c);
    // With these two, fly status, fly logs and fly deploy see the machine as part of the app.
    c.metadata("fly_platform_version", "v2");
    c.metadata("fly_process_group", "app");
  }

  static void guest(LaunchRequest.Shape machine, MachineConfigBuilder.GuestBuilder guest) {
    guest.size(machine.size()).memoryMb(machine.memoryMb());
    if (machine.cpus() > 0) {
      guest.cpus(machine.cpus());
    }
    if (machine.hostDedication() != null) {
      guest.hostDedication(machine.hostDedication());
    }
  }

  private static void publish(
      MachineServiceBuilder service, Autostop autostop, ServerSource source, Access access) {
    service.autostop(autostop).autostart(true).minMachinesRunning(0);
    access.openPorts(service);
    if (source instanceof ServerSource.Http http && http.healthPath() != null) {
      service.httpCheck(http.healthPath(), DesiredMachine::pace);
    }
  }

  private static Optional<Consumer<MachineConfigBuilder.CheckBuilder>> checkOf(
      ServerSource source) {
    String path = source instanceof ServerSource.Http http ? http.healthPath() : null;
    return path == null ? Optional.empty() : Optional.of(check -> pace(check.http(path)));
  }

  static void pace(MachineConfigBuilder.CheckBuilder check) {
    check
        .interval(Duration.ofSeconds(15))
        .timeout(Duration.ofSeconds(5))
        .gracePeriod(Duration.ofSeconds(10));
  }

  /**
   * Returns the configuration of a new machine: with the volume and the deployment's record.
   *
   * @param volumeId of the volume, if one is asked for; may be a placeholder
   */
  static MachineConfig complete(Blueprint blueprint, Optional<String> volumeId) {
    return MachineConfigBuilder.change(
        blueprint.config(),
        c -> {
          blueprint.record().metadata().forEach(c::metadata);
          volumeId.ifPresent(id -> mount(blueprint.asked().machine().volumes().get(0), id, c));
        });
  }

  private static void mount(ServerVolume volume, String id, MachineConfigBuilder c) {
    c.mount(
        id,
        volume.path(),
        mount -> {
          mount.name(volume.name());
          if (volume.extendAtPercent() > 0) {
            mount.autoExtend(volume.extendAtPercent(), volume.extendByGb(), volume.extendLimitGb());
          }
        });
  }
}
