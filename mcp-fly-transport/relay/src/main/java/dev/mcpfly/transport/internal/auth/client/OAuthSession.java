package dev.mcpfly.transport.internal.auth.client;

import dev.mcpfly.transport.internal.DaemonThreads;
import dev.mcpfly.transport.internal.network.NetworkSettings;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of one connection to a server: gives the one to send, renews it in time, and finds
 * another when the server refuses it. Safe for use from any thread; one renewal or sign-in runs at
 * a time, and all requests wait for it.
 */
public final class OAuthSession {
  private static final System.Logger LOG = System.getLogger("dev.mcpfly.transport.proxy");
  private static final Executor THREADS = DaemonThreads.pool("mcp-fly-sign-in");
  private static final Duration ANSWER = Duration.ofSeconds(10);
  private static final int MOST_IN_VAIN = 2;

  private final OAuthSettings settings;
  private final URI serverUri;
  private final Web web;
  private final TokenStore store;
  private final Renewal renewal;
  private final TokenEndpoint tokens;
  private final Person person;
  private final SignInGate gate;
  private final Set<Set<String>> steppedUp = new HashSet<>();
  private volatile @Nullable Token current;

  /** The token of the last sign-in, until the server takes it. */
  private volatile @Nullable String unproven;

  private final AtomicInteger inVain = new AtomicInteger();

  /**
   * Prepares a session; nothing is read or sent yet.
   *
   * @param network what the network asks of requests
   * @param http a client of the caller's own, whose proxy and certificates hold instead; or null
   */
  public OAuthSession(
      OAuthSettings settings, URI serverUri, NetworkSettings network, @Nullable HttpClient http) {
    this.settings = settings;
    this.serverUri = serverUri;
    this.web = new Web(new Targets(serverUri, InetAddress::getAllByName), network, http, ANSWER);
    this.store = new TokenStore(StoreDirectory.of(settings), serverUri, settings.storeProfile());
    this.tokens = new TokenEndpoint(web, settings);
    this.renewal = new Renewal(settings, serverUri, store, web, tokens);
    this.person = new Person(settings);
    this.gate = new SignInGate(store, settings.clock, settings.timeout, serverUri.getHost());
  }

  /**
   * Returns the token to send, or null if there is none yet; fails if a token that is due cannot be
   * renewed now. Done at once unless something must be read or asked.
   */
  public CompletableFuture<@Nullable String> token() {
    Token now = current;
    if (now != null && !now.isDue(settings.clock.instant())) {
      return CompletableFuture.completedFuture(now.access());
    }
    return async(this::tokenNow);
  }

  /**
   * Finds another token after the server refused one.
   *
   * @param status 401 or 403
   * @param challenges the values of {@code WWW-Authenticate}
   * @param used the token that was refused, or null if none was sent
   * @param wanted whether a caller waits for the answer, so that a person may be asked to sign in
   * @return the token to try next, or null if the refusal is final
   */
  public CompletableFuture<@Nullable String> recover(
      int status,
      List<String> challenges,
      @Nullable String used,
      Recovery recovery,
      boolean wanted) {
    return async(() -> recoverNow(status, challenges, used, recovery, wanted));
  }

  private interface Work {
    @Nullable String run() throws OAuthFailure;
  }

  private static CompletableFuture<@Nullable String> async(Work work) {
    return CompletableFuture.<@Nullable String>supplyAsync(
        () -> {
          try {
            return work.run();
          } catch (OAuthFailure e) {
            throw new CompletionException(e);
          }
        },
        THREADS);
  }

  private synchronized @Nullable String tokenNow() throws OAuthFailure {
    Instant now = settings.clock.instant();
    Token token = current;
    if (token == null || token.isDue(now)) {
      token = store.token();
    }
    if (token != null && token.isDue(now)) {
      try {
        token = renewal.renew(token, token.access(), false);
      } catch (OAuthFailure e) {
        if (!e.isTransient() || token.isExpired(now)) {
          throw e;
        }
        LOG.log(System.Logger.Level.DEBUG, "The token is renewed later: {0}", e.getMessage());
      }
    }
    current = token;
    return token == null ? null : token.access();
  }

  private synchronized @Nullable String recoverNow(
      int status, List<String> challenges, @Nullable String used, Recovery recovery, boolean wanted)
      throws OAuthFailure {
    Challenge challenge = Challenge.bearer(challenges);
    if (challenge == null
        || (status == 403 && (!challenge.isInsufficientScope() || challenge.scopes().isEmpty()))
        || !recovery.again()) {
      return null;
    }
    Instant now = settings.clock.instant();
    Token token = store.token();
    if (token != null
        && !token.access().equals(used)
        && !token.isExpired(now)
        && token.covers(status == 403 ? challenge.scopes() : Set.of())) {
      // Somebody else was quicker.
      current = token;
      return token.access();
    }
    if (settings.grant == OAuthSettings.Grant.STORED && token == null) {
      throw signInFirst();
    }
    if (!wanted && token == null) {
      return null;
    }
    Token next =
        status == 403
            ? stepUp(challenge, token, recovery, wanted)
            : replaced(challenge, token, used, recovery, wanted);
    current = next;
    return next == null ? null : next.access();
  }

  private Token proving(Token token) {
    unproven = token.access();
    return token;
  }

  /** Returns another token in place of one that is not accepted. */
  private @Nullable Token replaced(
      Challenge challenge,
      @Nullable Token token,
      @Nullable String used,
      Recovery recovery,
      boolean wanted)
      throws OAuthFailure {
    Discovered found = new Discovery(serverUri, web).discover(challenge);
    Token usable =
        token != null
                && token.issuer().equals(found.server().issuer())
                && token.resource().equals(found.resource())
            ? token
            : null;
    boolean person = settings.grant != OAuthSettings.Grant.CLIENT_CREDENTIALS;
    if (usable != null && person && recovery.mayRefresh()) {
      Token renewed = renewal.renew(usable, used, true);
      if (renewed != null) {
        if (usable.access().equals(unproven)) {
          unproven = renewed.access();
        }
        return renewed;
      }
    }
    if (usable != null
        && usable.access().equals(used)
        && usable.access().equals(unproven)
        && usable.asked().containsAll(challenge.scopes())) {
      throw gate.failed(
          "The MCP server refuses the token that "
              + Quote.of(usable.issuer())
              + " issued for it just now: its sign-in is misconfigured.");
    }
    if (!wanted || !recovery.maySignIn()) {
      return null;
    }
    return proving(signIn(found, scopes(found, challenge, usable), Set.of(), used));
  }

  /**
   * Returns a token with more scopes, once for each set of them, and twice in a row without effect.
   */
  private @Nullable Token stepUp(
      Challenge challenge, @Nullable Token token, Recovery recovery, boolean wanted)
      throws OAuthFailure {
    if (token == null || !wanted || inVain.get() >= MOST_IN_VAIN) {
      return null;
    }
    recovery.stepUp();
    Discovered found = new Discovery(serverUri, web).discover(challenge);
    Token usable = token.issuer().equals(found.server().issuer()) ? token : null;
    Set<String> scopes = scopes(found, challenge, usable);
    if (!steppedUp.add(scopes)) {
      return null;
    }
    inVain.incrementAndGet();
    return signIn(found, scopes, challenge.scopes(), token.access());
  }

  /** Notes that the server took a token. */
  public void accepted(String access) {
    inVain.set(0);
    if (access.equals(unproven)) {
      unproven = null;
    }
  }

  /**
   * Returns the scopes to ask for: the user's, else those of the challenge, else all of the
   * server's metadata, else none; with those that were had before, so that one step up undoes no
   * other.
   */
  private Set<String> scopes(Discovered found, Challenge challenge, @Nullable Token before) {
    Set<String> scopes = new LinkedHashSet<>();
    if (before != null) {
      scopes.addAll(before.scopes());
    }
    Set<String> challenged = challenge.scopes();
    if (!settings.scopes.isEmpty()) {
      scopes.addAll(settings.scopes);
      if (challenge.isInsufficientScope()) {
        scopes.addAll(challenged);
      }
    } else if (!challenged.isEmpty()) {
      scopes.addAll(challenged);
    } else {
      found.resourceScopes().stream().filter(Challenge::isScope).limit(200).forEach(scopes::add);
    }
    // A scope alone would leave out what is granted to a client that names none.
    if (settings.isForPerson()
        && !scopes.isEmpty()
        && found.server().scopes().contains("offline_access")) {
      scopes.add("offline_access");
    }
    return scopes;
  }

  private Token signIn(
      Discovered found, Set<String> scopes, Set<String> needed, @Nullable String used)
      throws OAuthFailure {
    if (settings.grant == OAuthSettings.Grant.STORED) {
      throw signInFirst();
    }
    if (!settings.isForPerson()) {
      return renewal.own(TokenEndpoint.Grantor.of(found), scopes);
    }
    return gate.pass(
        theirs ->
            !theirs.access().equals(used)
                && !theirs.isExpired(settings.clock.instant())
                && theirs.issuer().equals(found.server().issuer())
                && theirs.covers(needed),
        false,
        () -> byPerson(found, scopes));
  }

  private Token byPerson(Discovered found, Set<String> scopes) throws OAuthFailure {
    String host = serverUri.getHost();
    boolean device = settings.grant == OAuthSettings.Grant.DEVICE;
    if (device || (found.server().deviceEndpoint() != null && !person.hasBrowser())) {
      try {
        return new DeviceFlow(settings, store, web, person, host).run(found, scopes);
      } catch (OAuthFailure e) {
        boolean notAllowed =
            e.is("unauthorized_client")
                || e.is("unsupported_grant_type")
                || e.is("invalid_client_metadata");
        if (device || !notAllowed) {
          throw e;
        }
      }
    }
    return new CodeFlow(settings, store, web, person, host).run(found, scopes);
  }

  /**
   * Signs in now, whether or not a request needs it.
   *
   * @return whether there was no valid sign-in before
   */
  public synchronized boolean signIn() throws OAuthFailure {
    Token token = store.token();
    if (token != null && token.isDue(settings.clock.instant())) {
      token = renewal.renew(token, token.access(), false);
    }
    if (token != null) {
      current = token;
      return false;
    }
    Challenge challenge = challenge();
    Discovered found = new Discovery(serverUri, web).discover(challenge);
    Set<String> scopes = scopes(found, challenge, null);
    current =
        settings.isForPerson()
            ? gate.pass(theirs -> true, true, () -> byPerson(found, scopes))
            : signIn(found, scopes, Set.of(), null);
    return true;
  }

  /** Returns what the server says to a client that has no token. */
  private Challenge challenge() throws OAuthFailure {
    String ping = "{\"jsonrpc\":\"2.0\",\"id\":\"mcp-fly\",\"method\":\"ping\"}";
    Web.Answer answer = web.post("The MCP server", serverUri, "application/json", ping, null);
    Challenge challenge =
        answer.status() == 401
            ? Challenge.bearer(answer.headers().allValues("WWW-Authenticate"))
            : Challenge.SILENT;
    if (challenge == null) {
      throw OAuthFailure.notOffered("The MCP server does not ask for sign-in by OAuth.");
    }
    return challenge;
  }

  /**
   * Revokes what is stored for the server where its authorization server can do that, and deletes
   * it.
   *
   * @return whether anything was stored
   */
  public synchronized boolean signOut() throws OAuthFailure {
    current = null;
    Token token = store.token();
    if (token != null) {
      try {
        ClientIdentity client =
            token.revocationEndpoint() == null ? null : renewal.identity(token.issuer());
        if (client == null || !tokens.revoke(token, client)) {
          LOG.log(
              System.Logger.Level.INFO,
              "The authorization server does not revoke tokens; the access token expires on its"
                  + " own");
        }
      } catch (OAuthFailure e) {
        LOG.log(System.Logger.Level.WARNING, "The token could not be revoked: {0}", e.getMessage());
      }
      StoreLock lock = store.lockToken(token, Renewal.PATIENCE);
      try {
        store.drop(token);
      } finally {
        lock.close();
      }
    }
    // The registration stays: tokens for other servers of the same issuer are renewed with it.
    store.forgetServer();
    return token != null;
  }

  private OAuthFailure signInFirst() {
    return OAuthFailure.because(
        "The MCP server at "
            + serverUri.getHost()
            + " asks for sign-in, and no sign-in is stored for it. Sign in once with"
            + " \"java -jar mcp-fly-relay.jar proxy --sign-in --url "
            + Origins.resource(serverUri)
            + "\" or with OAuthClient.interactive().signIn(uri).");
  }
}
