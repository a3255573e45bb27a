package dev.mcpfly.launch;

import dev.mcpfly.api.FlyApp;
import dev.mcpfly.config.McpServerEntry;
import dev.mcpfly.config.RemoteTarget;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where a deployment is reached.
 *
 * @param app the app
 * @param uri where clients connect
 * @param instance the machine to which requests must go; empty if any of the app's will do
 * @param aliases other addresses under which it was, is or will be known
 * @param tunnel the way to {@code uri} from this computer
 */
record Location(String app, URI uri, String instance, List<URI> aliases, Tunnel tunnel) {
  private static final String PUBLIC = "public";
  private static final String FLYCAST = "flycast";
  private static final String INTERNAL = "internal";
  private static final String GATEWAY = "gateway:";

  Location {
    aliases = List.copyOf(aliases);
  }

  /**
   * Locates an app's server.
   *
   * @param access as the deployment's record has it
   * @param path below the app's address
   * @param instance the machine to which requests must go; empty if any will do
   * @param domains the app's own host names; the first one that {@code works} is what clients get
   */
  static Location of(
      FlyApp app,
      String access,
      String path,
      List<String> domains,
      String works,
      String instance,
      Tunnel tunnel) {
    URI own = at(ownBase(app, access), path);
    List<URI> aliases = new ArrayList<>(List.of(own));
    if (access.equals(PUBLIC) || access.equals(FLYCAST) || access.startsWith(INTERNAL)) {
      aliases.add(at(app.publicUri(), path));
    }
    domains.forEach(domain -> aliases.add(at(domainBase(domain), path)));
    return new Location(
        app.name(), works.isEmpty() ? own : at(domainBase(works), path), instance, aliases, tunnel);
  }

  /** Returns this location, known at another path of its app too, as before a change. */
  Location knownAt(String path) {
    List<URI> more = new ArrayList<>(aliases);
    // The server's path is one name below the base, or the base itself.
    aliases.forEach(alias -> more.add(at(alias.resolve("."), path)));
    return new Location(app, uri, instance, more, tunnel);
  }

  private static URI ownBase(FlyApp app, String access) {
    if (access.startsWith(FLYCAST)) {
      return URI.create(
          "http://" + app.name() + ".flycast" + access.substring(FLYCAST.length()) + "/");
    }
    if (access.startsWith(PUBLIC + ":")) {
      return app.publicUri(Integer.parseInt(access.substring(PUBLIC.length() + 1)));
    }
    if (access.startsWith(INTERNAL + ":")) {
      String port = access.substring(INTERNAL.length() + 1);
      return URI.create("http://" + app.name() + ".internal:" + port + "/");
    }
    if (access.startsWith(GATEWAY)) {
      return URI.create(access.substring(GATEWAY.length()));
    }
    return app.publicUri();
  }

  private static URI domainBase(String domain) {
    return URI.create("https://" + domain + "/");
  }

  private static URI at(URI base, String path) {
    // A gateway's base has a path of its own; others may lack even the slash.
    URI folder = base.getPath().isEmpty() ? base.resolve("/") : base;
    return path.equals("/") ? folder : folder.resolve(path.substring(1));
  }

  /** Spells an access for the deployment's record. */
  static String record(Access access, int port) {
    if (access instanceof Access.Flycast) {
      return FLYCAST;
    } else if (access instanceof Access.Gateway gateway) {
      return GATEWAY + gateway.address();
    }
    return access instanceof Access.Internal ? INTERNAL + ":" + port : PUBLIC;
  }

  /** Spells an access to a server that shares its machine, at a port of its own. */
  static String recordIn(String access, HostPorts ports) {
    boolean named = access.startsWith(INTERNAL);
    return named || ports.onTheWeb() ? access : access + ":" + ports.outside();
  }

  static Tunnel tunnelOf(Access access) {
    if (access instanceof Access.Flycast flycast) {
      return flycast.tunnel();
    }
    return access instanceof Access.Internal internal ? internal.tunnel() : Tunnel.existing();
  }

  /** A slash at the end is all that people get wrong without noticing. */
  private static boolean same(URI one, URI other) {
    return withoutSlash(one).equals(withoutSlash(other));
  }

  private static String withoutSlash(URI uri) {
    String text = uri.toString();
    return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
  }

  private static boolean names(McpServerEntry entry, String machine) {
    return entry.args().stream().anyMatch(argument -> argument.contains(machine))
        || entry.headers().values().stream()
            .anyMatch(value -> value.literalValue().filter(machine::equals).isPresent());
  }

  /** Returns whether a client's entry leads here. */
  boolean isTargetOf(McpServerEntry entry) {
    Optional<RemoteTarget> target = entry.remoteTarget();
    if (!instance.isEmpty() && !names(entry, instance)) {
      return false;
    }
    return target.flatMap(RemoteTarget::appName).filter(app::equals).isPresent()
        || target
            .map(RemoteTarget::url)
            .filter(url -> same(url, uri) || aliases.stream().anyMatch(alias -> same(url, alias)))
            .isPresent();
  }
}
