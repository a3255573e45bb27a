package dev.mcpfly.transport.internal.auth.client;

import dev.mcpfly.transport.internal.SafeTarget;
import dev.mcpfly.transport.internal.Text;
import dev.mcpfly.transport.internal.auth.PublicAddresses;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;

/**
 * Decides which URLs of a server's making are asked: only TLS or this machine, and for a server on
 * the public internet no address that is not.
 */
final class Targets {
  private final String serverHost;
  private final PublicAddresses.Resolver resolver;
  private volatile @org.jspecify.annotations.Nullable Boolean serverIsPublic;

  Targets(URI server, PublicAddresses.Resolver resolver) {
    this.serverHost = server.getHost();
    this.resolver = resolver;
  }

  /**
   * Returns the URL if it may be asked, or shown to a browser.
   *
   * @param what names the URL at the beginning of a sentence
   */
  URI require(String what, URI uri) throws OAuthFailure {
    try {
      SafeTarget.requireHttp(what, uri);
    } catch (IllegalArgumentException e) {
      throw OAuthFailure.because(String.valueOf(e.getMessage()));
    }
    String host = uri.getHost();
    if (!"https".equalsIgnoreCase(uri.getScheme()) && !SafeTarget.isLoopback(host)) {
      throw OAuthFailure.because(
          what
              + " ("
              + Text.excerpt(uri.getScheme() + "://" + uri.getRawAuthority(), 120)
              + ") must be https: sign-in uses plain http only on this machine.");
    }
    if (!isPublic(host) && serverIsPublic()) {
      throw OAuthFailure.because(
          what
              + " leads to "
              + Text.excerpt(host, 120)
              + ", an address inside a private network, though the MCP server is a public one: it"
              + " is not asked.");
    }
    return uri;
  }

  private boolean serverIsPublic() {
    Boolean known = serverIsPublic;
    if (known == null) {
      known = isPublic(serverHost);
      serverIsPublic = known;
    }
    return known;
  }

  /**
   * Returns whether a host is on the internet. A name without an address here may be one that a
   * proxy knows.
   */
  private boolean isPublic(String host) {
    boolean literal = host.startsWith("[");
    if (SafeTarget.isPrivateHost(host) || (!literal && PublicAddresses.isPrivateName(host))) {
      return false;
    }
    try {
      for (InetAddress address : resolver.resolve(host)) {
        if (!PublicAddresses.contains(address)) {
          return false;
        }
      }
      return true;
    } catch (UnknownHostException e) {
      return true;
    }
  }
}
