package dev.mcpfly.launch;

import dev.mcpfly.api.MachineCheckBuilder;
import dev.mcpfly.api.MachineConfigBuilder;
import dev.mcpfly.api.MachineGuestBuilder;
import dev.mcpfly.api.MachineServiceBuilder;
import dev.mcpfly.api.json.JsonObject;
import dev.mcpfly.api.model.Autostop;
import dev.mcpfly.api.model.MachineConfig;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** Makes the machine's configuration of what was asked for. */
final class DesiredMachine {
  /** The longest that a stream may be silent before Fly's proxy cuts it; MCP streams often are. */
  private static final Duration IDLE_TIMEOUT = Duration.ofMinutes(10);

  private DesiredMachine() {}

  /**
   * Returns the configuration without the volume, which has no id yet, and without metadata of
   * ours.
   */
  static MachineConfig config(Draft draft) {
    return draft.host != null
        ? HostMachine.ours(draft)
        : MachineConfigBuilder.build(c -> describe(draft, c));
  }

  /** Applies it to a configuration that is there, and keeps whatever it does not speak of. */
  static MachineConfig update(Draft draft, MachineConfig there) {
    boolean sameAccess =
        draft.earlierRecord != null && draft.earlierRecord.access().equals(draft.record().access());
    return MachineConfigBuilder.change(
        there,
        c -> {
          if (!sameAccess) {
            c.withoutService(draft.publishedPort()); // its ports were for another kind of access
          }
          // With or without a reverse proxy, one of the two is published.
          for (int port :
              new int[] {draft.source.port(), NginxConfig.portBefore(draft.source.port())}) {
            if (port != draft.publishedPort()) {
              c.withoutService(port);
            }
          }
          if (!ServerContainers.areAskedFor(draft.asked)
              && there.containers().stream()
                  .anyMatch(container -> container.name().equals(ServerContainers.SERVER))) {
            c.unset("containers");
          }
          withoutCommand(there).ifPresent(init -> c.set("init", init));
          describe(draft, c);
        });
  }

  /** What an earlier launch ran may not be for the image that is run now. */
  private static Optional<JsonObject> withoutCommand(MachineConfig there) {
    return Optional.ofNullable(there.json().object("init"))
        .map(init -> init.without("cmd").without("entrypoint"));
  }

  private static void describe(Draft draft, MachineConfigBuilder c) {
    McpLauncher asked = draft.asked;
    ServerSource source = draft.source;
    boolean containers = ServerContainers.areAskedFor(asked);
    if (containers) {
      ServerContainers.describe(draft, c);
    } else {
      c.image(draft.image);
      if (!source.entrypoint().isEmpty()) {
        c.entrypoint(source.entrypoint().toArray(String[]::new));
      }
      if (!source.command().isEmpty()) {
        c.cmd(source.command());
      }
    }
    c.env("FLY_PROCESS_GROUP", "app");
    c.env("PRIMARY_REGION", draft.regions.get(0));
    if (!containers) {
      ServerContent content = ServerContent.of(draft);
      content.environment().forEach(c::env);
      content.files().forEach(c::file);
      content.secretFiles().forEach(c::secretFile);
    }
    c.guest(guest -> guest(asked, guest));
    Autostop autostop = Sizes.possible(asked.autostop, asked.memoryMb);
    if (asked.access instanceof Access.Internal) {
      checkOf(source)
          .ifPresent(
              check -> c.check("mcp", each -> check.accept(each.port(draft.publishedPort()))));
    } else {
      c.service(draft.publishedPort(), service -> publish(service, autostop, source, asked.access));
    }
    // With these two, fly status, fly logs and fly deploy see the machine as part of the app.
    c.metadata("fly_platform_version", "v2");
    c.metadata("fly_process_group", "app");
  }

  static void guest(McpLauncher asked, MachineGuestBuilder guest) {
    guest.size(asked.size).memoryMb(asked.memoryMb);
    if (asked.cpus > 0) {
      guest.cpus(asked.cpus);
    }
  }

  private static void publish(
      MachineServiceBuilder service, Autostop autostop, ServerSource source, Access access) {
    service.autostop(autostop).autostart(true).minMachinesRunning(0);
    if (access instanceof Access.PublicHttps) {
      service.http(80, port -> port.forceHttps(true));
      service.https(443, port -> port.idleTimeout(IDLE_TIMEOUT));
    } else if (access instanceof Access.Gateway) {
      // A replayed request comes to the port at which the gateway got it.
      service.http(80, port -> port.idleTimeout(IDLE_TIMEOUT));
      service.https(443, port -> port.idleTimeout(IDLE_TIMEOUT));
    } else {
      // The private network has no certificates, so there is nothing to force anybody to.
      service.http(80, port -> port.idleTimeout(IDLE_TIMEOUT));
    }
    if (source instanceof ServerSource.Http http && http.healthPath() != null) {
      service.httpCheck(http.healthPath(), DesiredMachine::pace);
    }
  }

  private static Optional<Consumer<MachineCheckBuilder>> checkOf(ServerSource source) {
    String path = source instanceof ServerSource.Http http ? http.healthPath() : null;
    return path == null ? Optional.empty() : Optional.of(check -> pace(check.http(path)));
  }

  private static void pace(MachineCheckBuilder check) {
    check
        .interval(Duration.ofSeconds(15))
        .timeout(Duration.ofSeconds(5))
        .gracePeriod(Duration.ofSeconds(10));
  }

  /** Adds the volume and the deployment's record. */
  static MachineConfig complete(Draft draft, MachineConfig config) {
    return MachineConfigBuilder.change(
        config,
        c -> {
          draft.record().metadata().forEach(c::metadata);
          if (!draft.asked.volumes.isEmpty() && draft.volumeId != null) {
            ServerVolume volume = draft.asked.volumes.get(0);
            c.mount(
                draft.volumeId,
                volume.path(),
                mount -> {
                  mount.name(volume.name());
                  if (volume.extendAtPercent() > 0) {
                    mount.autoExtend(
                        volume.extendAtPercent(), volume.extendByGb(), volume.extendLimitGb());
                  }
                });
          }
        });
  }
}
