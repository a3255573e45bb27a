package dev.mcpfly.image.real;

import dev.mcpfly.image.registry.BlobCache;
import dev.mcpfly.image.registry.ImageEvent;
import dev.mcpfly.image.registry.RegistryClient;
import dev.mcpfly.image.registry.RegistryCredentials;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Debian's docker-registry on loopback, with a password. */
final class DockerRegistry implements AutoCloseable {
  static final String USER = "someone";
  static final String PASSWORD = "open-sesame";

  private final Process process;
  private final int port;
  private final Path directory;

  DockerRegistry(Path directory) {
    this.directory = directory;
    this.port = freePort();
    try {
      Path users = directory.resolve("htpasswd");
      Files.writeString(users, Command.run("htpasswd", "-Bbn", USER, PASSWORD).strip() + "\n");
      Path config =
          Files.writeString(
              directory.resolve("registry.yml"),
              """
              version: 0.1
              log: {level: error}
              storage:
                filesystem: {rootdirectory: %s}
                delete: {enabled: true}
              http: {addr: "127.0.0.1:%d"}
              auth:
                htpasswd: {realm: test, path: %s}
              """
                  .formatted(directory.resolve("storage"), port, users));
      process =
          new ProcessBuilder("docker-registry", "serve", config.toString())
              .redirectErrorStream(true)
              .redirectOutput(directory.resolve("registry.log").toFile())
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException("This test needs Debian's docker-registry: see .ci/run", e);
    }
    awaitPort(process, port);
  }

  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until something listens, as long as the process lives. */
  static void awaitPort(Process process, int port) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (System.nanoTime() < end && process.isAlive()) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
        return;
      } catch (IOException e) {
        pause();
      }
    }
    throw new AssertionError(
        "Nothing listens at port " + port + "; the process lives: " + process.isAlive());
  }

  private static void pause() {
    try {
      Thread.sleep(50);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  int port() {
    return port;
  }

  String name(String rest) {
    return "127.0.0.1:" + port + "/" + rest;
  }

  RegistryClient client(String cache) {
    return client(cache, port, event -> {});
  }

  /** Returns a client for this registry behind another port, with its own cache. */
  RegistryClient client(String cache, int throughPort, Consumer<ImageEvent> listener) {
    return client(directory, cache, throughPort, listener);
  }

  static RegistryClient client(
      Path directory, String cache, int throughPort, Consumer<ImageEvent> listener) {
    return RegistryClient.builder()
        .credentials(
            RegistryCredentials.of(
                "127.0.0.1:" + throughPort, RegistryCredentials.Login.of(USER, PASSWORD)))
        .cache(BlobCache.at(directory.resolve("cache-of-" + cache)))
        .idleTimeout(Duration.ofSeconds(20))
        .retries(4, Duration.ofMillis(5))
        .onEvent(listener)
        .build();
  }

  /** Sends an image from a local layout, as skopeo does. */
  void put(Path layout, String tag, String name, String format) {
    put("oci:" + layout + ":" + tag, name, format);
  }

  /** Sends an image from anywhere that skopeo knows. */
  void put(String source, String name, String format) {
    Command.run(
        "skopeo",
        "copy",
        "--format",
        format,
        "--dest-tls-verify=false",
        "--dest-creds",
        USER + ":" + PASSWORD,
        source,
        "docker://" + name(name));
  }

  String inspect(String name, String... options) {
    String[] words = new String[options.length + 6];
    System.arraycopy(
        new String[] {"skopeo", "inspect", "--tls-verify=false", "--creds", USER + ":" + PASSWORD},
        0,
        words,
        0,
        5);
    System.arraycopy(options, 0, words, 5, options.length);
    words[words.length - 1] = "docker://" + name(name);
    return Command.run(words);
  }

  /** Fetches an image and unpacks it with umoci, which checks every digest. */
  Path unpack(String name, Path place) {
    Command.run(
        "skopeo",
        "copy",
        "--src-tls-verify=false",
        "--src-creds",
        USER + ":" + PASSWORD,
        "docker://" + name(name),
        "oci:" + place.resolve("layout") + ":it");
    Command.run(
        "umoci",
        "unpack",
        "--image",
        place.resolve("layout") + ":it",
        place.resolve("bundle").toString());
    return place.resolve("bundle");
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
