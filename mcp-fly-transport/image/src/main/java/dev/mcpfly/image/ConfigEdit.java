package dev.mcpfly.image;

import dev.mcpfly.image.internal.JsonMembers;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A change of an image's configuration, with the meaning of the Dockerfile instruction of that
 * name.
 */
@FunctionalInterface
interface ConfigEdit {
  /** Changes the {@code config} member. */
  void apply(JsonMembers config);

  static ConfigEdit entrypoint(List<String> command, boolean keepsCmd) {
    return config -> {
      config.put("Entrypoint", command);
      // A new entrypoint makes the arguments of the old one meaningless.
      if (!keepsCmd) {
        config.remove("Cmd");
      }
    };
  }

  static ConfigEdit cmd(List<String> command) {
    return config -> config.put("Cmd", command);
  }

  /** Replaces a variable in its place, or appends it. */
  static ConfigEdit env(String name, String value) {
    return config -> {
      List<@Nullable Object> env = config.listToChange("Env");
      for (int i = 0; i < env.size(); i++) {
        if (env.get(i) instanceof String before && before.startsWith(name + "=")) {
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
      String before = config.text("WorkingDir", "");
      String from = before.isEmpty() ? "/" : before;
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
      JsonMembers ports = config.objectToChange("ExposedPorts");
      if (!ports.has(port)) {
        ports.put(port, new JsonMembers());
      }
    };
  }

  static ConfigEdit label(String name, String value) {
    return config -> config.objectToChange("Labels").put(name, value);
  }
}
