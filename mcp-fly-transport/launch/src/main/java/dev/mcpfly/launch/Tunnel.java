package dev.mcpfly.launch;

import java.net.URI;
import java.util.Objects;

/**
 * A connection from this computer to an organization's private network. A launch opens it to see
 * whether the server answers, and closes it again; so does each action that speaks to the server.
 *
 * <pre>{@code
 * Tunnel wireGuard = Tunnel.existing();                        // a connection that is up already
 * Tunnel own = server -> Tunnel.Opened.at(URI.create("http://127.0.0.1:8080/"));
 * McpLauncher.on(fly).command("npx -y pkg").access(Access.internal(wireGuard)).launch();
 * }</pre>
 *
 * <p>Several threads may call an implementation at the same time.
 */
@FunctionalInterface
public interface Tunnel {
  /**
   * Opens the way to one server.
   *
   * @param server the server's private address, such as {@code http://my-app.flycast/}
   * @return where it can be reached from here, until that is closed
   * @throws LaunchException if there is no way
   * @throws InterruptedException if the thread is interrupted; nothing is left open then
   */
  Opened open(URI server) throws InterruptedException;

  /**
   * Uses the existing connection to the private network: WireGuard (see {@link WireGuardPeer}), or
   * because this program runs in it.
   */
  static Tunnel existing() {
    return Existing.INSTANCE;
  }

  /**
   * Starts {@code flyctl proxy} (or {@code fly proxy}) for as long as the way is needed. The
   * program must be on the PATH, and logged in.
   */
  static Tunnel flyProxy() {
    return FlyProxyTunnel.onPath(System.getenv());
  }

  /** An open tunnel. */
  interface Opened extends AutoCloseable {
    /** Returns where the server is reached from here. */
    URI uri();

    /** Closes the way, and ends what was started for it. A second call does nothing. */
    @Override
    void close();

    /**
     * Returns a way that need not be closed.
     *
     * @param uri where the server is reached from here
     */
    static Opened at(URI uri) {
      Objects.requireNonNull(uri);
      return new Opened() {
        @Override
        public URI uri() {
          return uri;
        }

        @Override
        public void close() {}
      };
    }
  }

  /** The private network is already reachable. */
  enum Existing implements Tunnel {
    /** The only one. */
    INSTANCE;

    @Override
    public Opened open(URI server) {
      return Opened.at(server);
    }
  }
}
