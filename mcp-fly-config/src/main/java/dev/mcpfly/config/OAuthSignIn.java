package dev.mcpfly.config;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How a client signs its user in at a remote server by OAuth 2.1.
 *
 * <pre>{@code
 * McpServerEntry.http(uri).signIn()                                              // the client discovers everything itself
 * McpServerEntry.http(uri).signIn(OAuthSignIn.client("my-id").scopes("read"))    // registered beforehand
 * }</pre>
 *
 * <p>Immutable: each method returns a new value. {@link #toString()} hides the secret.
 *
 * @param clientId the id of a client that was registered at the authorization server beforehand;
 *     empty if the client registers itself
 * @param clientSecret the secret that belongs to the id
 * @param scopes the scopes to ask for; if empty, the client and the server decide
 * @param callbackPort the port of the loopback redirect address, from 1 to 65535, if the redirect
 *     was registered with a port
 */
public record OAuthSignIn(
    Optional<String> clientId,
    Optional<ConfigValue> clientSecret,
    List<String> scopes,
    OptionalInt callbackPort) {
  /**
   * Checks the members.
   *
   * @throws IllegalArgumentException if an id, scope or port is invalid, or there is a secret
   *     without an id
   */
  public OAuthSignIn {
    scopes = List.copyOf(scopes);
    if (clientId.filter(String::isBlank).isPresent()) {
      throw new IllegalArgumentException("The OAuth client id must not be blank.");
    }
    if (clientSecret.isPresent() && clientId.isEmpty()) {
      throw new IllegalArgumentException("An OAuth client secret needs a client id.");
    }
    if (!areScopes(scopes)) {
      throw new IllegalArgumentException(
          "An OAuth scope must be one word without quotes or backslashes. Give each scope on its"
              + " own.");
    }
    if (callbackPort.isPresent()
        && (callbackPort.getAsInt() < 1 || callbackPort.getAsInt() > 65_535)) {
      throw new IllegalArgumentException(
          "The callback port must be from 1 to 65535, but was " + callbackPort.getAsInt() + ".");
    }
  }

  /** Returns whether all of these can be scopes (RFC 6749, section 3.3). */
  static boolean areScopes(List<String> names) {
    return names.stream().allMatch(name -> name.matches("[\\x21\\x23-\\x5b\\x5d-\\x7e]+"));
  }

  /** Returns a sign-in where the client finds the authorization server and registers itself. */
  public static OAuthSignIn discovered() {
    return new OAuthSignIn(Optional.empty(), Optional.empty(), List.of(), OptionalInt.empty());
  }

  /** Returns a sign-in with a client id that was registered beforehand. */
  public static OAuthSignIn client(String id) {
    return new OAuthSignIn(
        Optional.of(Objects.requireNonNull(id, "id")),
        Optional.empty(),
        List.of(),
        OptionalInt.empty());
  }

  /** Returns this sign-in with the client's secret. */
  public OAuthSignIn secret(String value) {
    return secret(ConfigValue.literal(value));
  }

  /** Returns this sign-in with the client's secret, literal or by reference. */
  public OAuthSignIn secret(ConfigValue value) {
    return new OAuthSignIn(clientId, Optional.of(value), scopes, callbackPort);
  }

  /** Returns this sign-in with the scopes to ask for. */
  public OAuthSignIn scopes(String... names) {
    return new OAuthSignIn(clientId, clientSecret, List.of(names), callbackPort);
  }

  /** Returns this sign-in with the port of the loopback redirect address. */
  public OAuthSignIn callbackPort(int port) {
    return new OAuthSignIn(clientId, clientSecret, scopes, OptionalInt.of(port));
  }
}
