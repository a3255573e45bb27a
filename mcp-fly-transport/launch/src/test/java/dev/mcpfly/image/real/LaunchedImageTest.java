package dev.mcpfly.image.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpfly.api.emulator.EmulatedProcess;
import dev.mcpfly.api.emulator.FlyEmulator;
import dev.mcpfly.api.emulator.LifecycleDelays;
import dev.mcpfly.api.emulator.MachineSpec;
import dev.mcpfly.config.HostEnvironment;
import dev.mcpfly.config.McpClients;
import dev.mcpfly.config.McpServerEntry;
import dev.mcpfly.config.OperatingSystem;
import dev.mcpfly.image.ServerImage;
import dev.mcpfly.image.registry.BlobCache;
import dev.mcpfly.image.registry.RegistryClient;
import dev.mcpfly.image.registry.RegistryCredentials;
import dev.mcpfly.image.registry.RemoteImage;
import dev.mcpfly.launch.McpDeployment;
import dev.mcpfly.launch.McpLauncher;
import dev.mcpfly.launch.Wire;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A whole launch: a stdio server's image is pulled from a real registry, wrapped and pushed to one
 * that stands for Fly's; the machine is a chroot in what was pushed, unpacked; a client has a
 * native entry, and a tool answers.
 */
@Tag("registry")
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class LaunchedImageTest {
  @TempDir private Path directory;
  private final AtomicInteger boots = new AtomicInteger();

  /** A machine in its own root directory. */
  private record Chroot(Container container, int port, CompletableFuture<Integer> exit)
      implements EmulatedProcess {
    @Override
    public Optional<InetSocketAddress> address(int internalPort) {
      return Optional.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    @Override
    public void stop(String signal, Duration timeout) {
      container.close();
      exit.complete(0);
    }

    @Override
    public void signal(String signal) {}

    @Override
    public EmulatedProcess.ExecOutput exec(
        List<String> command, @Nullable String stdin, Duration timeout) throws IOException {
      throw new IOException("not here");
    }

    @Override
    public List<EmulatedProcess.ProcessInfo> processes() {
      return List.of();
    }
  }

  private EmulatedProcess start(DockerRegistry registry, MachineSpec spec, int port)
      throws IOException {
    String image = spec.image().substring(spec.image().indexOf('/') + 1);
    String pinned = image.substring(0, image.indexOf(':')) + image.substring(image.indexOf('@'));
    Path place = Files.createDirectories(directory.resolve("boot" + boots.incrementAndGet()));
    String[] secrets =
        spec.secrets().entrySet().stream()
            .map(secret -> secret.getKey() + "=" + secret.getValue())
            .toArray(String[]::new);
    return new Chroot(
        new Container(registry.unpack(pinned, place), port, secrets),
        port,
        new CompletableFuture<>());
  }

  @Test
  void aServerInAnImageIsLaunchedAndCalled() throws IOException {
    Path shared = Files.createDirectories(directory.resolve("shared"));
    int port = DockerRegistry.freePort();
    try (DockerRegistry registry = new DockerRegistry(shared);
        FlyEmulator emulator =
            FlyEmulator.builder()
                .runtime(spec -> start(registry, spec, port))
                .delays(LifecycleDelays.none())
                .rateLimits(false)
                .start()) {
      putImages(registry, shared);
      RegistryClient images =
          RegistryClient.builder()
              .mirror("ghcr.io", "127.0.0.1:" + registry.port())
              .mirror("registry.fly.io", "127.0.0.1:" + registry.port())
              .credentials(
                  RegistryCredentials.of(
                      "127.0.0.1:" + registry.port(),
                      RegistryCredentials.Login.of(DockerRegistry.USER, DockerRegistry.PASSWORD)))
              .cache(BlobCache.at(directory.resolve("cache")))
              .build();
      HostEnvironment host =
          HostEnvironment.of(
              OperatingSystem.LINUX, Files.createDirectories(directory.resolve("home")), Map.of());
      McpLauncher launcher =
          McpLauncher.on(emulator.client())
              .image(
                  ServerImage.of("ghcr.io/team/whoami:1")
                      .platform(new RemoteImage.Platform("linux", Ingredients.ARCHITECTURE, null))
                      .port(port)
                      .jre(ServerImage.CLibrary.GLIBC, "ghcr.io/jre:1", "/opt/java/openjdk"))
              .setup("RUN echo set up >&2")
              .images(images)
              .host(host)
              .client(McpClients.in(host).zed());

      McpDeployment deployment = launcher.launch();

      assertThat(deployment.wire()).isEqualTo(Wire.STREAMABLE_HTTP);
      assertThat(deployment.inspect().tools()).containsExactly("whoami");
      assertThat(McpClients.in(host).zed().userConfig().servers().get("whoami").transport())
          .isEqualTo(McpServerEntry.Transport.HTTP);
      assertThat(launcher.plan().changesAnything()).isFalse();
      deployment.destroy();
      assertThat(emulator.counts().isEmpty()).isTrue();
    }
  }

  private static void putImages(DockerRegistry registry, Path shared) {
    Path jre = Ingredients.jre(shared);
    Set<String> libraries = Ingredients.libraries(jre);
    registry.put(
        TestImage.in(shared.resolve("jre-image"))
            .layer(root -> root.directory("opt/java").copyTree(jre, "opt/java/openjdk"))
            .layout(),
        "it",
        "jre:1",
        "oci");
    registry.put(
        TestImage.in(shared.resolve("server"))
            .layer(root -> Ingredients.glibc(root, libraries))
            .layer(
                root ->
                    root.resource("server.sh", "srv/server.sh")
                        .text("etc/passwd", "mcp:x:1000:1000::/srv:/bin/sh\n"))
            .config(
                "--config.entrypoint",
                "/bin/sh",
                "--config.entrypoint",
                "/srv/server.sh",
                "--config.cmd",
                "--mode=stdio")
            .config("--config.workingdir", "/srv", "--config.user", "mcp")
            .config("--config.env", "GREETING=hi", "--config.env", "PATH=/usr/bin:/bin")
            .layout(),
        "it",
        "team/whoami:1",
        "oci");
  }
}
