package dev.mcpfly.launch;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a client starts on the user's machine where it cannot connect to the server itself: a stdio
 * program that speaks to the deployed server. Credentials are in the entry's environment, never in
 * its arguments.
 */
public sealed interface ClientProxy {
  /**
   * Starts the relay of this library with the JDK that is running now. The relay's jar is put into
   * the user's data directory. This is the default.
   */
  static ClientProxy relay() {
    return new RelayProxy(null);
  }

  /**
   * Starts the relay of this library, with its jar put into {@code directory}.
   *
   * @param directory where the jar lies; created when it is missing
   */
  static ClientProxy relayIn(Path directory) {
    return new RelayProxy(Given.value("directory", directory));
  }

  /**
   * Starts {@code flyctl mcp proxy}, which must be installed on the user's machine. flyctl takes
   * the token as an argument only, so this choice shows it in process lists.
   */
  static ClientProxy flyctl() {
    return new FlyctlProxy();
  }

  /**
   * Starts {@code npx -y mcp-remote}, which needs Node.js on the user's machine and a server that
   * speaks Streamable HTTP or SSE.
   */
  static ClientProxy mcpRemote() {
    return new McpRemoteProxy();
  }

  /**
   * The relay of this library.
   *
   * @param directory where its jar lies; null for the user's data directory
   */
  record RelayProxy(@Nullable Path directory) implements ClientProxy {}

  /** {@code flyctl mcp proxy}. */
  record FlyctlProxy() implements ClientProxy {}

  /** {@code npx -y mcp-remote}. */
  record McpRemoteProxy() implements ClientProxy {}
}
