package dev.mcpfly.launch;

import dev.mcpfly.api.FlyApp;
import dev.mcpfly.config.McpServerEntry;
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
  Location {
    aliases = List.copyOf(aliases);
  }

  /**
   * Locates an app's server.
   *
   * @param reach as the deployment's record has it
   * @param path below the app's address
   * @param instance the machine to which requests must go; empty if any will do
   * @param domains the app's own host names; the first one that {@code works} is what clients get
   */
  static Location of(
      FlyApp app,
      Reach reach,
      String path,
      List<String> domains,
      String works,
      String instance,
      Tunnel tunnel) {
    URI own = at(ownBase(app, reach), path);
    List<URI> aliases = new ArrayList<>(List.of(own));
    boolean ownPort = reach.port() != 0 && reach.kind() != Reach.Kind.INTERNAL;
    if (!ownPort && reach.kind() != Reach.Kind.GATEWAY) {
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

  private static URI ownBase(FlyApp app, Reach reach) {
    String port = reach.port() == 0 ? "" : ":" + reach.port();
    return switch (reach.kind()) {
      case FLYCAST -> URI.create("http://" + app.name() + ".flycast" + port + "/");
      case INTERNAL ->
          port.isEmpty()
              ? app.publicUri()
              : URI.create("http://" + app.name() + ".internal" + port + "/");
      case GATEWAY -> URI.create(reach.gateway());
      case PUBLIC -> port.isEmpty() ? app.publicUri() : app.publicUri(reach.port());
    };
  }

  private static URI domainBase(String domain) {
    return URI.create("https://" + domain + "/");
  }

  private static URI at(URI base, String path) {
    // A gateway's base has a path of its own; others may lack even the slash.
    URI folder = base.getPath().isEmpty() ? base.resolve("/") : base;
    return path.equals("/") ? folder : folder.resolve(path.substring(1));
  }

  /** Returns whether two addresses are equal, except for a slash at the end. */
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
    Optional<McpServerEntry.RemoteTarget> target = entry.remoteTarget();
    if (!instance.isEmpty() && !names(entry, instance)) {
      return false;
    }
    return target.flatMap(McpServerEntry.RemoteTarget::appName).filter(app::equals).isPresent()
        || target
            .map(McpServerEntry.RemoteTarget::url)
            .filter(url -> same(url, uri) || aliases.stream().anyMatch(alias -> same(url, alias)))
            .isPresent();
  }
}
