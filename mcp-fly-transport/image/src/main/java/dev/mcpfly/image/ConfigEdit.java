package dev.mcpfly.image;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A change of an image's configuration, with the meaning of the Dockerfile instruction of that
 * name.
 */
@FunctionalInterface
interface ConfigEdit {
  /** Changes the {@code config} member. */
  void apply(ObjectNode config);

  static ConfigEdit entrypoint(List<String> command, boolean keepsCmd) {
    return config -> {
      list(config, "Entrypoint", command);
      // A new entrypoint makes the arguments of the old one meaningless.
      if (!keepsCmd) {
        config.remove("Cmd");
      }
    };
  }

  static ConfigEdit cmd(List<String> command) {
    return config -> list(config, "Cmd", command);
  }

  /** Replaces a variable in its place, or appends it. */
  static ConfigEdit env(String name, String value) {
    return config -> {
      ArrayNode env = config.get("Env") instanceof ArrayNode list ? list : config.putArray("Env");
      for (int i = 0; i < env.size(); i++) {
        if (env.get(i).asString("").startsWith(name + "=")) {
          env.set(i, name + "=" + value);
          return;
        }
      }
      env.add(name + "=" + value);
    };
  }

  /** Changes the working directory; a relative path starts from the previous one. */
  static ConfigEdit workdir(String path) {
    return config -> {
      JsonNode before = config.get("WorkingDir");
      String from = before == null || before.asString("").isEmpty() ? "/" : before.asString("/");
      String full = path.startsWith("/") ? path : from + "/" + path;
      config.put("WorkingDir", clean(full));
    };
  }

  private static String clean(String path) {
    Deque<String> names = new ArrayDeque<>();
    for (String name : path.split("/", -1)) {
      if (name.equals("..")) {
        names.pollLast();
      } else if (!name.isEmpty() && !name.equals(".")) {
        names.addLast(name);
      }
    }
    return "/" + String.join("/", names);
  }

  static ConfigEdit user(String user) {
    return config -> config.put("User", user);
  }

  static ConfigEdit expose(String port) {
    return config -> {
      ObjectNode ports =
          config.get("ExposedPorts") instanceof ObjectNode object
              ? object
              : config.putObject("ExposedPorts");
      if (!ports.has(port)) {
        ports.putObject(port);
      }
    };
  }

  static ConfigEdit label(String name, String value) {
    return config -> {
      ObjectNode labels =
          config.get("Labels") instanceof ObjectNode object ? object : config.putObject("Labels");
      labels.put(name, value);
    };
  }

  private static void list(ObjectNode config, String member, List<String> items) {
    ArrayNode list = config.putArray(member);
    items.forEach(list::add);
  }
}
