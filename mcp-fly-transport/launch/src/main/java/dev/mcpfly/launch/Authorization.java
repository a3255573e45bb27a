package dev.mcpfly.launch;

import dev.mcpfly.config.McpServerEntry;
import dev.mcpfly.transport.Relay;
import dev.mcpfly.transport.RemoteOptions;
import dev.mcpfly.transport.auth.OAuthIssuer;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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
    permits BearerToken,
        BearerToken.Generated,
        BasicCredentials,
        FixedHeaders,
        NoAuthorization,
        OAuthAuthorization {
  /** The secret from which the wrapper in the machine reads the token that it accepts. */
  static final String TOKEN_SECRET = "FLY_MCP_BEARER_TOKEN";

  static final String USER_SECRET = "FLY_MCP_USER";
  static final String PASSWORD_SECRET = "FLY_MCP_PASSWORD";

  /** All secrets from which the wrapper reads the credentials that it accepts. */
  static final List<String> SECRET_NAMES = List.of(TOKEN_SECRET, USER_SECRET, PASSWORD_SECRET);

  Authorization() {}

  /**
   * Requires a random bearer token of 256 bits, generated at launch and kept in the app's secrets
   * and in the clients' entries. This is the default. A launch that finds its own deployment again
   * keeps the token that is there.
   */
  public static Authorization generatedBearerToken() {
    return new BearerToken.Generated();
  }

  /**
   * Requires the given bearer token.
   *
   * @param token visible ASCII characters, no blanks
   * @throws InvalidLaunchException if the token cannot be sent in a header
   */
  public static Authorization bearerToken(String token) {
    return new BearerToken(token);
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
    return new BasicCredentials(user, password);
  }

  /** Accepts every caller that can reach the server. */
  public static Authorization none() {
    return new NoAuthorization();
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

  /** Returns this policy for a deployment, with everything generated that is to be generated. */
  Authorization resolved(Resolution of) {
    return this;
  }

  /** Returns this policy for a new deployment. */
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

  /** Returns whether a secret of an earlier launch keeps its value, which cannot be read. */
  boolean keeps(String variable) {
    return false;
  }

  /** Returns the names of the secrets that this policy may set in a new deployment. */
  Collection<String> secretNames() {
    return SECRET_NAMES;
  }

  /** Returns whether a secret is missing that must be set, even if nothing else changes. */
  boolean isIncomplete() {
    return false;
  }

  /** Returns {@link #secrets} in a form that is equal for equal policies. */
  Map<String, String> marked() {
    return secrets();
  }

  /** Returns the environment variables that configure the relay in the machine; no secrets. */
  Map<String, String> environment() {
    return Map.of();
  }

  /** Returns the values that must not appear in any text. */
  Collection<String> hidden() {
    return secrets().values();
  }

  /** Returns the {@code Authorization} header of a client's entry; empty if it has none. */
  Optional<String> entryHeader() {
    return header();
  }

  /** Returns what people need to sign in at an address; empty if there is no sign-in. */
  Optional<SignIn> signIn(URI address) {
    return Optional.empty();
  }

  /** Returns whether the launch generates a token. */
  boolean isGenerated() {
    return false;
  }

  /** Returns whether callers must send credentials. */
  boolean asksCallers() {
    return true;
  }

  /** Returns whether callers must send a bearer token, and nothing else is accepted. */
  boolean isBearerToken() {
    return false;
  }

  /** Returns whether only {@code mcp-remote} can send what callers must send, not the relay. */
  boolean needsMcpRemote() {
    return false;
  }

  /**
   * Returns the names by which a relay knows callers; empty if the policy has users or scopes that
   * are not known here.
   */
  Optional<Set<String>> principals() {
    return Optional.empty();
  }

  /** Returns the scopes that callers can have; empty if those are not known here. */
  Optional<Set<String>> possibleScopes() {
    return principals().map(known -> Set.of());
  }

  /** Returns the policy after an update to other credentials. */
  Authorization replacedBy(Authorization next) {
    return next;
  }

  /** Returns the policy after a change of the secrets of sign-in. */
  Authorization changed(Map<String, @Nullable String> variables, Map<String, String> passwords) {
    return this;
  }

  /** Returns the name of the policy in a deployment's record. */
  abstract String scheme();

  /** Returns the secrets that configure the wrapper or the relay in the machine. */
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

  /** Returns the policy of a server that its publisher runs and that needs these headers. */
  static Authorization headers(Map<String, String> headers) {
    if (headers.isEmpty()) {
      return none();
    }
    String value = headers.getOrDefault("Authorization", "");
    return headers.size() == 1 && value.matches("Bearer [\\x21-\\x7e]+")
        ? bearerToken(value.substring("Bearer ".length()))
        : new FixedHeaders(headers);
  }

  /** Adds the credentials to a client's entry that starts this library's proxy. */
  abstract McpServerEntry onProxyEntry(McpServerEntry entry);

  /** Sets the credentials of a proxy or a client in this process. */
  abstract <T extends RemoteOptions<T>> T on(T remote);

  /** Sets the credentials that a relay in this process accepts. */
  abstract Relay.Builder on(Relay.Builder relay);
}
