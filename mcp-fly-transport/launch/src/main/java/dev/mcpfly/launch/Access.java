package dev.mcpfly.launch;

import java.net.URI;
import java.util.Objects;

/** How a deployed server is reached. */
public sealed interface Access {
  /**
   * From the internet, over HTTPS at the app's own address. This is the default. Who is let in is
   * up to the {@link Authorization}.
   */
  static Access publicHttps() {
    return new PublicHttps();
  }

  /**
   * From the organization's private network only, at {@code http://APP.flycast/}, through Fly's
   * proxy: a request wakes a machine that sleeps. No public address is ever assigned, and an app
   * that has one is refused.
   *
   * @param tunnel the way into the private network from this computer
   */
  static Access flycast(Tunnel tunnel) {
    return new Flycast(Objects.requireNonNull(tunnel));
  }

  /**
   * From the organization's private network only, straight to the machine at {@code
   * http://APP.internal:PORT/}. The app has no address and no service, and nothing stops, suspends
   * or wakes the machine.
   *
   * @param tunnel the way into the private network from this computer
   */
  static Access internal(Tunnel tunnel) {
    return new Internal(Objects.requireNonNull(tunnel));
  }

  /**
   * Through a gateway of the caller's own, an app of the same organization that answers requests
   * with {@code fly-replay}, so that Fly's proxy hands them to the server; {@link ReplayHandler}
   * and {@link ReplayServlet} are such answers. The server's app gets no address, and an app that
   * has a public one is refused. The gateway must answer for the server when it is launched: by the
   * app's name, which {@link McpLauncher#app} fixes.
   *
   * @param address where the gateway answers for this server, with a slash at its end
   * @throws InvalidLaunchException if it is no http or https address, or has no slash at its end
   */
  static Access gateway(URI address) {
    if (address.getHost() == null
        || !String.valueOf(address.getScheme()).matches("https?")
        || !address.getPath().endsWith("/")) {
      throw new InvalidLaunchException(
          "\"%s\" is no gateway's address; give one such as https://gateway.example.com/notes/, with the slash."
              .formatted(address));
    }
    return new Gateway(address);
  }

  /** HTTPS for everybody who is authorized. */
  record PublicHttps() implements Access {}

  /**
   * Fly's proxy inside the private network.
   *
   * @param tunnel the way into it
   */
  record Flycast(Tunnel tunnel) implements Access {}

  /**
   * A gateway that replays requests to the server.
   *
   * @param address where it answers for this server
   */
  record Gateway(URI address) implements Access {}

  /**
   * The private network itself.
   *
   * @param tunnel the way into it
   */
  record Internal(Tunnel tunnel) implements Access {}
}
