package dev.mcpfly.transport.internal.auth.client;

import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The metadata of an authorization server (RFC 8414, OpenID Connect Discovery), with every endpoint
 * checked.
 *
 * @param described whether it published metadata; false for the fixed endpoints of 2025-03-26
 */
record AuthorizationServer(
    String issuer,
    @Nullable URI authorizationEndpoint,
    URI tokenEndpoint,
    @Nullable URI registrationEndpoint,
    @Nullable URI revocationEndpoint,
    @Nullable URI deviceEndpoint,
    List<String> scopes,
    List<String> tokenAuthMethods,
    List<String> challengeMethods,
    boolean namesIssuer,
    boolean takesMetadataUrls,
    boolean described) {

  /**
   * Reads metadata.
   *
   * @throws OAuthFailure if it is of another issuer, incomplete, or names an endpoint that must not
   *     be asked
   */
  static AuthorizationServer read(String issuer, Document metadata, Targets targets)
      throws OAuthFailure {
    String claimed = metadata.text("issuer");
    if (!issuer.equals(claimed)) {
      throw OAuthFailure.because(
          "The metadata of the authorization server "
              + Quote.of(issuer)
              + (claimed == null
                  ? " names no issuer"
                  : " is that of another issuer, " + Quote.of(claimed))
              + ": it is not used (RFC 8414, section 3.3).");
    }
    URI token = endpoint(metadata, "token_endpoint", targets);
    if (token == null) {
      throw OAuthFailure.because(
          "The authorization server " + Quote.of(issuer) + " names no token endpoint.");
    }
    return new AuthorizationServer(
        issuer,
        endpoint(metadata, "authorization_endpoint", targets),
        token,
        endpoint(metadata, "registration_endpoint", targets),
        endpoint(metadata, "revocation_endpoint", targets),
        endpoint(metadata, "device_authorization_endpoint", targets),
        metadata.texts("scopes_supported"),
        metadata.texts("token_endpoint_auth_methods_supported"),
        metadata.texts("code_challenge_methods_supported"),
        metadata.flag("authorization_response_iss_parameter_supported"),
        metadata.flag("client_id_metadata_document_supported"),
        true);
  }

  private static @Nullable URI endpoint(Document metadata, String name, Targets targets)
      throws OAuthFailure {
    if (!metadata.has(name)) {
      return null;
    }
    URI uri = metadata.uri(name);
    if (uri == null) {
      throw OAuthFailure.because(
          "The authorization server's " + name.replace('_', ' ') + " is not a valid URL.");
    }
    return targets.require("The authorization server's " + name.replace('_', ' '), uri);
  }

  /** Returns the fixed endpoints of 2025-03-26, for a server that publishes nothing. */
  static AuthorizationServer undescribed(URI origin) {
    return new AuthorizationServer(
        origin.toString(),
        URI.create(origin + "/authorize"),
        URI.create(origin + "/token"),
        URI.create(origin + "/register"),
        null,
        null,
        List.of(),
        List.of(),
        List.of("S256"),
        false,
        false,
        false);
  }
}
