package dev.mcpfly.launch.local;

import dev.mcpfly.api.emulator.EmulatedProcess;
import dev.mcpfly.api.emulator.MachineSpec;
import dev.mcpfly.image.ServerImage;
import dev.mcpfly.image.registry.ImageException;
import dev.mcpfly.image.registry.ImageReference;
import dev.mcpfly.image.registry.RegistryClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Runs images that this library has made of stdio servers: the relay's jar and the setup lines are
 * those in the image, the JVM and the server's program are this computer's.
 */
final class BuiltImages {
  /** Where programs of this computer are, and whose home it is, the image cannot know. */
  private static final Set<String> OF_THIS_COMPUTER = Set.of("PATH", "HOME");

  private final RegistryClient registries;

  BuiltImages(RegistryClient registries) {
    this.registries = registries;
  }

  /** Starts a machine; empty if its image is of others. */
  Optional<EmulatedProcess> start(MachineSpec spec, CallerEnvironment caller) throws IOException {
    Optional<ServerImage.Wrapped> read;
    try {
      read = ServerImage.Wrapped.read(registries, ImageReference.parse(spec.image()));
    } catch (ImageException e) {
      throw new IOException("The image cannot be pulled: " + e.getMessage(), e);
    }
    if (read.isEmpty()) {
      return Optional.empty();
    }
    ServerImage.Wrapped image = read.get();
    MachineSpec here = withImage(spec, image);
    if (image.wrapper() == ServerImage.Wrapper.FLYCTL) {
      List<String> server = spec.cmd().isEmpty() ? image.server() : words(spec, image);
      return Optional.of(
          WrappedServer.start(here, server, WrappedServer.port(image.command()), caller));
    }
    return Optional.of(
        HttpServerProcess.start(
            here, (machine, port) -> relay(spec, image, port), caller, spec.secrets()));
  }

  /** Returns the files and variables of the image, below those of the machine. */
  private static MachineSpec withImage(MachineSpec spec, ServerImage.Wrapped image) {
    Map<String, String> environment = new LinkedHashMap<>(image.environment());
    environment.keySet().removeAll(OF_THIS_COMPUTER);
    environment.putAll(spec.env());
    Map<String, byte[]> files = new LinkedHashMap<>(image.files());
    files.putAll(spec.files());
    return new MachineSpec(
        spec.app(),
        spec.machineId(),
        spec.region(),
        spec.image(),
        spec.entrypoint(),
        spec.cmd(),
        environment,
        spec.secrets(),
        files,
        spec.mounts(),
        spec.configJson(),
        spec.log());
  }

  /** Returns the image's entrypoint and the machine's arguments, or else the image's own. */
  private static List<String> words(MachineSpec spec, ServerImage.Wrapped image) {
    List<String> words = new ArrayList<>(image.config().entrypoint());
    words.addAll(spec.cmd().isEmpty() ? image.config().cmd() : spec.cmd());
    return words.subList(words.indexOf("--") + 1, words.size());
  }

  private static List<String> relay(MachineSpec spec, ServerImage.Wrapped image, int port) {
    List<String> entrypoint = image.config().entrypoint();
    List<String> words = new ArrayList<>(entrypoint.subList(0, entrypoint.indexOf("--") + 1));
    for (int i = 0; i < words.size(); i++) {
      String before = i == 0 ? "" : words.get(i - 1);
      if (words.get(i).endsWith("/bin/java")) {
        words.set(i, Path.of(System.getProperty("java.home"), "bin", "java").toString());
      } else if (before.equals("--port")) {
        words.set(i, String.valueOf(port));
      } else if (before.equals("--host")) {
        words.set(i, "127.0.0.1");
      }
    }
    words.addAll(words(spec, image));
    return words;
  }
}
