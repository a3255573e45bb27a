package dev.mcpfly.transport;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/** The command that runs this library's proxy as a stdio server. */
final class ProxyCommand {
  private ProxyCommand() {}

  static List<String> to(URI uri) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-cp",
        System.getProperty("java.class.path"),
        RelayMain.class.getName(),
        "proxy",
        "--url",
        uri.toString());
  }
}
