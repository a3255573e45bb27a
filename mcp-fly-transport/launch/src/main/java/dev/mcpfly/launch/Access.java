package dev.mcpfly.launch;

import dev.mcpfly.api.MachineServiceBuilder;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How a deployed server is reached: from the internet, or from a private network alone.
 *
 * <pre>{@code
 * McpLauncher.on(fly).command("npx -y pkg").access(Access.flycast(Tunnel.flyProxy())).launch();
 * }</pre>
 *
 * <p>Default: {@link #publicHttps()}. Each policy knows the addresses, the service and the record
 * that it needs. Immutable.
 */
public abstract sealed class Access {
  /** The longest that a stream may be silent before Fly's proxy cuts it; MCP streams often are. */
  static final Duration IDLE_TIMEOUT = Duration.ofMinutes(10);

  private Access() {}

  /**
   * Returns the policy for access from the internet, over HTTPS at the app's own address. This is
   * the default. The {@link Authorization} decides who may use it.
   */
  public static Access publicHttps() {
    return new PublicHttps();
  }

  /**
   * Returns the policy for access from the organization's private network only, at {@code
   * http://APP.flycast/}, through Fly's proxy: a request wakes a machine that sleeps. No public
   * address is ever assigned, and an app that has one is refused.
   *
   * @param tunnel the way into the private network from this computer
   */
  public static Access flycast(Tunnel tunnel) {
    return new Flycast(Given.value("tunnel", tunnel));
  }

  /**
   * Returns the policy for access from the organization's private network only, straight to the
   * machine at {@code http://APP.internal:PORT/}. The app has no address and no service, and
   * nothing stops, suspends or wakes the machine.
   *
   * @param tunnel the way into the private network from this computer
   */
  public static Access internal(Tunnel tunnel) {
    return new Internal(Given.value("tunnel", tunnel));
  }

  /**
   * Returns the policy for access through your own gateway, an app of the same organization that
   * answers requests with {@code fly-replay}, so that Fly's proxy hands them to the server; {@link
   * ReplayHandler} and {@link ReplayServlet} are such answers. The server's app gets no address,
   * and an app that has a public one is refused. The gateway must answer for the server when it is
   * launched: by the app's name, which {@link McpLauncher#app} fixes.
   *
   * @param address where the gateway answers for this server, with a slash at its end
   * @throws InvalidLaunchException if it is not an http or https address, or does not end in a
   *     slash
   */
  public static Access gateway(URI address) {
    if (Given.value("gateway", address).getHost() == null
        || !String.valueOf(address.getScheme()).matches("https?")
        || address.getPath() == null
        || !address.getPath().endsWith("/")) {
      throw new InvalidLaunchException(
          "\"%s\" is not a valid gateway address; use one such as https://gateway.example.com/notes/, with the slash."
              .formatted(Texts.shown(address.toString())));
    }
    return new Gateway(address);
  }

  /** Returns whether it is reached at the app's own public address. */
  boolean isPublic() {
    return false;
  }

  /** Returns whether the app has a service in Fly's proxy. */
  boolean hasService() {
    return true;
  }

  /**
   * Returns whether Fly's proxy can send a request on from one of the app's machines to another.
   */
  boolean findsMachines() {
    return hasService();
  }

  /** Returns the kinds of addresses that an app needs for it, in the order to ask for them. */
  List<String> addressTypes() {
    return List.of();
  }

  /** Returns the way to it from this computer. */
  Tunnel tunnel() {
    return Tunnel.existing();
  }

  /** Returns where a gateway of the caller's own answers; empty for other policies. */
  Optional<URI> gatewayAddress() {
    return Optional.empty();
  }

  /** Returns how a deployment's record has it. */
  abstract Reach reach(int publishedPort);

  /** Opens the ports of the app's service. */
  abstract void openPorts(MachineServiceBuilder service);

  /**
   * Opens the ports of a server that shares its machine with the app's other services.
   *
   * @param ports that are free for it
   */
  void openPortsBeside(MachineServiceBuilder service, HostPorts ports) {
    if (ports.onTheWeb()) {
      service.http(80, port -> port.forceHttps(true));
    }
    service.https(ports.outside(), port -> port.idleTimeout(IDLE_TIMEOUT));
  }

  /** Returns what else may be wrong when the server at the app does not answer; may be empty. */
  String hint(String app) {
    return "";
  }

  /** HTTPS for all authorized callers. */
  static final class PublicHttps extends Access {
    @Override
    boolean isPublic() {
      return true;
    }

    @Override
    List<String> addressTypes() {
      return List.of("v6", "shared_v4");
    }

    @Override
    Reach reach(int publishedPort) {
      return Reach.of(Reach.Kind.PUBLIC);
    }

    @Override
    void openPorts(MachineServiceBuilder service) {
      service.http(80, port -> port.forceHttps(true));
      service.https(443, port -> port.idleTimeout(IDLE_TIMEOUT));
    }
  }

  /** Fly's proxy inside the private network. */
  static final class Flycast extends Access {
    private final Tunnel tunnel;

    private Flycast(Tunnel tunnel) {
      this.tunnel = tunnel;
    }

    @Override
    List<String> addressTypes() {
      return List.of("private_v6");
    }

    @Override
    Tunnel tunnel() {
      return tunnel;
    }

    @Override
    Reach reach(int publishedPort) {
      return Reach.of(Reach.Kind.FLYCAST);
    }

    @Override
    void openPorts(MachineServiceBuilder service) {
      // The private network has no certificates, so there is nothing to redirect to.
      service.http(80, port -> port.idleTimeout(IDLE_TIMEOUT));
    }

    @Override
    void openPortsBeside(MachineServiceBuilder service, HostPorts ports) {
      service.http(ports.onTheWeb() ? 80 : ports.outside(), p -> p.idleTimeout(IDLE_TIMEOUT));
    }
  }

  /** A gateway that replays requests to the server. */
  static final class Gateway extends Access {
    private final URI address;

    private Gateway(URI address) {
      this.address = address;
    }

    @Override
    Optional<URI> gatewayAddress() {
      return Optional.of(address);
    }

    @Override
    Reach reach(int publishedPort) {
      return Reach.gateway(address.toString());
    }

    /** Returns false: the gateway has replayed the request already, and Fly replays only once. */
    @Override
    boolean findsMachines() {
      return false;
    }

    @Override
    void openPorts(MachineServiceBuilder service) {
      // A replayed request comes to the port at which the gateway got it.
      service.http(80, port -> port.idleTimeout(IDLE_TIMEOUT));
      service.https(443, port -> port.idleTimeout(IDLE_TIMEOUT));
    }

    @Override
    String hint(String app) {
      return " The gateway at %s must answer with fly-replay: %s."
          .formatted(address, FlyReplay.to(app).header());
    }
  }

  /** The private network itself. */
  static final class Internal extends Access {
    private final Tunnel tunnel;

    private Internal(Tunnel tunnel) {
      this.tunnel = tunnel;
    }

    @Override
    boolean hasService() {
      return false;
    }

    @Override
    Tunnel tunnel() {
      return tunnel;
    }

    @Override
    Reach reach(int publishedPort) {
      return Reach.of(Reach.Kind.INTERNAL).atPort(publishedPort);
    }

    @Override
    void openPorts(MachineServiceBuilder service) {
      throw new IllegalStateException("The private network itself needs no service");
    }
  }
}
