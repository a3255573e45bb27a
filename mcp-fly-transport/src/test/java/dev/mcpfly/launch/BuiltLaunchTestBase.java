package dev.mcpfly.launch;

import dev.mcpfly.api.emulator.FlyEmulatorBuilder;
import dev.mcpfly.launch.image.internal.Archives;
import dev.mcpfly.launch.image.registry.BlobCache;
import dev.mcpfly.launch.image.registry.FakeRegistry;
import dev.mcpfly.launch.image.registry.RegistryClient;
import dev.mcpfly.launch.image.registry.RegistryCredentials;
import dev.mcpfly.launch.local.LocalMachines;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** All registries of the world, Fly's among them, are one on loopback; machines run its images. */
abstract class BuiltLaunchTestBase extends LaunchTestBase {
  static final String GLIBC = "lib64/ld-linux-x86-64.so.2";

  final FakeRegistry registry = new FakeRegistry();
  @TempDir Path cache;

  @Override
  FlyEmulatorBuilder configure(FlyEmulatorBuilder builder) {
    put(
        "flyio/mcp",
        "latest",
        "{\"Entrypoint\":[\"/usr/bin/flyctl\",\"mcp\",\"wrap\",\"--\"],\"Env\":[\"PATH=/bin\"]}",
        Archives.layer().file(GLIBC, "").file("bin/sh", "").file("usr/bin/flyctl", ""));
    put("library/golang", "latest", "{\"Cmd\":[\"bash\"]}", Archives.layer().file(GLIBC, ""));
    put(
        "library/eclipse-temurin",
        "21-jre",
        "{}",
        Archives.layer().directory("opt/java/openjdk").file("opt/java/openjdk/bin/java", "", 0755));
    put("flyio/flyctl", "latest", "{}", Archives.layer().file("flyctl", "static", 0755));
    return builder.runtime(LocalMachines.builder().registries(images()).build());
  }

  @AfterEach
  void stopRegistry() {
    registry.close();
  }

  private void put(String repository, String tag, String process, Archives layer) {
    registry.putImage(repository, tag, process, List.of(layer.gzip()));
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
    RegistryClient.Builder builder =
        RegistryClient.builder()
            .credentials(RegistryCredentials.anonymous())
            .cache(BlobCache.at(cache))
            .retries(2, Duration.ofMillis(2));
    for (String host : List.of("docker.io", "ghcr.io", "registry.fly.io")) {
      builder.mirror(host, registry.host());
    }
    return builder.build();
  }

  /** What changed the registry. */
  List<String> writes() {
    return Stream.of("POST", "PATCH", "PUT", "DELETE")
        .flatMap(method -> registry.lines(method).stream())
        .toList();
  }
}
