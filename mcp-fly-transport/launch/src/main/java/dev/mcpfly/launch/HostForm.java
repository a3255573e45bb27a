package dev.mcpfly.launch;

import dev.mcpfly.api.MachineConfigBuilder;
import dev.mcpfly.api.json.JsonObject;
import dev.mcpfly.api.model.MachineConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How a machine ran before a server was added to it. A machine of one image becomes one of
 * containers, with the image in the first; and that again once the server is out.
 *
 * @param wasOneImage whether the machine ran one image
 * @param secrets of the app, all of which a machine of one image sees
 * @param volumes of the machine, by their ids
 */
record HostForm(boolean wasOneImage, List<String> secrets, Map<String, String> volumes) {
  /** The container that was the machine itself. */
  static final String APP = "app";

  private static final List<String> COMMANDS = List.of("entrypoint", "cmd", "exec");

  static HostForm of(DeploymentRecord record) {
    return new HostForm(
        record.container().map(HostedContainer::hostWasOneImage).orElse(false),
        List.of(),
        Map.of());
  }

  /** Makes a machine of one image one of containers. */
  MachineConfig withContainers(MachineConfig config) {
    if (!wasOneImage || !config.containers().isEmpty()) {
      return config;
    }
    return MachineConfigBuilder.change(
        config,
        c -> {
          JsonObject app = JsonObject.of("name", APP).with("image", config.image().orElse(""));
          JsonObject init = config.json().object("init");
          JsonObject rest = init;
          for (String command : COMMANDS) {
            if (init != null && init.has(command)) {
              app = app.with(command, init.get(command));
              rest = rest == null ? null : rest.without(command);
            }
          }
          if (config.json().has("files")) {
            app = app.with("files", config.json().get("files"));
          }
          if (!config.env().isEmpty()) {
            app = app.with("env", config.env());
          }
          app =
              app.with("secrets", secrets.stream().map(s -> JsonObject.of("env_var", s)).toList());
          List<JsonObject> mounts = new ArrayList<>();
          for (MachineConfig.Mount mount : config.mounts()) {
            String name = mount.name().orElse(volumes.getOrDefault(mount.volume(), ""));
            mounts.add(JsonObject.of("name", name).with("path", mount.path()));
          }
          if (!mounts.isEmpty()) {
            app = app.with("mounts", mounts);
          }
          c.unset("image").unset("files");
          if (rest != null) {
            c.set("init", rest);
          }
          c.set("containers", List.of(app));
        });
  }

  /** Makes it a machine of one image again, if that is what is left. */
  MachineConfig back(MachineConfig config) {
    List<JsonObject> containers = config.json().objects("containers");
    if (!wasOneImage || containers.size() != 1 || !APP.equals(containers.get(0).text("name"))) {
      return config;
    }
    JsonObject app = containers.get(0);
    return MachineConfigBuilder.change(
        config,
        c -> {
          c.unset("containers").set("image", app.text("image", ""));
          JsonObject init = config.json().object("init");
          for (String command : COMMANDS) {
            if (app.has(command)) {
              init = (init == null ? JsonObject.empty() : init).with(command, app.get(command));
            }
          }
          if (init != null) {
            c.set("init", init);
          }
          if (app.has("files")) {
            c.set("files", app.get("files"));
          }
        });
  }
}
