package dev.mcpfly.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpfly.image.internal.Archives;
import dev.mcpfly.image.internal.MediaTypes;
import dev.mcpfly.image.registry.BlobCache;
import dev.mcpfly.image.registry.Digest;
import dev.mcpfly.image.registry.FakeRegistry;
import dev.mcpfly.image.registry.ImageReference;
import dev.mcpfly.image.registry.RegistryClient;
import dev.mcpfly.image.registry.RegistryCredentials;
import dev.mcpfly.image.registry.RemoteImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The fault that {@code fly mcp launch --image} has, numbered as in the list of all 25. The others
 * are in the {@code Flyctl…DefectsTest} classes of the launch package.
 */
@Timeout(60)
class FlyctlImageDefectsTest {
  private static final String WRAPPER =
      "{\"Entrypoint\":[\"/usr/bin/flyctl\",\"mcp\",\"wrap\",\"--\"],\"Env\":[\"PATH=/bin\"]}";

  @TempDir Path directory;

  @Test
  @DisplayName(
      "18: flyio/mcp is known by this spelling alone, so flyio/mcp:latest is wrapped twice;"
          + " images are fetched without a login, for whichever platform comes first")
  void defect18AWrapperIsKnownHoweverItIsSpeltAndItsRegistryAndPlatformAreRight()
      throws IOException {
    try (FakeRegistry registry = new FakeRegistry()) {
      Digest amd = wrapper(registry, "amd64");
      Digest arm = wrapper(registry, "arm64");
      registry.putManifest("flyio/mcp", "latest", MediaTypes.OCI_INDEX, index(arm, amd));
      registry.auth(FakeRegistry.Auth.BASIC);
      RegistryClient client =
          RegistryClient.builder()
              .credentials(
                  RegistryCredentials.of(
                      registry.host(), RegistryCredentials.Login.of("user", "secret")))
              .cache(BlobCache.at(directory))
              .build();
      for (String spelling : List.of("flyio/mcp", "flyio/mcp:latest", "flyio/mcp@" + amd)) {
        RemoteImage pushed =
            pushed(client, registry.host(), spelling, RemoteImage.Platform.LINUX_AMD64);
        assertThat(pushed.config().entrypoint())
            .as(spelling)
            .containsExactly("/usr/bin/flyctl", "mcp", "wrap", "--");
        assertThat(pushed.config().cmd()).containsExactly("uvx", "mcp-server-time");
        assertThat(registry.seen())
            .as("the platform of the other manifest")
            .noneMatch(seen -> seen.line().contains(arm.toString()));
      }
      pushed(client, registry.host(), "flyio/mcp", RemoteImage.Platform.LINUX_ARM64);
      assertThat(registry.seen()).anyMatch(seen -> seen.line().contains(arm.toString()));
    }
  }

  private static Digest wrapper(FakeRegistry registry, String architecture) throws IOException {
    return registry.putImage(
        "flyio/mcp",
        architecture,
        architecture,
        WRAPPER,
        List.of(
            Archives.layer().file("bin/sh", "").file("usr/bin/flyctl", architecture, 0755).gzip()),
        MediaTypes.OCI_MANIFEST);
  }

  private static String index(Digest arm, Digest amd) {
    String entry =
        "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":1,\"platform\":{\"os\":\"linux\",\"architecture\":\"%s\"}}";
    return "{\"schemaVersion\":2,\"manifests\":[%s,%s]}"
        .formatted(
            entry.formatted(MediaTypes.OCI_MANIFEST, arm, "arm64"),
            entry.formatted(MediaTypes.OCI_MANIFEST, amd, "amd64"));
  }

  private static RemoteImage pushed(
      RegistryClient client, String host, String image, RemoteImage.Platform platform) {
    ImageReference target = ImageReference.parse(host + "/app:1");
    ImageReference pinned =
        ServerImage.of(host + "/" + image)
            .command("uvx", "mcp-server-time")
            .platform(platform)
            .flyctl()
            .plan(client)
            .push(target)
            .pinned();
    return client.image(pinned, platform);
  }
}
