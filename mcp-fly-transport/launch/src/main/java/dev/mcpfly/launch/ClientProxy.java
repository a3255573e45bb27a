package dev.mcpfly.launch;

import dev.mcpfly.config.OperatingSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The stdio program that a client starts on the user's machine if it cannot connect to the deployed
 * server directly. Credentials are in the entry's environment, never in its arguments.
 */
public sealed interface ClientProxy {
  /**
   * Starts the relay of this library through a launcher in the user's data directory, which finds a
   * Java of version 17 or newer when it is started: the recorded one, {@code JAVA_HOME}, the {@code
   * PATH}, the usual places. Entries keep working when Java or the relay is updated. This is the
   * default.
   */
  static RelayProxy relay() {
    return new RelayProxy(null, null, false);
  }

  /**
   * Starts the relay of this library, installed in {@code directory}.
   *
   * @param directory where the launcher and the relay lie; created when it is missing
   */
  static RelayProxy relayIn(Path directory) {
    return new RelayProxy(Given.value("directory", directory), null, false);
  }

  /**
   * Starts the relay of this library with the given Java only.
   *
   * @param java a {@code java} program of version 17 or newer, or the home of one
   * @throws InvalidLaunchException if there is none
   */
  static RelayProxy java(Path java) {
    return relay().withJava(java);
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
  static ClientProxy npx() {
    return new McpRemoteProxy();
  }

  /** Does what {@link #npx} does. */
  static ClientProxy mcpRemote() {
    return npx();
  }

  /**
   * The relay of this library.
   *
   * @param directory where it is installed; null for the user's data directory
   * @param java the one Java that it runs with; null for any that is found
   * @param fallsBackToNpx whether {@code npx -y mcp-remote} does where no Java is found
   */
  record RelayProxy(@Nullable Path directory, @Nullable Path java, boolean fallsBackToNpx)
      implements ClientProxy {
    /**
     * Pins the Java.
     *
     * @param program a {@code java} program of version 17 or newer, or the home of one
     * @throws InvalidLaunchException if there is none
     */
    public RelayProxy withJava(Path program) {
      Path given = Given.value("java", program).toAbsolutePath();
      Path found =
          Files.isDirectory(given) ? JavaProgram.in(given, OperatingSystem.current()) : given;
      JavaProgram.trouble(found)
          .ifPresent(
              trouble -> {
                throw new InvalidLaunchException(
                    "The relay cannot be started: %s. Name a Java %d or newer."
                        .formatted(trouble, JavaProgram.OLDEST));
              });
      return new RelayProxy(directory, found, fallsBackToNpx);
    }

    /**
     * Starts {@code npx -y mcp-remote} instead where no Java is found at that moment. By default
     * the entry then fails with a message that says what to do.
     */
    public RelayProxy orNpx() {
      return new RelayProxy(directory, java, true);
    }
  }

  /** {@code flyctl mcp proxy}. */
  record FlyctlProxy() implements ClientProxy {}

  /** {@code npx -y mcp-remote}. */
  record McpRemoteProxy() implements ClientProxy {}
}
