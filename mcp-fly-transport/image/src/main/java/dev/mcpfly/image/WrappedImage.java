package dev.mcpfly.image;

import dev.mcpfly.image.internal.FileNode;
import dev.mcpfly.image.internal.TarEntry;
import dev.mcpfly.image.registry.ImageReference;
import dev.mcpfly.image.registry.RegistryClient;
import dev.mcpfly.image.registry.RemoteImage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The result of wrapping a {@link ServerImage}, read back from its registry.
 *
 * @param wrapper what serves the server
 * @param command the whole command of the image, wrapper and server
 * @param server the server's own command
 * @param files the files that were added for the wrapper, except its JRE or program, and those of
 *     {@link ServerImage#file}; by their paths in the image
 * @param config the image's configuration
 */
public record WrappedImage(
    ServerImage.Wrapper wrapper,
    List<String> command,
    List<String> server,
    Map<String, byte[]> files,
    RemoteImage.Config config) {
  /** The label of images with added files in a separate layer. */
  static final String FILES = "dev.mcpfly.files";

  /** Copies the lists and the map. */
  public WrappedImage {
    command = List.copyOf(command);
    server = List.copyOf(server);
    files = Map.copyOf(files);
  }

  /**
   * Reads an image.
   *
   * @param client fetches it
   * @param image its name
   * @return its content; empty if it was not made by this library
   * @throws dev.mcpfly.image.registry.ImageException if it cannot be read
   */
  public static Optional<WrappedImage> read(RegistryClient client, ImageReference image) {
    RemoteImage remote = client.image(image);
    RemoteImage.Config config = remote.config();
    List<String> command = new ArrayList<>(config.entrypoint());
    command.addAll(config.cmd());
    boolean relay = command.contains(WrapPlanner.JAR);
    int dashes = command.indexOf("--");
    boolean flyctl = !relay && dashes >= 2 && command.subList(0, dashes).contains("wrap");
    if (!relay && !flyctl) {
      return Optional.empty();
    }
    ImageFiles content = ImageFiles.of(client, remote);
    Map<String, byte[]> files = new LinkedHashMap<>();
    for (String path : List.of(WrapPlanner.JAR, SetupLines.PLACE)) {
      if (command.contains(path)) {
        content.node(path).ifPresent(node -> files.put(path, bytes(content, node)));
      }
    }
    if (config.labels().containsKey(FILES)) {
      content.eachEntry(
          remote.layers().size() - 1,
          (ordinal, entry, bytes) -> {
            if (entry.type() == TarEntry.Type.FILE) {
              files.put("/" + entry.path().replaceFirst("^/", ""), bytes.readAllBytes());
            }
            return true;
          });
    }
    return Optional.of(
        new WrappedImage(
            relay ? ServerImage.Wrapper.RELAY : ServerImage.Wrapper.FLYCTL,
            command,
            command.subList(dashes + 1, command.size()),
            files,
            config));
  }

  private static byte[] bytes(ImageFiles content, FileNode file) {
    byte[][] found = {new byte[0]};
    content.eachEntry(
        file.layer(),
        (ordinal, entry, bytes) -> {
          if (ordinal == file.ordinal()) {
            found[0] = bytes.readAllBytes();
          }
          return ordinal != file.ordinal();
        });
    return found[0];
  }

  /** Returns the image's variables, in their order. */
  public Map<String, String> environment() {
    Map<String, String> environment = new LinkedHashMap<>();
    for (String variable : config.env()) {
      int equals = variable.indexOf('=');
      if (equals > 0) {
        environment.put(variable.substring(0, equals), variable.substring(equals + 1));
      }
    }
    return environment;
  }
}
