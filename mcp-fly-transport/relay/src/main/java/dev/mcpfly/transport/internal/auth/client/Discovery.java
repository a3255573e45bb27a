package dev.mcpfly.transport.internal.auth.client;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the authorization server of an MCP server, in the ways of all revisions of the
 * specification: the server's metadata (RFC 9728) from the challenge, then from the well-known
 * places; the authorization server's (RFC 8414 or OpenID Connect) at its issuer; and for a server
 * of 2025-03-26 its own origin.
 */
final class Discovery {
  private static final String RESOURCE = "oauth-protected-resource";
  private static final String OAUTH = "oauth-authorization-server";
  private static final String OPENID = "openid-configuration";

  private final URI serverUri;
  private final Web web;

  Discovery(URI serverUri, Web web) {
    this.serverUri = serverUri;
    this.web = web;
  }

  /** Finds where to sign in after a challenge. */
  Discovered discover(Challenge challenge) throws OAuthFailure {
    Document resource = resource(challenge);
    if (resource == null) {
      return new Discovered(atOrigin(), Origins.resource(serverUri), List.of());
    }
    String identifier = identifier(resource);
    List<String> issuers = resource.texts("authorization_servers");
    AuthorizationServer server = issuers.isEmpty() ? atOrigin() : at(issuers.get(0));
    return new Discovered(server, identifier, resource.texts("scopes_supported"));
  }

  private @Nullable Document resource(Challenge challenge) throws OAuthFailure {
    Set<URI> places = new LinkedHashSet<>();
    String named = challenge.resourceMetadata();
    if (named != null) {
      places.add(named(named));
    }
    places.add(Origins.wellKnown(serverUri, RESOURCE));
    places.add(Origins.wellKnown(Origins.of(serverUri), RESOURCE));
    return first("The server's metadata", places, "resource", "authorization_servers");
  }

  private URI named(String url) throws OAuthFailure {
    try {
      URI uri = serverUri.resolve(new URI(url));
      return web.targets().require("The metadata URL in the server's challenge", uri);
    } catch (URISyntaxException e) {
      throw OAuthFailure.because(
          "The metadata URL in the server's challenge is not a URL: " + Quote.of(url) + ".");
    }
  }

  private String identifier(Document resource) throws OAuthFailure {
    String identifier = resource.text("resource");
    if (identifier == null) {
      return Origins.resource(serverUri);
    }
    try {
      URI uri = new URI(identifier);
      if (uri.getHost() != null && uri.getRawFragment() == null && Origins.covers(uri, serverUri)) {
        return identifier;
      }
    } catch (URISyntaxException e) {
      // Falls through: whatever it is, it is not this server.
    }
    throw OAuthFailure.because(
        "The server's metadata describes another resource, "
            + Quote.of(identifier)
            + ": no token is requested for it.");
  }

  /** Returns the authorization server with this issuer. */
  AuthorizationServer at(String issuer) throws OAuthFailure {
    URI uri;
    try {
      uri = new URI(issuer);
    } catch (URISyntaxException e) {
      throw OAuthFailure.because("The issuer " + Quote.of(issuer) + " is not a URL.");
    }
    web.targets().require("The authorization server", uri);
    if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
      throw OAuthFailure.because(
          "The issuer " + Quote.of(issuer) + " must not have a query or fragment.");
    }
    Document metadata = first("The authorization server's metadata", places(uri), "issuer");
    if (metadata == null) {
      throw OAuthFailure.because(
          "The authorization server " + Quote.of(issuer) + " publishes no metadata.");
    }
    return AuthorizationServer.read(issuer, metadata, web.targets());
  }

  private static List<URI> places(URI issuer) {
    List<URI> places = new ArrayList<>();
    places.add(Origins.wellKnown(issuer, OAUTH));
    places.add(Origins.wellKnown(issuer, OPENID));
    if (Origins.hasPath(issuer)) {
      places.add(Origins.appended(issuer, OPENID));
    }
    return places;
  }

  /** Returns the MCP server's own origin, as 2025-03-26 has it. */
  AuthorizationServer atOrigin() throws OAuthFailure {
    URI origin = Origins.of(serverUri);
    web.targets().require("The MCP server", origin);
    Document metadata = first("The authorization server's metadata", places(origin), "issuer");
    if (metadata == null) {
      return AuthorizationServer.undescribed(origin);
    }
    // The origin vouches for itself, so an issuer with a path on it is as good.
    String issuer = metadata.text("issuer");
    String expected = issuer != null && isSameOrigin(issuer, origin) ? issuer : origin.toString();
    return AuthorizationServer.read(expected, metadata, web.targets());
  }

  private static boolean isSameOrigin(String issuer, URI origin) {
    try {
      return Origins.same(new URI(issuer), origin);
    } catch (URISyntaxException e) {
      return false;
    }
  }

  /** Returns the authorization server with an issuer that this server led to before. */
  AuthorizationServer again(String issuer) throws OAuthFailure {
    if (!isSameOrigin(issuer, serverUri)) {
      return at(issuer);
    }
    try {
      return at(issuer);
    } catch (OAuthFailure e) {
      if (e.isTransient()) {
        throw e;
      }
      return atOrigin();
    }
  }

  /**
   * Returns the first of these places that holds a document with one of the members. A place that
   * is not there, or holds something else (some servers answer every path), is passed over; one
   * that fails, or leads elsewhere, makes the absence of all others inconclusive.
   */
  private @Nullable Document first(String what, Iterable<URI> places, String... members)
      throws OAuthFailure {
    OAuthFailure trouble = null;
    for (URI place : places) {
      Web.Answer answer;
      try {
        answer = web.get(what, place);
      } catch (OAuthFailure e) {
        trouble = trouble == null ? e : trouble;
        continue;
      }
      if (answer.isTransient()) {
        trouble =
            OAuthFailure.forNow(what + " is not available now (HTTP " + answer.status() + ").");
        continue;
      }
      Document document = answer.status() == 200 ? answer.document() : null;
      if (document != null) {
        for (String member : members) {
          if (document.has(member)) {
            return document;
          }
        }
      }
    }
    if (trouble != null) {
      throw trouble;
    }
    return null;
  }
}
