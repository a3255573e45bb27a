package dev.mcpfly.transport;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.mcpfly.transport.internal.DaemonThreads;
import dev.mcpfly.transport.internal.front.HandlerExchange;
import dev.mcpfly.transport.internal.relay.RelayCore;
import java.util.concurrent.ExecutorService;

/**
 * An MCP server, started over stdio or in this JVM ({@link LocalServer}), as a handler of the JDK's
 * own {@code com.sun.net.httpserver}.
 *
 * <p>In a context {@code /mcp} it serves MCP there, and what else a {@link Relay} serves below it.
 * Credentials that the builder names are checked; if it names none, an {@code
 * com.sun.net.httpserver.Authenticator} of the context counts, and sessions belong to its
 * principals. The server should have an executor with more than one thread, and be created after
 * this class was first used: this class sets {@code sun.net.httpserver.nodelay}, without which each
 * answer takes 40 ms longer. Thread-safe.
 */
public final class RelayHandler implements HttpHandler, AutoCloseable {
  private static final String NODELAY = "sun.net.httpserver.nodelay";

  static {
    if (System.getProperty(NODELAY) == null) {
      System.setProperty(NODELAY, "true");
    }
  }

  private final RelayOptions options;
  private final RelayCore core;
  private final ExecutorService writers = DaemonThreads.pool("mcp-relay-writer");

  private RelayHandler(RelayOptions options) {
    this.options = options;
    this.core = options.mounted();
  }

  /**
   * Starts a relay without a listener of its own; the builder's host and port do not matter.
   *
   * @throws RelayException if the server cannot be started
   */
  public static RelayHandler of(Relay.Builder builder) {
    return new RelayHandler(builder.options());
  }

  @Override
  public void handle(HttpExchange exchange) {
    String path = exchange.getRequestURI().getRawPath();
    String mount = exchange.getHttpContext().getPath();
    String below = path.startsWith(mount) ? path.substring(mount.length()) : path;
    if (below.isEmpty()) {
      below = options.path;
    } else if (!below.startsWith("/")) {
      // The context of a path that ends in a slash keeps the slash for itself.
      below = "/" + below;
    }
    core.handle(new HandlerExchange(exchange, below, options.maxWaiting(), writers));
  }

  /** Closes the relay and ends every server process with all that it started. */
  @Override
  public void close() {
    core.close();
    writers.shutdown();
  }
}
