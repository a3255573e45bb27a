package dev.mcpfly.launch;

import dev.mcpfly.image.internal.Archives;
import dev.mcpfly.image.registry.BlobCache;
import dev.mcpfly.image.registry.FakeRegistry;
import dev.mcpfly.image.registry.RegistryClient;
import dev.mcpfly.image.registry.RegistryCredentials;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** What launches pull, in a registry on loopback that stands for all registries of the world. */
final class FakeImages {
  static final String GLIBC = "lib64/ld-linux-x86-64.so.2";

  private FakeImages() {}

  static void putInto(FakeRegistry registry) {
    put(
        registry,
        "flyio/mcp",
        "latest",
        "{\"Entrypoint\":[\"/usr/bin/flyctl\",\"mcp\",\"wrap\",\"--\"],\"Env\":[\"PATH=/bin\"]}",
        Archives.layer().file(GLIBC, "").file("bin/sh", "").file("usr/bin/flyctl", ""));
    put(
        registry,
        "library/golang",
        "latest",
        "{\"Cmd\":[\"bash\"]}",
        Archives.layer().file(GLIBC, ""));
    put(
        registry,
        "library/eclipse-temurin",
        "25-jre",
        "{}",
        Archives.layer().directory("opt/java/openjdk").file("opt/java/openjdk/bin/java", "", 0755));
    put(registry, "flyio/flyctl", "latest", "{}", Archives.layer().file("flyctl", "static", 0755));
  }

  private static void put(
      FakeRegistry registry, String repository, String tag, String process, Archives layer) {
    registry.putImage(repository, tag, process, List.of(layer.gzip()));
  }

  static RegistryClient client(FakeRegistry registry, Path cache) {
    return client(registry.host(), cache);
  }

  /** Returns a client of the registry at this host and port. */
  static RegistryClient client(String standIn, Path cache) {
    RegistryClient.Builder builder =
        RegistryClient.builder()
            .credentials(RegistryCredentials.anonymous())
            .cache(BlobCache.at(cache))
            .retries(2, Duration.ofMillis(2));
    for (String registry : List.of("docker.io", "ghcr.io", "registry.fly.io")) {
      builder.mirror(registry, standIn);
    }
    return builder.build();
  }
}
