package dev.mcpfly.image;

import dev.mcpfly.image.internal.FileNode;
import dev.mcpfly.image.internal.TarEntry;
import dev.mcpfly.image.internal.setup.SetupLines;
import dev.mcpfly.image.registry.ImageReference;
import dev.mcpfly.image.registry.RegistryClient;
import dev.mcpfly.image.registry.RemoteImage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads back an image that this library made; see {@link ServerImage.Wrapped#read}. */
final class WrappedReader {
  /** The label of images with added files in a separate layer. */
  static final String FILES = "dev.mcpfly.files";

  private WrappedReader() {}

  static Optional<ServerImage.Wrapped> read(RegistryClient client, ImageReference image) {
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
        new ServerImage.Wrapped(
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
}
