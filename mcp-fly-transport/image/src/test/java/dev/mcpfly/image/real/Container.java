package dev.mcpfly.image.real;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An unpacked image, run in a chroot as its configuration says: same command, environment, user and
 * directory.
 */
final class Container implements AutoCloseable {
  private final Process process;
  private final Path log;

  /**
   * Starts what the bundle's runtime configuration names.
   *
   * @param secrets further environment variables
   */
  Container(Path bundle, int port, String... secrets) {
    Path root = bundle.resolve("rootfs");
    this.log = bundle.resolve("log");
    JsonNode run;
    try {
      Files.createDirectories(root.resolve("proc"));
      Files.createDirectories(root.resolve("dev"));
      Files.createDirectories(root.resolve("tmp"));
      run =
          JsonMapper.shared()
              .readTree(Files.readString(bundle.resolve("config.json")))
              .path("process");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    // A separate mount namespace: mounts disappear with the process.
    List<String> words =
        new ArrayList<>(
            List.of(
                "unshare",
                "--mount",
                "--propagation",
                "private",
                "/bin/sh",
                "-c",
                "mount -t proc proc \"$0/proc\" && mount --bind /dev \"$0/dev\" && exec \"$@\"",
                root.toString(),
                "/usr/bin/env",
                "-i"));
    for (JsonNode variable : run.path("env")) {
      words.add(variable.asString());
    }
    words.addAll(List.of(secrets));
    words.addAll(
        List.of(
            "/usr/bin/unshare",
            "--root=" + root,
            "--wd=" + run.path("cwd").asString("/"),
            "--setgid=" + run.path("user").path("gid").asInt(0),
            "--setuid=" + run.path("user").path("uid").asInt(0),
            "--"));
    for (JsonNode word : run.path("args")) {
      words.add(word.asString());
    }
    try {
      process =
          new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    } catch (IOException e) {
      throw new UncheckedIOException("This test needs util-linux: see .ci/run", e);
    }
    try {
      DockerRegistry.awaitPort(process, port);
    } catch (AssertionError e) {
      close();
      throw new AssertionError(e.getMessage() + "; it said:\n" + log(), e);
    }
  }

  String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
