package dev.mcpfly.launch;

import dev.mcpfly.api.MachineConfigBuilder;
import dev.mcpfly.api.MachineContainerBuilder;
import dev.mcpfly.api.model.Machine;
import dev.mcpfly.api.model.MachineContainer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The containers of a machine that runs more than the server alone. The server's comes first; all
 * of them share the network.
 */
final class ServerContainers {
  static final String SERVER = HostedContainer.OWN;
  private static final String NGINX = "nginx";

  private ServerContainers() {}

  static String checkedName(String name, List<Companion> others) {
    boolean taken =
        Given.value("the container's name", name).equals(SERVER)
            || name.equals(NGINX)
            || others.stream().anyMatch(other -> other.name().equals(name));
    if (taken || !name.matches("[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")) {
      throw new InvalidLaunchException(
          "\"%s\" is not a valid name for another container; use lower-case letters, digits and dashes, but not %s, %s or one that is taken."
              .formatted(Texts.shown(name), SERVER, NGINX));
    }
    return name;
  }

  /** Returns the image that a machine of an earlier launch runs for the server. */
  static Optional<String> imageOf(Machine machine, String container) {
    return machine
        .config()
        .flatMap(
            config ->
                config
                    .image()
                    .or(
                        () ->
                            config.containers().stream()
                                .filter(each -> each.name().equals(container))
                                .map(MachineContainer::image)
                                .findFirst()));
  }

  static void describe(ServerDesign design, String image, MachineConfigBuilder c) {
    LaunchRequest.Server asked = design.asked().server();
    // What an earlier launch of one image has left.
    c.unset("image").unset("init").unset("files");
    c.container(SERVER, image, container -> server(design, renewed(container)));
    ReverseProxy proxy = asked.reverseProxy();
    if (proxy != null) {
      c.container(
          NGINX,
          proxy.image(),
          container ->
              nginx(design, proxy, renewed(container))
                  .dependsOn(SERVER, MachineContainer.Condition.HEALTHY));
    }
    for (Companion companion : asked.companions()) {
      c.container(
          companion.name(),
          companion.image(),
          container -> companion.settings().accept(renewed(container)));
    }
  }

  private static MachineContainerBuilder nginx(
      ServerDesign design, ReverseProxy proxy, MachineContainerBuilder container) {
    boolean checks = design.nginxAsksForCredentials();
    String conf =
        NginxConfig.of(
            proxy,
            design.publishedPort(),
            design.source().port(),
            checks,
            design.source() instanceof ServerSource.Http http ? http.healthPath() : null);
    container.file(NginxConfig.PATH, conf.getBytes(StandardCharsets.UTF_8));
    if (checks) {
      container.secretFile(NginxConfig.CREDENTIALS_PATH, NginxConfig.SECRET);
    }
    return container;
  }

  /** Returns a container with empty lists, so that an update replaces those of the last launch. */
  private static MachineContainerBuilder renewed(MachineContainerBuilder container) {
    for (String list : new String[] {"files", "secrets", "depends_on", "healthchecks", "mounts"}) {
      container.unset(list);
    }
    return container;
  }

  /** Describes the server itself. */
  static void server(ServerDesign design, MachineContainerBuilder container) {
    ServerSource source = design.source();
    container.unset("cmd").unset("entrypoint").unset("env");
    if (!source.entrypoint().isEmpty()) {
      container.entrypoint(source.entrypoint().toArray(String[]::new));
    }
    if (!source.command().isEmpty()) {
      container.cmd(source.command().toArray(String[]::new));
    }
    ServerContent content = ServerContent.of(design);
    content.environment().forEach(container::env);
    content.files().forEach(container::file);
    content.secretFiles().forEach(container::secretFile);
    // A container sees only the secrets that are handed to it.
    for (String variable : design.serverSecretNames()) {
      if (design.host().isEmpty()) {
        container.secret(variable);
      } else {
        container.secret(variable, design.secretName(variable));
      }
    }
    ManyMachines.describe(design, container);
    for (ServerVolume volume : design.asked().machine().volumes()) {
      container.mount(volume.name(), volume.path());
    }
    container.healthcheck(
        "listens",
        check ->
            check
                .tcp(source.port())
                .interval(Duration.ofSeconds(10))
                .timeout(Duration.ofSeconds(5))
                .gracePeriod(Duration.ofSeconds(30)));
  }
}
