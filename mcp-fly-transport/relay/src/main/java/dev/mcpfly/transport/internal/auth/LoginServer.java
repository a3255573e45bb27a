package dev.mcpfly.transport.internal.auth;

import dev.mcpfly.transport.internal.DaemonThreads;
import dev.mcpfly.transport.internal.Json;
import dev.mcpfly.transport.internal.http.Exchange;
import java.net.InetAddress;
import java.net.URI;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * The relay's own authorization server (OAuth 2.1), and the gate that takes its tokens. It has no
 * database: see {@link Sealer} for what it hands out and {@link Families} for what it remembers.
 * Thread-safe.
 */
public final class LoginServer implements Gate {
  static final int LONGEST_PASSWORD = 256;

  private static final int REGISTRATIONS = 60;
  private static final int FETCHES = 30;

  private final LoginContext context;
  private final PasswordCheck passwords;
  private final AuthorizeEndpoint authorize;
  private final LinkEndpoint links;
  private final TokenEndpoint tokens;
  private final ThreadPoolExecutor fetchers =
      new ThreadPoolExecutor(
          2,
          2,
          10,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(16),
          DaemonThreads.named("mcp-relay-client-document"));

  /**
   * Makes a server.
   *
   * @param path where the relay serves MCP
   * @param ruled the scopes that rules for methods and tools name
   * @param loopback whether only this machine reaches the relay
   */
  public LoginServer(
      LoginSettings settings,
      String path,
      Set<String> ruled,
      boolean loopback,
      InstantSource clock,
      Consumer<String> log) {
    this(
        settings,
        path,
        ruled,
        clock,
        log,
        new ClientDocuments(
            InetAddress::getAllByName,
            new DocumentFetch((SSLSocketFactory) SSLSocketFactory.getDefault())::get,
            loopback,
            clock));
  }

  LoginServer(
      LoginSettings settings,
      String path,
      Set<String> ruled,
      InstantSource clock,
      Consumer<String> log,
      ClientDocuments documents) {
    Map<String, User> users = settings.users();
    if (users.isEmpty()) {
      throw new IllegalArgumentException("Sign-in needs at least one user.");
    }
    List<String> keys = settings.keys();
    Resource resource = new Resource(path, settings.scopes(), ruled);
    this.context =
        new LoginContext(keys.isEmpty() ? List.of(newKey()) : keys, users, resource, clock);
    this.passwords = new PasswordCheck(users, clock);
    this.fetchers.allowCoreThreadTimeOut(true);
    Clients clients =
        new Clients(
            context.sealer(),
            context,
            documents,
            new RateLimit(FETCHES, 60_000 / FETCHES, clock),
            fetchers);
    String name = settings.serverName();
    String serverName = name == null ? "" : name;
    this.authorize = new AuthorizeEndpoint(context, clients, passwords, serverName, log);
    this.links = new LinkEndpoint(context, serverName, log);
    this.tokens =
        new TokenEndpoint(
            context, clients, new RateLimit(REGISTRATIONS, 60_000 / REGISTRATIONS, clock));
  }

  /** Returns a new sealing key: 256 random bits as text. */
  public static String newKey() {
    return Encoding.random();
  }

  /** Returns a link that signs a user in once, made by whoever holds the key. */
  public static URI signInLink(LoginSettings settings, URI publicUri, String name) {
    User user = userOf(settings, name);
    return URI.create(
        SignInLink.make(
            new Sealer(settings.keys(), InstantSource.system()),
            Resource.originOf(publicUri),
            user));
  }

  /** Returns an access token of a user with all scopes, made by whoever holds the key. */
  public static String accessToken(
      LoginSettings settings, Set<String> scopes, URI publicUri, String name) {
    User user = userOf(settings, name);
    Sealer sealer = new Sealer(settings.keys(), InstantSource.system());
    Set<String> all = new LinkedHashSet<>(settings.scopes());
    all.addAll(scopes);
    return sealer.seal(
        Sealer.Kind.ACCESS,
        Resource.originOf(publicUri),
        sealer.now() + TokenEndpoint.ACCESS_SECONDS,
        new Grant(
                user.name(),
                user.epoch(),
                "the key's holder",
                String.join(" ", all),
                sealer.random(12),
                0,
                sealer.now())
            .fields());
  }

  private static User userOf(LoginSettings settings, String name) {
    User user = settings.users().get(name);
    if (user == null || settings.keys().isEmpty()) {
      throw new IllegalArgumentException(
          user == null
              ? "There is no user " + dev.mcpfly.transport.internal.Text.excerpt(name, 64) + "."
              : "A sign-in link or access token needs the sealing key of the relay.");
    }
    return user;
  }

  @Override
  public void servedAt(String origin) {
    context.resource().servedAt(origin);
  }

  LoginContext context() {
    return context;
  }

  @Override
  public boolean serve(Exchange exchange) {
    switch (exchange.path()) {
      case "/authorize" -> authorize.handle(exchange);
      case "/login" -> links.handle(exchange);
      case "/token" -> tokens.token(exchange);
      case "/register" -> tokens.register(exchange);
      case "/revoke" -> tokens.revoke(exchange);
      default -> {
        return WellKnown.serve(exchange, context.resource(), context.issuer(), metadata());
      }
    }
    return true;
  }

  private String metadata() {
    String issuer = context.issuer();
    return "{\"issuer\":"
        + Json.quote(issuer)
        + ",\"authorization_endpoint\":"
        + Json.quote(issuer + "/authorize")
        + ",\"token_endpoint\":"
        + Json.quote(issuer + "/token")
        + ",\"registration_endpoint\":"
        + Json.quote(issuer + "/register")
        + ",\"revocation_endpoint\":"
        + Json.quote(issuer + "/revoke")
        + ",\"response_types_supported\":[\"code\"],\"response_modes_supported\":[\"query\"]"
        + ",\"grant_types_supported\":[\"authorization_code\",\"refresh_token\"]"
        + ",\"code_challenge_methods_supported\":[\"S256\"]"
        + ",\"token_endpoint_auth_methods_supported\":"
        + "[\"none\",\"client_secret_post\",\"client_secret_basic\"]"
        + ",\"revocation_endpoint_auth_methods_supported\":"
        + "[\"none\",\"client_secret_post\",\"client_secret_basic\"]"
        + ",\"client_id_metadata_document_supported\":true"
        + ",\"authorization_response_iss_parameter_supported\":true,\"scopes_supported\":"
        + scopes()
        + "}";
  }

  private String scopes() {
    List<String> all = new java.util.ArrayList<>(context.resource().supported());
    all.add("offline_access");
    return Resource.array(all);
  }

  @Override
  public String insufficient(Exchange exchange, Set<String> scopes) {
    return context.resource().insufficient(exchange, scopes);
  }

  @Override
  public void decide(Exchange exchange, Decision decision) {
    String token = Bearer.token(exchange);
    if (token == null) {
      decision.refused(context.resource().noCredentials(exchange));
      return;
    }
    Caller caller = token.length() > Sealer.LONGEST ? null : caller(token);
    if (caller == null) {
      decision.refused(context.resource().invalidToken(exchange));
    } else {
      decision.admitted(caller);
    }
  }

  private @Nullable Caller caller(String token) {
    String key = TokenCache.key(token);
    Caller known = context.cache().get(key);
    if (known != null) {
      return known;
    }
    Sealer.Opened opened = context.sealer().open(Sealer.Kind.ACCESS, context.issuer(), token);
    if (opened == null) {
      return null;
    }
    Grant grant = Grant.of(opened);
    if (!context.holds(grant)) {
      return null;
    }
    Caller caller =
        new Caller(
            grant.user(),
            grant.scopes(),
            Map.of("client", grant.client()),
            opened.expires() * 1000);
    context.cache().put(key, caller);
    // The grant may have ended since it was looked at.
    if (!context.holds(grant)) {
      context.cache().clear();
      return null;
    }
    return caller;
  }

  @Override
  public void close() {
    passwords.close();
    fetchers.shutdownNow();
  }
}
