package dev.mcpfly.transport.auth;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import dev.mcpfly.transport.internal.Text;
import dev.mcpfly.transport.internal.auth.client.ClientAccess;
import dev.mcpfly.transport.internal.auth.client.ClientAssertion;
import dev.mcpfly.transport.internal.auth.client.OAuthFailure;
import dev.mcpfly.transport.internal.auth.client.OAuthSettings;
import dev.mcpfly.transport.internal.auth.client.OAuthSettings.Grant;
import java.net.URI;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Signs a client in to MCP servers that ask for OAuth 2.1, as the MCP authorization specification
 * (2025-03-26 to 2026-07-28) describes it.
 *
 * <pre>{@code
 * StdioProxy.to(uri).oauth(OAuthClient.interactive()).run(System.in, System.out);
 * RemoteServer.at(uri).oauth(OAuthClient.stored()).clientTransport();
 * RemoteServer.at(uri).oauth(OAuthClient.clientCredentials("job", () -> secret)).clientTransport();
 * }</pre>
 *
 * <p>Nothing happens until a server answers 401. Then its authorization server is found (RFC 9728,
 * RFC 8414, OpenID Connect Discovery), the client identifies itself ({@link #client(String)}, else
 * {@link #clientMetadata}, else dynamic registration, RFC 7591), and a token is asked for this
 * server alone (RFC 8707). A token is renewed before it expires and after a 401; a request that
 * lacks scopes is repeated after a sign-in for them. A static {@code Authorization} header switches
 * all of this off.
 *
 * <p>Tokens and registrations are stored in files that only the user can read, by issuer, server
 * and profile. All programs of the user share them: one renews a token, or signs in, for all.
 * Secrets are never part of a message, a log line, or {@code toString}.
 *
 * <p>A server on the public internet cannot make this client ask an address inside a private
 * network. Issuers must use https; only on this machine may they use plain http.
 *
 * <p>By default a person has 5 minutes to sign in, and tokens are kept in the user's data
 * directory. A sign-in that fails is a {@link SignInException} from {@link #signIn}, and a JSON-RPC
 * error of the request that needed it elsewhere.
 *
 * <p>Immutable and thread-safe; one object may serve any number of connections.
 */
@CheckReturnValue
@SuppressWarnings("exports") // needed only while compiling
public final class OAuthClient {
  static {
    ClientAccess.install(client -> ((OAuthClient) client).settings);
  }

  private final OAuthSettings settings;

  private OAuthClient(OAuthSettings settings) {
    this.settings = settings;
  }

  /**
   * Returns a client that opens the user's browser when a server asks for sign-in.
   *
   * <p>The browser comes back to a port of this machine on the loopback interface. On a machine
   * without a browser, the user is told what to open: a page for a device code (RFC 8628) if the
   * authorization server offers that, else the link itself. What is stored is used first. The
   * environment variable {@code BROWSER} names a program to open links with, or {@code none}.
   */
  public static OAuthClient interactive() {
    return new OAuthClient(new OAuthSettings(Grant.INTERACTIVE));
  }

  /**
   * Returns a client that uses and renews stored tokens only. A request to a server for which none
   * is stored fails with a message that says how to sign in.
   */
  public static OAuthClient stored() {
    return new OAuthClient(new OAuthSettings(Grant.STORED));
  }

  /**
   * Returns a client whose user signs in on another device: it shows a link and a code (RFC 8628),
   * then waits.
   */
  public static OAuthClient device() {
    return new OAuthClient(new OAuthSettings(Grant.DEVICE));
  }

  /**
   * Returns a client that signs in with its own credentials, without a person (RFC 6749 §4.4).
   *
   * @param clientId the id that the authorization server gave
   * @param secret gives the secret whenever it is needed; sent by HTTP Basic, or in the request's
   *     body if the server takes no Basic
   * @throws IllegalArgumentException if the id is blank
   */
  public static OAuthClient clientCredentials(String clientId, Supplier<String> secret) {
    Objects.requireNonNull(secret, "secret");
    OAuthSettings settings = new OAuthSettings(Grant.CLIENT_CREDENTIALS);
    settings.clientId = requireId(clientId);
    settings.clientSecret = secret;
    return new OAuthClient(settings);
  }

  /**
   * Returns a client that signs in with its own secret; see {@link #clientCredentials(String,
   * Supplier)}.
   *
   * @throws IllegalArgumentException if the id or the secret is blank
   */
  public static OAuthClient clientCredentials(String clientId, String secret) {
    if (secret.isBlank()) {
      throw new IllegalArgumentException("The client secret must not be blank.");
    }
    return clientCredentials(clientId, () -> secret);
  }

  /**
   * Returns a client that signs in with its own key ({@code private_key_jwt}, RFC 7523), without a
   * person.
   *
   * @param key an RSA key of at least 2048 bits (RS256), an EC key (ES256, ES384, ES512) or an
   *     Ed25519 key (EdDSA)
   * @throws IllegalArgumentException if the id is blank or the key is of another kind
   */
  public static OAuthClient clientCredentials(String clientId, PrivateKey key) {
    ClientAssertion.requireUsable(key);
    OAuthSettings settings = new OAuthSettings(Grant.CLIENT_CREDENTIALS);
    settings.clientId = requireId(clientId);
    settings.clientKey = key;
    return new OAuthClient(settings);
  }

  private OAuthClient change(Consumer<OAuthSettings> change) {
    OAuthSettings copy = settings.copy();
    change.accept(copy);
    return new OAuthClient(copy);
  }

  /**
   * Uses a client id that was registered by hand, without a secret, instead of registering.
   *
   * <p>The redirect {@code http://127.0.0.1/callback} must be registered for it, for any port (RFC
   * 8252 §7.3); otherwise set {@link #redirectUri}. The id is sent only to the first issuer it was
   * used with, or to {@link #issuer}.
   *
   * @throws IllegalArgumentException if the id is blank
   */
  public OAuthClient client(String clientId) {
    requireId(clientId);
    return change(s -> s.clientId = clientId);
  }

  /**
   * Uses a client id and secret that were registered by hand; see {@link #client(String)}.
   *
   * @throws IllegalArgumentException if the id is blank
   */
  public OAuthClient client(String clientId, Supplier<String> secret) {
    requireId(clientId);
    Objects.requireNonNull(secret, "secret");
    return change(
        s -> {
          s.clientId = clientId;
          s.clientSecret = secret;
        });
  }

  /**
   * Names the document that describes this client, whose URL is its client id with authorization
   * servers that support such documents; with others the client registers.
   *
   * @throws IllegalArgumentException if the URL is not https, or has no path, or has a query,
   *     fragment, user or dot segment
   */
  public OAuthClient clientMetadata(URI document) {
    String path = document.getRawPath();
    boolean good =
        "https".equalsIgnoreCase(document.getScheme())
            && document.getHost() != null
            && document.getRawUserInfo() == null
            && document.getRawQuery() == null
            && document.getRawFragment() == null
            && path != null
            && path.length() > 1
            && document.normalize().equals(document);
    if (!good) {
      throw new IllegalArgumentException(
          "The client metadata document must be an https URL that ends with its path, but was "
              + Text.excerpt(document.toString())
              + ".");
    }
    return change(s -> s.clientMetadata = document);
  }

  /**
   * Names the issuer that the client id belongs to; at any other the sign-in fails before the id is
   * sent.
   */
  public OAuthClient issuer(URI issuer) {
    return change(s -> s.issuer = issuer);
  }

  /**
   * Asks for these scopes instead of those that the server names. Scopes that an operation turns
   * out to need are asked for in addition.
   *
   * @throws IllegalArgumentException if a scope is invalid (RFC 6749 §3.3)
   */
  public OAuthClient scopes(String... scopes) {
    List<String> checked = List.copyOf(ScopeRules.requireScopes(List.of(scopes)));
    return change(s -> s.scopes = checked);
  }

  /**
   * Sets where the browser comes back to; the default is {@code http://127.0.0.1:PORT/callback} on
   * a free port, which a registered client keeps.
   *
   * @param redirect an {@code http} URL whose host is {@code 127.0.0.1}, {@code localhost} or
   *     {@code [::1]}; without a port, any free one is used
   * @throws IllegalArgumentException if the URL is not of that form
   */
  public OAuthClient redirectUri(URI redirect) {
    if (!ClientAccess.canServe(redirect)) {
      throw new IllegalArgumentException(
          "The redirect must be an http URL on 127.0.0.1, localhost or [::1] without query, but was"
              + " "
              + Text.excerpt(redirect.toString())
              + ".");
    }
    return change(s -> s.redirectUri = redirect);
  }

  /**
   * Sets the name that people read when they are asked for consent; the default is {@code mcp-fly}.
   *
   * @throws IllegalArgumentException if the name is blank or longer than 100 characters
   */
  public OAuthClient name(String name) {
    if (name.isBlank() || name.length() > 100) {
      throw new IllegalArgumentException(
          "The client's name must have 1 to 100 characters, but has "
              + name.strip().length()
              + ".");
    }
    return change(s -> s.clientName = name.strip());
  }

  /**
   * Stores sign-ins under this profile, separate from others at the same server: for a second
   * account.
   */
  public OAuthClient profile(String profile) {
    return change(s -> s.profile = profile);
  }

  /**
   * Sets the directory for tokens and registrations. The default is {@code mcp-fly/auth} in the
   * user's data directory, or what the environment variable {@code MCP_FLY_AUTH_DIR} names.
   *
   * <p>It is created if it is missing, and only the user gets access to it; access that others have
   * is removed. It must not be a symbolic link.
   */
  public OAuthClient store(Path directory) {
    return change(s -> s.directory = directory);
  }

  /**
   * Trusts the certificate authorities in a file as well while {@link #signIn} and {@link #signOut}
   * run; a connection that signs in trusts what it is told to itself. The environment variables
   * {@code SSL_CERT_FILE} and {@code NODE_EXTRA_CA_CERTS}, and those that name an HTTP proxy, hold
   * in any case.
   *
   * @param file a PEM file, or a PKCS#12 or JKS store with the password {@code changeit} or none;
   *     one that cannot be read is an {@code IllegalArgumentException} of those methods
   */
  public OAuthClient trustStore(Path file) {
    Objects.requireNonNull(file, "file");
    return change(s -> s.trustStore = file);
  }

  /**
   * Limits how long a person may take to sign in; the default is 5 minutes.
   *
   * @throws IllegalArgumentException if the time is not positive
   */
  public OAuthClient timeout(Duration timeout) {
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException(
          "The sign-in timeout must be positive, but was " + timeout + ".");
    }
    return change(s -> s.timeout = timeout);
  }

  /**
   * Opens sign-in pages with the given consumer instead of the user's browser; called with an https
   * URL.
   */
  public OAuthClient browser(Consumer<URI> browser) {
    Objects.requireNonNull(browser, "browser");
    return change(s -> s.browser = browser);
  }

  /**
   * Passes instructions for the user, such as a link to open or a code to enter, to the given
   * consumer instead of the log.
   */
  public OAuthClient prompt(Consumer<String> prompt) {
    Objects.requireNonNull(prompt, "prompt");
    return change(s -> s.prompt = prompt);
  }

  /**
   * Accepts the redirect address pasted by the user, for a browser on another machine that cannot
   * reach this one.
   *
   * @param lines gives what the person typed, line by line, and null when there is no more; read on
   *     a thread of its own during a sign-in
   */
  public OAuthClient pastedRedirects(Supplier<@Nullable String> lines) {
    Objects.requireNonNull(lines, "lines");
    return change(s -> s.pasted = lines);
  }

  /**
   * Signs in to a server now; blocks until that is done.
   *
   * @param server the MCP server's URL
   * @return false if there was a valid sign-in already
   * @throws SignInException if it fails, or the server does not ask for sign-in
   * @throws IllegalArgumentException if the URL is not http or https, or holds credentials, or what
   *     the network is said to ask (its proxy, its certificate authorities) cannot be used
   */
  @CanIgnoreReturnValue
  public boolean signIn(URI server) {
    try {
      return ClientAccess.session(settings, server).signIn();
    } catch (OAuthFailure e) {
      throw new SignInException(String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * Signs out of a server: revokes the stored token where the authorization server can do that (RFC
   * 7009), and deletes it.
   *
   * @param server the MCP server's URL
   * @return false if nothing was stored for it
   * @throws SignInException if the stored files cannot be deleted
   * @throws IllegalArgumentException if the URL is not http or https, or holds credentials
   */
  @CanIgnoreReturnValue
  public boolean signOut(URI server) {
    try {
      return ClientAccess.session(settings, server).signOut();
    } catch (OAuthFailure e) {
      throw new SignInException(String.valueOf(e.getMessage()), e);
    }
  }

  @CanIgnoreReturnValue
  private static String requireId(String clientId) {
    if (clientId.isBlank()) {
      throw new IllegalArgumentException("The client id must not be blank.");
    }
    return clientId;
  }

  /** Returns how this client signs in, without ids, secrets and tokens. */
  @Override
  public String toString() {
    return "OAuthClient[" + settings.grant + "]";
  }
}
