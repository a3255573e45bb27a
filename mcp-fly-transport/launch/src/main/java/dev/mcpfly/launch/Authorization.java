package dev.mcpfly.launch;

import dev.mcpfly.config.McpServerEntry;
import dev.mcpfly.transport.Relay;
import dev.mcpfly.transport.RemoteOptions;
import dev.mcpfly.transport.auth.OAuthIssuer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Decides who may use a deployed server.
 *
 * <pre>{@code
 * McpLauncher.on(fly).command("npx -y pkg").authorization(Authorization.oauth()).launch();
 * }</pre>
 *
 * <p>Default: {@link #generatedBearerToken()}. Each policy knows how it appears in the app's
 * secrets, in a client's entry and in a deployment's record. Immutable; no text form shows a
 * secret.
 */
public abstract sealed class Authorization
    permits Authorization.GeneratedBearer,
        Authorization.Bearer,
        Authorization.Basic,
        Authorization.Headers,
        Authorization.None,
        OAuthAuthorization {
  /** By which the wrapper in the machine learns whom to let in. */
  static final String TOKEN_SECRET = "FLY_MCP_BEARER_TOKEN";

  static final String USER_SECRET = "FLY_MCP_USER";
  static final String PASSWORD_SECRET = "FLY_MCP_PASSWORD";

  /** All of them. */
  static final List<String> SECRET_NAMES = List.of(TOKEN_SECRET, USER_SECRET, PASSWORD_SECRET);

  Authorization() {}

  /**
   * Requires a random bearer token of 256 bits, generated at launch and kept in the app's secrets
   * and in the clients' entries. This is the default. A launch that finds its own deployment again
   * keeps the token that is there.
   */
  public static Authorization generatedBearerToken() {
    return new GeneratedBearer();
  }

  /**
   * Requires the given bearer token.
   *
   * @param token visible ASCII characters, no blanks
   * @throws InvalidLaunchException if the token cannot be sent in a header
   */
  public static Authorization bearerToken(String token) {
    return new Bearer(token);
  }

  /**
   * Requires a user name and a password (HTTP Basic).
   *
   * @param user the user name, without a colon
   * @param password the password
   * @throws InvalidLaunchException if the user name is empty or has a colon, or the password is
   *     empty
   */
  public static Authorization basic(String user, String password) {
    return new Basic(user, password);
  }

  /** Accepts every caller that can reach the server. */
  public static Authorization none() {
    return new None();
  }

  /**
   * Lets people sign in by OAuth 2.1, as claude.ai and ChatGPT demand it of a server, at a page of
   * the deployment itself. This library's relay serves the command then, as with {@link
   * McpLauncher#relay()}. The owner's password and the sealing key are generated and kept among the
   * app's secrets; {@link McpDeployment#signIn()} tells what to paste and how to sign in. A launch
   * that finds its own deployment again keeps users, passwords and keys that are there.
   *
   * <p>Clients that sign in themselves get an entry with the address alone; for others this
   * library's proxy signs in. The deployment must be reached over https.
   */
  public static OAuthAuthorization oauth() {
    return OAuthAuthorization.login();
  }

  /**
   * Lets people sign in by OAuth 2.1 with an authorization server that is there already, whose
   * access tokens this library's relay checks. It must issue them for the deployment's address,
   * unless {@link OAuthIssuer#audience} says otherwise.
   *
   * @param issuer the authorization server
   */
  public static OAuthAuthorization oauth(OAuthIssuer issuer) {
    return OAuthAuthorization.at(issuer);
  }

  /** Returns a fresh token. */
  static Bearer generate() {
    byte[] bits = new byte[32];
    GeneratedBearer.RANDOM.nextBytes(bits);
    return new Bearer(Base64.getUrlEncoder().withoutPadding().encodeToString(bits));
  }

  /** Returns the policy with which a launch goes on: what was to be generated is, now. */
  Authorization resolved(Resolution of) {
    return this;
  }

  /** Returns the policy for what is new. */
  final Authorization resolved() {
    return resolved(Resolution.ofNew(""));
  }

  /** Returns whether people sign in by OAuth. */
  boolean signsIn() {
    return false;
  }

  /** Returns whether a program can call the server without a person. */
  boolean asksAlone() {
    return true;
  }

  /** Returns whether a secret of an earlier launch stays as it is: its value cannot be read. */
  boolean keeps(String variable) {
    return false;
  }

  /** Returns the names of the secrets that a new deployment may have because of it. */
  Collection<String> secretNames() {
    return SECRET_NAMES;
  }

  /** Returns whether secrets must be set that are not there yet, whatever the mark says. */
  boolean isIncomplete() {
    return false;
  }

  /** Returns {@link #secrets} in a form that is the same whenever the policy is. */
  Map<String, String> marked() {
    return secrets();
  }

  /** Returns the variables by which the relay in the machine learns of it that are not secret. */
  Map<String, String> environment() {
    return Map.of();
  }

  /** Returns what no text may show. */
  Collection<String> hidden() {
    return secrets().values();
  }

  /** Returns the header that a client's entry has. */
  Optional<String> entryHeader() {
    return header();
  }

  /** Returns what people need to sign in at an address; empty if they do not. */
  Optional<SignIn> signIn(URI address) {
    return Optional.empty();
  }

  /** Returns whether a token is generated at the launch. */
  boolean isGenerated() {
    return false;
  }

  /** Returns whether callers have to show something. */
  boolean asksCallers() {
    return true;
  }

  /** Returns how a deployment's record spells the policy. */
  abstract String scheme();

  /** Returns the secrets by which the wrapper or the relay in the machine learns of it. */
  abstract Map<String, String> secrets();

  /**
   * Returns what callers send in the header {@code Authorization}, which is a secret; empty if they
   * send nothing.
   *
   * @throws IllegalStateException for a token that is generated only when a launch begins
   */
  public abstract Optional<String> header();

  /** Returns all headers that a client's entry has; their values are secret. */
  Map<String, String> headers() {
    return entryHeader().map(value -> Map.of("Authorization", value)).orElseGet(Map::of);
  }

  /** Returns what shows headers to a server that others run. */
  static Authorization headers(Map<String, String> headers) {
    if (headers.isEmpty()) {
      return none();
    }
    String value = headers.getOrDefault("Authorization", "");
    return headers.size() == 1 && value.matches("Bearer [\\x21-\\x7e]+")
        ? bearerToken(value.substring("Bearer ".length()))
        : new Headers(headers);
  }

  /** Adds what this library's proxy needs to a client's entry that starts it. */
  abstract McpServerEntry onProxyEntry(McpServerEntry entry);

  /** Sets it for a proxy or a client in this process. */
  abstract <T extends RemoteOptions<T>> T on(T remote);

  /** Sets it for a relay in this process. */
  abstract Relay.Builder on(Relay.Builder relay);

  /** A token that is made at the launch. */
  static final class GeneratedBearer extends Authorization {
    private static final SecureRandom RANDOM = new SecureRandom();

    private GeneratedBearer() {}

    @Override
    Authorization resolved(Resolution of) {
      return of.token().orElseGet(Authorization::generate);
    }

    @Override
    boolean isGenerated() {
      return true;
    }

    @Override
    String scheme() {
      return Bearer.SCHEME;
    }

    @Override
    Map<String, String> secrets() {
      throw unresolved();
    }

    @Override
    public Optional<String> header() {
      throw unresolved();
    }

    @Override
    McpServerEntry onProxyEntry(McpServerEntry entry) {
      throw unresolved();
    }

    @Override
    <T extends RemoteOptions<T>> T on(T remote) {
      throw unresolved();
    }

    @Override
    Relay.Builder on(Relay.Builder relay) {
      throw unresolved();
    }

    private static IllegalStateException unresolved() {
      return new IllegalStateException("The token is generated only when the launch begins");
    }

    @Override
    public String toString() {
      return "generated bearer token";
    }
  }

  /** A known token. */
  static final class Bearer extends Authorization {
    static final String SCHEME = "bearer";

    private final String token;

    private Bearer(String token) {
      if (!Given.value("the bearer token", token).matches("[\\x21-\\x7e]+")) {
        throw new InvalidLaunchException(
            "The bearer token must be one or more visible ASCII characters without blanks; give"
                + " another one.");
      }
      this.token = token;
    }

    String token() {
      return token;
    }

    @Override
    String scheme() {
      return SCHEME;
    }

    @Override
    Map<String, String> secrets() {
      return Map.of(TOKEN_SECRET, token);
    }

    @Override
    public Optional<String> header() {
      return Optional.of("Bearer " + token);
    }

    @Override
    McpServerEntry onProxyEntry(McpServerEntry entry) {
      return entry.env(ClientEntry.TOKEN, token);
    }

    @Override
    <T extends RemoteOptions<T>> T on(T remote) {
      return remote.bearerToken(token);
    }

    @Override
    Relay.Builder on(Relay.Builder relay) {
      return relay.bearerToken(token);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Bearer bearer && bearer.token.equals(token);
    }

    @Override
    public int hashCode() {
      return token.hashCode();
    }

    @Override
    public String toString() {
      return "bearer token";
    }
  }

  /** A user with a password. */
  static final class Basic extends Authorization {
    private final String user;
    private final String password;

    private Basic(String user, String password) {
      if (Given.value("the user", user).isEmpty()
          || user.indexOf(':') >= 0
          || Given.value("the password", password).isEmpty()) {
        throw new InvalidLaunchException(
            "Basic authorization needs a user name without a colon and a password that is not"
                + " empty.");
      }
      this.user = user;
      this.password = password;
    }

    String user() {
      return user;
    }

    String password() {
      return password;
    }

    @Override
    String scheme() {
      return "basic";
    }

    @Override
    Map<String, String> secrets() {
      Map<String, String> secrets = new LinkedHashMap<>();
      secrets.put(USER_SECRET, user);
      secrets.put(PASSWORD_SECRET, password);
      return secrets;
    }

    @Override
    public Optional<String> header() {
      byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
      return Optional.of("Basic " + Base64.getEncoder().encodeToString(pair));
    }

    @Override
    McpServerEntry onProxyEntry(McpServerEntry entry) {
      return entry.env(ClientEntry.USER, user).env(ClientEntry.PASSWORD, password);
    }

    @Override
    <T extends RemoteOptions<T>> T on(T remote) {
      return remote.basic(user, password);
    }

    @Override
    Relay.Builder on(Relay.Builder relay) {
      return relay.basic(user, password);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Basic basic
          && basic.user.equals(user)
          && basic.password.equals(password);
    }

    @Override
    public int hashCode() {
      return Objects.hash(user, password);
    }

    @Override
    public String toString() {
      return "user " + user + " with a password";
    }
  }

  /** Headers of any names, for a server that others run. */
  static final class Headers extends Authorization {
    private final Map<String, String> headers;

    private Headers(Map<String, String> headers) {
      this.headers = new LinkedHashMap<>(headers);
    }

    @Override
    String scheme() {
      return "headers";
    }

    /** They are no secrets of an app; who masks texts wants their values. */
    @Override
    Map<String, String> secrets() {
      return headers;
    }

    @Override
    public Optional<String> header() {
      return Optional.ofNullable(headers.get("Authorization"));
    }

    @Override
    Map<String, String> headers() {
      return headers;
    }

    @Override
    McpServerEntry onProxyEntry(McpServerEntry entry) {
      return entry; // ClientEntry hands them over in another way
    }

    @Override
    <T extends RemoteOptions<T>> T on(T remote) {
      T with = remote;
      for (Map.Entry<String, String> header : headers.entrySet()) {
        with = with.header(header.getKey(), header.getValue());
      }
      return with;
    }

    @Override
    Relay.Builder on(Relay.Builder relay) {
      throw new IllegalStateException("A relay does not ask for these headers");
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Headers that && that.headers.equals(headers);
    }

    @Override
    public int hashCode() {
      return headers.hashCode();
    }

    @Override
    public String toString() {
      return "headers " + headers.keySet();
    }
  }

  /** Everybody. */
  static final class None extends Authorization {
    private None() {}

    @Override
    boolean asksCallers() {
      return false;
    }

    @Override
    String scheme() {
      return "none";
    }

    @Override
    Map<String, String> secrets() {
      return Map.of();
    }

    @Override
    public Optional<String> header() {
      return Optional.empty();
    }

    @Override
    McpServerEntry onProxyEntry(McpServerEntry entry) {
      return entry;
    }

    @Override
    <T extends RemoteOptions<T>> T on(T remote) {
      return remote;
    }

    @Override
    Relay.Builder on(Relay.Builder relay) {
      return relay.unauthenticated();
    }

    @Override
    public String toString() {
      return "none";
    }
  }
}
