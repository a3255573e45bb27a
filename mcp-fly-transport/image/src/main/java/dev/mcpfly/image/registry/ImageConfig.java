package dev.mcpfly.image.registry;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

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
    JsonNode root = Json.object(json, "The image configuration");
    JsonNode process = root.path("config");
    Map<String, String> labels = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> label : process.path("Labels").properties()) {
      labels.put(label.getKey(), label.getValue().asString(""));
    }
    List<String> ports = new ArrayList<>(process.path("ExposedPorts").propertyNames());
    return new ImageConfig(
        Json.texts(process.get("Entrypoint")),
        Json.texts(process.get("Cmd")),
        Json.texts(process.get("Env")),
        Json.text(process, "WorkingDir", ""),
        Json.text(process, "User", ""),
        ports,
        labels,
        new Platform(
            Json.text(root, "os", ""),
            Json.text(root, "architecture", ""),
            Json.text(root, "variant")));
  }
}
