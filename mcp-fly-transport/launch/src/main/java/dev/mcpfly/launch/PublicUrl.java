package dev.mcpfly.launch;

import java.net.URI;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The root of the address at which browsers and clients reach a deployment: what sign-in calls it.
 */
final class PublicUrl {
  private static final int LONGEST_HOST = 253;
  private static final Pattern HOST =
      Pattern.compile("(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z][a-z0-9-]*[a-z0-9]");

  private PublicUrl() {}

  /** Finds it for a launch; empty if it has none over which people can sign in. */
  static Optional<URI> of(LaunchRequest asked, Findings found) {
    Access access = asked.app().access();
    if (!access.isPublic()) {
      return access.gatewayAddress().filter(PublicUrl::isRoot).map(PublicUrl::rootOf);
    }
    return Optional.of(
        rootOf(
            found
                .workingDomain(asked.app().domains())
                .map(domain -> URI.create("https://" + domain))
                .orElseGet(
                    () ->
                        found
                            .host()
                            .map(Findings.HostFound::ports)
                            .filter(ports -> !ports.onTheWeb())
                            .map(ports -> found.handle().publicUri(ports.outside()))
                            .orElseGet(() -> found.handle().publicUri()))));
  }

  /**
   * Checks a host name that is to lead to an app.
   *
   * @throws InvalidLaunchException if it is not valid
   */
  static String checkedHost(String name) {
    if (Given.value("domain", name).length() > LONGEST_HOST || !HOST.matcher(name).matches()) {
      throw new InvalidLaunchException(
          "\"%s\" is not a valid host name; give one in lower case such as mcp.example.com."
              .formatted(Texts.shown(name)));
    }
    return name;
  }

  /** Returns the root of the host at an address. */
  static URI rootOf(URI address) {
    return URI.create(
        address.getScheme()
            + "://"
            + address.getHost()
            + (address.getPort() < 0 ? "" : ":" + address.getPort()));
  }

  private static boolean isRoot(URI address) {
    return address.getPath().equals("/");
  }

  /**
   * Checks that people can sign in to what was asked for.
   *
   * @throws InvalidLaunchException if they cannot
   */
  static void check(LaunchRequest asked) {
    if (!asked.authorization().signsIn()) {
      return;
    }
    ServerSource.Http http = asked.server().http();
    if (http != null) {
      throw new InvalidLaunchException(
          "The relay that lets people sign in is for stdio servers, and the one in %s speaks HTTP itself; use authorization(Authorization.none()) if it asks for sign-in itself, or a bearer token behind reverseProxy(ReverseProxy.nginx())."
              .formatted(http.image()));
    }
    if (asked.app().scope() == DeploymentRecord.Scope.MACHINE) {
      throw new InvalidLaunchException(
          "The machines of one app share its address, and a client that signs in cannot choose one"
              + " of them; use McpFleet.appForEach(...), or a bearer token.");
    }
    if (asked.server().reverseProxy() != null) {
      throw new InvalidLaunchException(
          "reverseProxy(...) checks callers itself, and cannot be combined with sign-in; leave it"
              + " out.");
    }
    if (asked.clients().proxy() instanceof ClientProxy.FlyctlProxy) {
      throw flyctlCannotSignIn();
    }
    Access access = asked.app().access();
    boolean reachable =
        access.isPublic() || access.gatewayAddress().filter(PublicUrl::canSignInAt).isPresent();
    if (!reachable) {
      throw new InvalidLaunchException(
          access
              .gatewayAddress()
              .map(
                  address ->
                      "Sign-in needs the root of an https host, and the gateway answers at %s; give the server a host of its own, or use a bearer token."
                          .formatted(address))
              .orElse(
                  "Sign-in needs an https address that browsers and clients reach, and a private"
                      + " server has none; use Access.publicHttps(), or a bearer token."));
    }
  }

  static InvalidLaunchException flyctlCannotSignIn() {
    return new InvalidLaunchException(
        "flyctl mcp proxy cannot sign in; leave proxy(ClientProxy.flyctl()) out, or use a bearer"
            + " token.");
  }

  private static boolean canSignInAt(URI address) {
    String host = address.getHost();
    boolean here =
        host.equals("localhost") || host.endsWith(".localhost") || host.equals("127.0.0.1");
    return isRoot(address) && (address.getScheme().equals("https") || here);
  }
}
