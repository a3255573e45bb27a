package dev.mcpfly.launch;

import dev.mcpfly.api.ContainerCondition;
import dev.mcpfly.api.MachineConfigBuilder;
import dev.mcpfly.api.MachineContainer;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * The containers of a machine that runs more than the server alone. The server's comes first; all
 * of them share the network.
 */
final class ServerContainers {
  static final String SERVER = "mcp";
  private static final String NGINX = "nginx";

  private ServerContainers() {}

  /**
   * Another container of the same machine.
   *
   * @param name its name
   * @param image its image
   * @param settings its other settings
   */
  record Companion(String name, String image, Consumer<MachineContainer.Builder> settings) {}

  static String checkedName(String name, List<Companion> others) {
    boolean taken =
        name.equals(SERVER)
            || name.equals(NGINX)
            || others.stream().anyMatch(other -> other.name().equals(name));
    if (taken || !name.matches("[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")) {
      throw new InvalidLaunchException(
          "\"%s\" is no name for another container; use lower-case letters, digits and dashes, but not %s, %s or one that is taken."
              .formatted(name, SERVER, NGINX));
    }
    return name;
  }

  static boolean areAskedFor(McpLauncher asked) {
    return asked.reverseProxy != null || !asked.companions.isEmpty();
  }

  static void describe(Draft draft, MachineConfigBuilder c) {
    McpLauncher asked = draft.asked;
    // What an earlier launch of one image has left.
    c.unset("image").unset("init").unset("files");
    c.container(SERVER, draft.source.image(), container -> server(draft, renewed(container)));
    ReverseProxy proxy = asked.reverseProxy;
    if (proxy != null) {
      c.container(
          NGINX,
          proxy.image(),
          container ->
              renewed(container)
                  .secretFile(NginxConfig.PATH, NginxConfig.SECRET)
                  .dependsOn(SERVER, ContainerCondition.HEALTHY));
    }
    for (Companion companion : asked.companions) {
      c.container(
          companion.name(),
          companion.image(),
          container -> companion.settings().accept(renewed(container)));
    }
  }

  /** Lists are given anew each time, so that an update does not add to those of the last. */
  private static MachineContainer.Builder renewed(MachineContainer.Builder container) {
    for (String list : new String[] {"files", "secrets", "depends_on", "healthchecks", "mounts"}) {
      container.unset(list);
    }
    return container;
  }

  private static void server(Draft draft, MachineContainer.Builder container) {
    McpLauncher asked = draft.asked;
    ServerSource source = draft.source;
    if (!source.command().isEmpty()) {
      container.cmd(source.command().toArray(String[]::new));
    }
    if (source instanceof ServerSource.Http http) {
      container.env("PORT", String.valueOf(http.port()));
    }
    asked.environment.forEach(container::env);
    // A container sees only the secrets that are handed to it.
    draft.serverSecretNames().forEach(container::secret);
    for (ServerFile file : asked.files) {
      byte[] content = file.read();
      if (content != null) {
        container.file(file.guestPath(), content);
      } else if (file.secretName() != null) {
        container.secretFile(file.guestPath(), file.secretName());
      }
    }
    for (ServerVolume volume : asked.volumes) {
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
