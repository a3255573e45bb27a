package dev.mcpfly.launch;

import dev.mcpfly.config.ConfigException;
import dev.mcpfly.config.McpClients;
import dev.mcpfly.config.McpServerEntry;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The MCP Inspector, running for one server. It has the server's credentials from a file that only
 * this user can read and that is deleted with {@link #close}; they are in no argument.
 */
public final class McpInspector implements AutoCloseable {
  private static final String PACKAGE = "@modelcontextprotocol/inspector";
  private static final Duration TIMEOUT = Duration.ofMinutes(3);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Pattern ADDRESS =
      Pattern.compile("https?://(?:localhost|127\\.0\\.0\\.1):\\d+[^\\s\\u001b]*");

  private final StartedProgram program;
  private final Path folder;
  private final Tunnel.Opened way;
  private final URI uri;

  private McpInspector(StartedProgram program, Path folder, Tunnel.Opened way, URI uri) {
    this.program = program;
    this.folder = folder;
    this.way = way;
    this.uri = uri;
  }

  /** Starts the inspector; owns {@code way} from then on. */
  static McpInspector start(
      Map<String, String> environment, String server, McpServerEntry entry, Tunnel.Opened way)
      throws InterruptedException {
    Path npx =
        Programs.find(environment, "npx")
            .orElseThrow(
                () ->
                    new LaunchException(
                        "npx is not on the PATH, which the MCP Inspector needs; install Node.js.",
                        null));
    Path folder = null;
    StartedProgram program = null;
    try {
      folder = Files.createTempDirectory("mcp-fly-inspector"); // 0700 where the file system can
      Path config = folder.resolve("mcp.json");
      McpClients.file(config, "mcpServers").plan(edit -> edit.put(server, entry)).write();
      CompletableFuture<URI> address = new CompletableFuture<>();
      ProcessBuilder builder =
          new ProcessBuilder(
              List.of(
                  npx.toString(),
                  "-y",
                  PACKAGE,
                  "--config",
                  config.toString(),
                  "--server",
                  server));
      builder.environment().clear();
      builder.environment().putAll(environment);
      program = StartedProgram.start(builder, line -> find(line, address));
      return new McpInspector(program, folder, way, await(program, address));
    } catch (IOException | ConfigException e) {
      clear(program, folder);
      throw new LaunchException(
          "The MCP Inspector could not be started: %s".formatted(e.getMessage()), e);
    } catch (InterruptedException | RuntimeException e) {
      clear(program, folder);
      throw e;
    }
  }

  private static void clear(@Nullable StartedProgram program, @Nullable Path folder) {
    if (program != null) {
      program.close();
    }
    if (folder != null) {
      delete(folder);
    }
  }

  /** Completes the address from a line that has the token in it, or that reports the start. */
  private static void find(String line, CompletableFuture<URI> address) {
    Matcher matcher = ADDRESS.matcher(line);
    if (matcher.find() && (line.contains("_TOKEN=") || line.contains("up and running"))) {
      try {
        address.complete(URI.create(matcher.group()));
      } catch (IllegalArgumentException e) {
        // It only looked like an address.
      }
    }
  }

  private static URI await(StartedProgram program, CompletableFuture<URI> address)
      throws InterruptedException {
    long deadline = System.nanoTime() + TIMEOUT.toNanos();
    while (System.nanoTime() < deadline) {
      try {
        return address.get(POLL.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        if (!program.isRunning() && !address.isDone()) {
          throw new LaunchException(
              "The MCP Inspector ended with exit code %d: %s"
                  .formatted(program.exitCode(), String.join(" ", program.lastLines())),
              null);
        }
      } catch (ExecutionException e) {
        throw new IllegalStateException("The program that ended was reported as failed", e);
      }
    }
    throw new LaunchException(
        "The MCP Inspector gave no address within %d s: %s"
            .formatted(TIMEOUT.toSeconds(), String.join(" ", program.lastLines())),
        null);
  }

  /** Returns the address to open in a browser. It may contain the inspector's own access token. */
  public URI uri() {
    return uri;
  }

  /** Returns whether it is still running. */
  public boolean isRunning() {
    return program.isRunning();
  }

  /**
   * Stops the inspector with all that it started, and deletes its file. A second call does nothing.
   */
  @Override
  public void close() {
    program.close();
    way.close();
    delete(folder);
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (NoSuchFileException e) {
      // It is deleted already.
    } catch (IOException e) {
      throw new LaunchException(
          "The folder %s holds credentials and could not be deleted; delete it.".formatted(folder),
          e);
    }
  }

  /** Returns text without the access token. */
  @Override
  public String toString() {
    return "McpInspector[" + uri.getHost() + ":" + uri.getPort() + "]";
  }
}
