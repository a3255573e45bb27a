package dev.mcpfly.image.registry;

import dev.mcpfly.image.internal.JsonMembers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How an image's process is started, according to its configuration.
 *
 * @param entrypoint the program and its first arguments; may be empty
 * @param cmd further arguments, or the program where there is no entrypoint; may be empty
 * @param env the environment in its order, each {@code NAME=value}
 * @param workdir the working directory, or an empty text for the root
 * @param user the user and group, or an empty text for root
 * @param exposedPorts the ports, for example {@code 8080/tcp}
 * @param labels the labels
 * @param platform what the image is made for
 */
public record ImageConfig(
    List<String> entrypoint,
    List<String> cmd,
    List<String> env,
    String workdir,
    String user,
    List<String> exposedPorts,
    Map<String, String> labels,
    Platform platform) {

  /** Copies the lists and the map. */
  public ImageConfig {
    entrypoint = List.copyOf(entrypoint);
    cmd = List.copyOf(cmd);
    env = List.copyOf(env);
    exposedPorts = List.copyOf(exposedPorts);
    labels = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(labels));
  }

  /** Reads an OCI or Docker image configuration. */
  static ImageConfig parse(byte[] json) {
    JsonMembers root = Json.object(json, "The image configuration");
    JsonMembers process = root.object("config");
    Map<String, String> labels = new LinkedHashMap<>();
    JsonMembers given = process.object("Labels");
    given.names().forEach(name -> labels.put(name, given.spelt(name)));
    List<String> ports = new ArrayList<>(process.object("ExposedPorts").names());
    return new ImageConfig(
        process.texts("Entrypoint"),
        process.texts("Cmd"),
        process.texts("Env"),
        process.text("WorkingDir", ""),
        process.text("User", ""),
        ports,
        labels,
        new Platform(
            root.text("os", ""),
            root.text("architecture", ""),
            root.text("variant")));
  }
}
