package dev.mcpfly.transport.internal.auth.client;

import dev.mcpfly.transport.internal.Backoff;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Renews tokens, one process at a time, without a person. */
final class Renewal {
  /** How long another process may take to renew a token. */
  static final Duration PATIENCE = Duration.ofSeconds(90);

  private static final System.Logger LOG = System.getLogger("dev.mcpfly.transport.proxy");
  private static final int ATTEMPTS = 3;

  private final OAuthSettings settings;
  private final URI serverUri;
  private final TokenStore store;
  private final Web web;
  private final Registrar registrar;
  private final TokenEndpoint tokens;

  Renewal(OAuthSettings settings, URI serverUri, TokenStore store, Web web, TokenEndpoint tokens) {
    this.settings = settings;
    this.serverUri = serverUri;
    this.store = store;
    this.web = web;
    this.registrar = new Registrar(settings, store, web);
    this.tokens = tokens;
  }

  /** Returns a token for the client itself. */
  Token own(TokenEndpoint.Grantor grantor, Set<String> scopes) throws OAuthFailure {
    ClientIdentity client = identity(grantor.issuer());
    if (client == null) {
      throw OAuthFailure.because("Client credentials need a client id.");
    }
    Token token = tokens.own(client, grantor, scopes);
    store.save(token);
    return token;
  }

  /**
   * Renews a token, unless another process did so.
   *
   * @param used the access token that is to be replaced
   * @param refused whether the server refused it; else it only ends soon
   * @return null if it takes a new sign-in
   */
  @Nullable Token renew(Token token, @Nullable String used, boolean refused) throws OAuthFailure {
    StoreLock lock = store.lockToken(token, PATIENCE);
    try {
      Token stored = store.token();
      if (stored == null) {
        return null;
      }
      if (!stored.access().equals(used) && !stored.isDue(settings.clock.instant())) {
        return stored;
      }
      if (settings.grant == OAuthSettings.Grant.CLIENT_CREDENTIALS) {
        return own(TokenEndpoint.Grantor.of(stored), stored.asked());
      }
      if (stored.refresh() == null) {
        return refused || stored.isExpired(settings.clock.instant()) ? null : stored;
      }
      ClientIdentity client = identity(stored.issuer());
      if (client == null) {
        return null;
      }
      try {
        Token fresh = patiently(stored, client);
        store.save(fresh);
        return fresh;
      } catch (OAuthFailure e) {
        if (e.is("invalid_grant") || e.is("invalid_client") || e.is("unauthorized_client")) {
          LOG.log(System.Logger.Level.INFO, "The sign-in has ended: {0}", e.getMessage());
          store.drop(stored);
          if (!e.is("invalid_grant") && client.registered()) {
            store.dropClient(stored.issuer());
          }
          return null;
        }
        throw e;
      }
    } finally {
      lock.close();
    }
  }

  private Token patiently(Token token, ClientIdentity client) throws OAuthFailure {
    Backoff backoff = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(5));
    for (int i = 1; ; i++) {
      try {
        return tokens.refresh(token, client);
      } catch (OAuthFailure e) {
        if (!e.isTransient() || i >= ATTEMPTS) {
          throw e;
        }
        settings.sleep(backoff.next());
      }
    }
  }

  /** Returns who this client is to an issuer, or null if it is not registered there any more. */
  @Nullable ClientIdentity identity(String issuer) throws OAuthFailure {
    if (settings.clientId != null || settings.clientMetadata != null) {
      AuthorizationServer server = new Discovery(serverUri, web).again(issuer);
      ClientIdentity given = registrar.given(server);
      if (given != null) {
        return given;
      }
    }
    return store.client(issuer);
  }
}
