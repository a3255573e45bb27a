package dev.mcpfly.launch;

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

  /** HTTPS for everybody who is authorized. */
  record PublicHttps() implements Access {}

  /**
   * Fly's proxy inside the private network.
   *
   * @param tunnel the way into it
   */
  record Flycast(Tunnel tunnel) implements Access {}

  /**
   * The private network itself.
   *
   * @param tunnel the way into it
   */
  record Internal(Tunnel tunnel) implements Access {}
}
