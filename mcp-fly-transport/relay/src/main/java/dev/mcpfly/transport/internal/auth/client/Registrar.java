package dev.mcpfly.transport.internal.auth.client;

import dev.mcpfly.transport.internal.SafeTarget;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Settles who the client is to an authorization server: the identity that the user gave, else the
 * client's metadata document where the server takes such, else one that it registers (RFC 7591) and
 * keeps.
 */
final class Registrar {
  private final OAuthSettings settings;
  private final TokenStore store;
  private final Web web;

  Registrar(OAuthSettings settings, TokenStore store, Web web) {
    this.settings = settings;
    this.store = store;
    this.web = web;
  }

  /** Returns the identity that needs no registration, or null. */
  @Nullable ClientIdentity given(AuthorizationServer server) throws OAuthFailure {
    String id = settings.clientId;
    if (id != null) {
      requireIssuer(server);
      Supplier<String> secret = settings.clientSecret;
      String value = secret == null ? null : secret.get();
      return new ClientIdentity(
          server.issuer(), id, value, null, method(server, value != null), null, false, Set.of());
    }
    URI metadata = settings.clientMetadata;
    if (metadata != null && server.takesMetadataUrls()) {
      String method = settings.clientKey != null ? "private_key_jwt" : "none";
      return new ClientIdentity(
          server.issuer(), metadata.toString(), null, null, method, null, false, Set.of());
    }
    return null;
  }

  /** Credentials that were made for one authorization server are shown to no other (SEP-2352). */
  private void requireIssuer(AuthorizationServer server) throws OAuthFailure {
    URI wanted = settings.issuer;
    String before = wanted != null ? wanted.toString() : store.issuer();
    if (before != null && !before.equals(server.issuer())) {
      throw OAuthFailure.because(
          "The MCP server now names the authorization server "
              + Quote.of(server.issuer())
              + ", but the client id given belongs to "
              + Quote.of(before)
              + ": it is not sent elsewhere. If the change is right, "
              + (wanted != null ? "name the new issuer." : "sign out and in again."));
    }
  }

  private String method(AuthorizationServer server, boolean secret) throws OAuthFailure {
    List<String> offered = server.tokenAuthMethods();
    if (settings.clientKey != null) {
      return "private_key_jwt";
    }
    if (!secret) {
      return "none";
    }
    // RFC 8414: a server that lists nothing takes Basic.
    if (offered.isEmpty() || offered.contains("client_secret_basic")) {
      return "client_secret_basic";
    }
    if (offered.contains("client_secret_post")) {
      return "client_secret_post";
    }
    throw OAuthFailure.because(
        "The authorization server does not accept a client secret, only "
            + Quote.of(String.join(", ", offered))
            + ".");
  }

  /** Returns the identity that was registered before, if it can be used for this, or null. */
  @Nullable ClientIdentity kept(AuthorizationServer server, Set<String> scopes)
      throws OAuthFailure {
    ClientIdentity kept = store.client(server.issuer());
    Instant now = settings.clock.instant();
    boolean good =
        kept != null
            && kept.isUsable(now)
            && (kept.askedScopes().isEmpty() || kept.askedScopes().containsAll(scopes));
    return good ? kept : null;
  }

  /** Registers anew; the identity is kept once it has been of use. */
  ClientIdentity register(
      AuthorizationServer server, @Nullable URI redirect, Set<String> scopes, boolean device)
      throws OAuthFailure {
    URI endpoint = server.registrationEndpoint();
    if (endpoint == null) {
      throw OAuthFailure.because(
          "The authorization server "
              + Quote.of(server.issuer())
              + " does not support dynamic registration: register a client there and pass its"
              + " client id"
              + (redirect == null ? "." : ", with the redirect " + redirect + "."));
    }
    Map<String, @Nullable Object> wish = new LinkedHashMap<>();
    wish.put("client_name", settings.clientName);
    wish.put("application_type", "native");
    if (redirect != null) {
      wish.put("redirect_uris", List.of(redirect.toString()));
    }
    wish.put(
        "grant_types",
        device
            ? List.of(DeviceFlow.GRANT, "refresh_token")
            : List.of("authorization_code", "refresh_token"));
    wish.put("response_types", device ? List.of() : List.of("code"));
    String wished = wished(server);
    wish.put("token_endpoint_auth_method", wished);
    wish.put("scope", scopes.isEmpty() ? null : String.join(" ", scopes));
    Web.Answer answer =
        web.post(
            "The registration endpoint", endpoint, "application/json", StoreJson.write(wish), null);
    Document body = answer.document();
    String id = body == null ? null : body.text("client_id");
    if (!answer.ok() || body == null || id == null || id.isEmpty()) {
      if (!server.described() && !answer.isTransient()) {
        // Nothing was published and nothing is there: the server does not know OAuth at all.
        throw OAuthFailure.notOffered("The MCP server offers no sign-in.");
      }
      throw answer.ok()
          ? OAuthFailure.because("The registration endpoint returned no client id.")
          : TokenEndpoint.failure(server.issuer(), answer, body);
    }
    String secret = body.text("client_secret");
    Long expires = body.number("client_secret_expires_at");
    String method = body.text("token_endpoint_auth_method");
    return new ClientIdentity(
        server.issuer(),
        id,
        secret,
        expires == null || expires == 0 ? null : Instant.ofEpochSecond(expires),
        method != null ? method : wished,
        redirect == null ? null : redirect(body.texts("redirect_uris"), redirect).toString(),
        true,
        scopes);
  }

  private String wished(AuthorizationServer server) throws OAuthFailure {
    List<String> offered = server.tokenAuthMethods();
    if (offered.isEmpty() || offered.contains("none")) {
      return "none";
    }
    if (settings.clientKey != null && offered.contains("private_key_jwt")) {
      return "private_key_jwt";
    }
    // Not all servers read Basic at every endpoint; whoever lists the form takes it everywhere.
    return offered.contains("client_secret_post") ? "client_secret_post" : method(server, true);
  }

  /**
   * Returns the redirect that the server took: ours, or one of its making that this machine can
   * serve.
   */
  private static URI redirect(List<String> taken, URI asked) throws OAuthFailure {
    if (taken.isEmpty() || taken.contains(asked.toString())) {
      return asked;
    }
    for (String one : taken) {
      try {
        URI uri = new URI(one);
        if (Callback.canServe(uri)) {
          return uri;
        }
      } catch (URISyntaxException e) {
        // One more that cannot be served.
      }
    }
    throw OAuthFailure.because(
        "The authorization server registered the redirect "
            + Quote.of(taken.get(0))
            + " instead of "
            + asked
            + ", so that no browser would come back to this machine"
            + (SafeTarget.isLoopback(asked.getHost()) ? "." : ": use a loopback redirect."));
  }
}
