package dev.mcpfly.transport.internal.auth.client;

import dev.mcpfly.transport.internal.auth.Encoding;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A sign-in with a browser: authorization code with PKCE (OAuth 2.1), state, {@code resource} (RFC
 * 8707), a check of {@code iss} (RFC 9207), and a redirect to this machine (RFC 8252).
 */
final class CodeFlow {
  private static final URI ANY_PORT = URI.create("http://127.0.0.1:0/callback");

  private final OAuthSettings settings;
  private final TokenStore store;
  private final Registrar registrar;
  private final TokenEndpoint tokens;
  private final Targets targets;
  private final Person person;
  private final String serverHost;

  CodeFlow(OAuthSettings settings, TokenStore store, Web web, Person person, String serverHost) {
    this.settings = settings;
    this.store = store;
    this.registrar = new Registrar(settings, store, web);
    this.tokens = new TokenEndpoint(web, settings);
    this.targets = web.targets();
    this.person = person;
    this.serverHost = serverHost;
  }

  Token run(Discovered found, Set<String> scopes) throws OAuthFailure {
    AuthorizationServer server = found.server();
    URI endpoint = server.authorizationEndpoint();
    if (endpoint == null) {
      throw OAuthFailure.because(
          "The authorization server "
              + Quote.of(server.issuer())
              + " has no page to sign in at: use client credentials or a device code.");
    }
    targets.require("The authorization server's sign-in page", endpoint);
    if (!server.challengeMethods().contains("S256")) {
      throw OAuthFailure.because(
          "The authorization server "
              + Quote.of(server.issuer())
              + " does not say that it supports PKCE with S256, which MCP requires: signing in"
              + " would not be safe.");
    }
    try {
      return attempt(found, endpoint, scopes, false);
    } catch (OAuthFailure e) {
      if (!e.is("invalid_client") && !e.is("unauthorized_client")) {
        throw e;
      }
      // The server has forgotten a client that registered by itself: once anew.
      if (settings.clientId != null || !store.dropClient(server.issuer())) {
        throw e;
      }
      return attempt(found, endpoint, scopes, true);
    }
  }

  private Token attempt(Discovered found, URI endpoint, Set<String> scopes, boolean anew)
      throws OAuthFailure {
    AuthorizationServer server = found.server();
    ClientIdentity client = registrar.given(server);
    String state = Encoding.random();
    URI fixed = settings.redirectUri;
    Callback callback;
    if (client != null) {
      callback = callback(fixed != null ? fixed : stable(client.id()), state, fixed != null);
    } else {
      ClientIdentity kept = anew ? null : registrar.kept(server, scopes);
      String before = kept == null ? null : kept.redirectUri();
      URI wanted = fixed != null ? fixed : before != null ? URI.create(before) : ANY_PORT;
      callback = callback(wanted, state, fixed != null);
      client =
          kept != null && callback.redirectUri().toString().equals(before)
              ? kept
              : registered(server, callback, scopes);
      if (!callback.redirectUri().toString().equals(client.redirectUri())) {
        // The server registered another redirect to this machine.
        callback.close();
        callback = callback(URI.create(String.valueOf(client.redirectUri())), state, true);
      }
    }
    try (Callback open = callback) {
      return signIn(found, endpoint, client, scopes, state, open);
    }
  }

  private ClientIdentity registered(
      AuthorizationServer server, Callback callback, Set<String> scopes) throws OAuthFailure {
    boolean done = false;
    try {
      ClientIdentity client = registrar.register(server, callback.redirectUri(), scopes, false);
      done = true;
      return client;
    } finally {
      if (!done) {
        callback.close();
      }
    }
  }

  /** Returns a port that stays the same for a client, so that its redirect can be registered. */
  private static URI stable(String clientId) {
    int port = 33_000 + Math.floorMod(clientId.hashCode(), 16_000);
    return URI.create("http://127.0.0.1:" + port + "/callback");
  }

  private Callback callback(URI wanted, String state, boolean strict) throws OAuthFailure {
    Callback callback = Callback.open(wanted, state);
    if (callback != null) {
      return callback;
    }
    Callback other = strict ? null : Callback.open(ANY_PORT, state);
    if (other == null) {
      throw OAuthFailure.because(
          "Port "
              + wanted.getPort()
              + " of this machine, to which the browser is redirected, is in use: stop the program"
              + " that uses it, or choose another redirect.");
    }
    return other;
  }

  private Token signIn(
      Discovered found,
      URI endpoint,
      ClientIdentity client,
      Set<String> scopes,
      String state,
      Callback callback)
      throws OAuthFailure {
    String verifier = Encoding.random();
    String redirect = callback.redirectUri().toString();
    URI url =
        new Form()
            .with("response_type", "code")
            .with("client_id", client.id())
            .with("redirect_uri", redirect)
            .with("state", state)
            .with("code_challenge", Encoding.base64(Encoding.sha256(verifier)))
            .with("code_challenge_method", "S256")
            .with("resource", found.resource())
            .with("scope", scopes.isEmpty() ? null : String.join(" ", scopes))
            // OpenID Connect gives a refresh token only with consent (Core, section 11).
            .with("prompt", scopes.contains("offline_access") ? "consent" : null)
            .appendTo(endpoint);
    boolean opened = person.open(url);
    person.tell(
        (opened
                ? "Opened the browser to sign in to " + serverHost + "; if none appeared, open: "
                : "To sign in to " + serverHost + ", open this link in a browser on this machine: ")
            + url);
    person.offerPastes(callback);
    Map<String, String> redirected = callback.await(settings.timeout);
    try {
      Token token = exchange(found, client, scopes, verifier, redirect, redirected);
      if (client.registered()) {
        store.save(client);
      }
      callback.show(CallbackPage.signedIn(serverHost));
      return token;
    } catch (OAuthFailure e) {
      callback.show(CallbackPage.failed(String.valueOf(e.getMessage())));
      throw e;
    }
  }

  private Token exchange(
      Discovered found,
      ClientIdentity client,
      Set<String> scopes,
      String verifier,
      String redirect,
      @Nullable Map<String, String> redirected)
      throws OAuthFailure {
    AuthorizationServer server = found.server();
    if (redirected == null) {
      if (client.registered()) {
        // Perhaps the page said that it does not know this client: the next sign-in tries another.
        boolean unused = store.dropClient(server.issuer());
      }
      throw OAuthFailure.because(
          "The sign-in to "
              + serverHost
              + " was not completed within "
              + spoken(settings.timeout)
              + ".");
    }
    requireIssuer(server, redirected.get("iss"));
    String error = redirected.get("error");
    if (error != null) {
      throw OAuthFailure.refused(
          error,
          "The authorization server "
              + Quote.of(server.issuer())
              + " refused the sign-in ("
              + Quote.error(error, redirected.get("error_description"))
              + ").");
    }
    String code = redirected.get("code");
    if (code == null || code.isEmpty()) {
      throw OAuthFailure.because(
          "The browser came back from " + Quote.of(server.issuer()) + " without a code.");
    }
    Form form =
        new Form()
            .with("grant_type", "authorization_code")
            .with("code", code)
            .with("redirect_uri", redirect)
            .with("code_verifier", verifier)
            .with("resource", found.resource());
    return tokens.grant(form, client, TokenEndpoint.Grantor.of(found), scopes, null, null);
  }

  /** RFC 9207: a redirect of another server is neither acted on nor shown. */
  private static void requireIssuer(AuthorizationServer server, @Nullable String issuer)
      throws OAuthFailure {
    if (issuer == null ? server.namesIssuer() : !issuer.equals(server.issuer())) {
      throw OAuthFailure.because(
          "The browser came back from another authorization server than "
              + Quote.of(server.issuer())
              + ", or from one that does not identify itself: the sign-in was stopped.");
    }
  }

  private static String spoken(java.time.Duration time) {
    return time.toSeconds() % 60 == 0 && time.toMinutes() > 0
        ? time.toMinutes() + (time.toMinutes() == 1 ? " minute" : " minutes")
        : time.toSeconds() + " seconds";
  }
}
