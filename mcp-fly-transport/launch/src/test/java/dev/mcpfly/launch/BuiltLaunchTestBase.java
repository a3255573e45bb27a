package dev.mcpfly.launch;

import dev.mcpfly.api.emulator.FlyEmulator;
import dev.mcpfly.image.internal.Archives;
import dev.mcpfly.image.registry.FakeRegistry;
import dev.mcpfly.image.registry.RegistryClient;
import dev.mcpfly.launch.local.LocalMachines;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** All registries of the world, Fly's among them, are one on loopback; machines run its images. */
abstract class BuiltLaunchTestBase extends LaunchTestBase {
  static final String GLIBC = FakeImages.GLIBC;

  final FakeRegistry registry = new FakeRegistry();
  @TempDir Path cache;

  @Override
  FlyEmulator.Builder configure(FlyEmulator.Builder builder) {
    FakeImages.putInto(registry);
    return builder.runtime(LocalMachines.builder().registries(images()).build());
  }

  @AfterEach
  void stopRegistry() {
    registry.close();
  }

  /** Stores the image of a stdio server. */
  void putServer(String repository, String file, List<String> command) {
    String words =
        command.stream()
            .map(word -> "\"" + word.replace("\\", "\\\\") + "\"")
            .collect(Collectors.joining(","));
    registry.putImage(repository, "latest", "{\"Entrypoint\":[" + words + "]}", layers(file));
  }

  static List<byte[]> layers(String file) {
    return List.of(Archives.layer().file(file, "").gzip());
  }

  RegistryClient images() {
    return FakeImages.client(registry, cache);
  }

  /** What changed the registry. */
  List<String> writes() {
    return Stream.of("POST", "PATCH", "PUT", "DELETE")
        .flatMap(method -> registry.lines(method).stream())
        .toList();
  }
}
