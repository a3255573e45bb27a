package dev.mcpfly.launch;

import dev.mcpfly.api.FlyClient;
import dev.mcpfly.image.ServerImage;
import dev.mcpfly.image.internal.setup.SetupLines;
import dev.mcpfly.image.registry.ImageException;
import dev.mcpfly.image.registry.RegistryClient;
import dev.mcpfly.image.registry.RegistryCredentials;
import dev.mcpfly.transport.RelayJar;
import dev.mcpfly.transport.internal.network.NetworkAccess;
import java.util.List;
import java.util.Optional;

/**
 * Decides what will run in the machine. An image that is to be made is looked up in its registry,
 * so that what cannot be made is known before anything is changed.
 */
final class SourceReader {
  /** Where the wrapper image looks for programs; setup lines may add to it. */
  private static final List<String> WRAPPER_ENVIRONMENT =
      List.of("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");

  private final FlyClient fly;
  private final LaunchRequest.Server asked;
  private final boolean relayed;
  private final Authorization authorization;
  private final ImageEvents events = new ImageEvents();

  SourceReader(FlyClient fly, LaunchRequest request) {
    this.fly = fly;
    this.asked = request.server();
    this.relayed = request.isRelayed();
    this.authorization = request.authorization();
  }

  /** Reads for an update, which keeps what is in front of the server. */
  SourceReader(FlyClient fly, LaunchRequest.Server asked, Authorization authorization) {
    this.fly = fly;
    this.asked = asked;
    this.relayed = asked.relay();
    this.authorization = authorization;
  }

  /**
   * Names the server.
   *
   * @throws InvalidLaunchException if no name was given and none can be read off the command
   */
  String serverName() {
    String name = asked.name();
    return name != null
        ? name
        : inferredName()
            .orElseThrow(
                () ->
                    new InvalidLaunchException(
                        "No server name can be derived from \"%s\"; set one with server(\"name\")."
                            .formatted(Texts.shown(describe()))));
  }

  /** Names the server as the command or the image does. */
  private Optional<String> inferredName() {
    ServerImage image = asked.image();
    if (image != null) {
      return ServerName.ofImage(image.image().toString());
    }
    return asked.http() != null
        ? ServerName.ofImage(asked.http().image())
        : ServerName.ofCommand(asked.command());
  }

  /** For a message: the command or the image that was asked for. */
  private String describe() {
    ServerImage image = asked.image();
    return image != null
        ? image.image().toString()
        : asked.http() != null ? asked.http().image() : String.join(" ", asked.command());
  }

  /**
   * Decides.
   *
   * @param port the port in the machine at which a server without its own port is served
   * @throws InvalidLaunchException if that cannot be made
   */
  ServerSource read(int port) {
    if (asked.http() != null) {
      if (!asked.setup().isEmpty() || asked.relay()) {
        throw new InvalidLaunchException(
            "%s is for a stdio server, and the one in %s speaks HTTP itself; leave it out."
                .formatted(asked.relay() ? "relay()" : "setup(...)", asked.http().image()));
      }
      return asked.http();
    }
    if (asked.command().isEmpty() && asked.image() == null) {
      throw new InvalidLaunchException(
          "There is nothing to launch; call command(\"npx -y some-server\"), image(reference) or"
              + " http(image).");
    }
    try {
      return isBuilt()
          ? built(port)
          : new ServerSource.Wrapped(
              asked.command(), SetupLines.parse(asked.setup(), WRAPPER_ENVIRONMENT), port);
    } catch (ImageException e) {
      throw refused(e);
    }
  }

  private static LaunchException refused(ImageException e) {
    String message = String.valueOf(e.getMessage());
    return switch (e.reason()) {
      case CONNECTION, TIMED_OUT, REGISTRY, INTERRUPTED, LOCAL_FILE ->
          new LaunchException(message, e);
      default -> new InvalidLaunchException(message, e);
    };
  }

  private boolean isBuilt() {
    return asked.image() != null || relayed || isGo();
  }

  private boolean isGo() {
    return !asked.command().isEmpty() && asked.command().get(0).equals("go");
  }

  private ServerSource built(int port) {
    ServerImage image = asked.image();
    if (image == null) {
      image = (isGo() ? ServerImage.go() : ServerImage.flyWrapper()).port(port);
    } else if (port != ServerSource.WRAPPER_PORT) {
      image = image.port(port);
    }
    if (!asked.command().isEmpty()) {
      image = image.command(References.startable(asked.command()));
    }
    if (relayed) {
      image = image.relay();
    }
    if (!authorization.asksCallers()) {
      image = image.unauthenticated();
    }
    image = image.relayJarIfAbsent(RelayJar.bytes());
    return new ServerSource.Built(
        image.setup(asked.setup()).plan(registries()),
        asked.command().isEmpty() ? image.image().toString() : String.join(" ", asked.command()),
        events);
  }

  private RegistryClient registries() {
    RegistryClient client = asked.images();
    if (client == null) {
      NetworkAccess network = network();
      client =
          RegistryClient.builder()
              .network(network::apply, network::proxyAuthorization)
              .credentials(
                  RegistryCredentials.fly(fly.tokens().value())
                      .orElse(RegistryCredentials.docker()))
              .build();
    }
    return client.listening(events);
  }

  private static NetworkAccess network() {
    try {
      return NetworkAccess.of(System.getenv(), null);
    } catch (IllegalArgumentException e) {
      throw new InvalidLaunchException(String.valueOf(e.getMessage()), e);
    }
  }
}
