package dev.mcpfly.transport.auth;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.mcpfly.transport.internal.Text;
import dev.mcpfly.transport.internal.auth.LoginServer;
import dev.mcpfly.transport.internal.auth.LoginSettings;
import dev.mcpfly.transport.internal.auth.SettingsAccess;
import java.net.URI;
import java.util.List;

/**
 * Describes a relay's own small authorization server (OAuth 2.1), for the few people who own a
 * deployment. It is what claude.ai, ChatGPT, VS Code and others sign in to when there is no issuer
 * yet.
 *
 * <pre>{@code
 * String key = OAuthLogin.newKey();                         // keep it as a secret, with the users
 * OAuthLogin login = OAuthLogin.owner("me", password).key(key).serverName("Notes");
 * Relay relay = Relay.stdio("npx", "-y", "pkg").oauth(login).start();
 * URI link = login.signInLink(relay.baseUri(), "me");       // signs in once, within ten minutes
 * }</pre>
 *
 * <p>It offers the authorization code grant with PKCE (S256 only), refresh tokens with rotation,
 * revocation, dynamic client registration and client id metadata documents, at {@code /authorize},
 * {@code /token}, {@code /revoke} and {@code /register}, and a page where people sign in and decide
 * about each client. Codes last 60 seconds, access tokens an hour, refresh tokens 30 days from
 * their last use and 180 days in all; a browser stays signed in for an hour.
 *
 * <p><b>Limits.</b> There is no database: clients, codes and tokens are sealed (AES-256-GCM) by a
 * key, so that they survive a sleep, a restart, and count on every Machine with the same key and
 * the same public URL. What has to be remembered is kept in the memory of one process, and only up
 * to 10,000 entries of each kind:
 *
 * <ul>
 *   <li>which codes, forms and sign-in links were used. After a restart, or on another Machine, a
 *       code can be used again within its 60 seconds (by whoever has its PKCE verifier), and a link
 *       within its ten minutes;
 *   <li>which refresh token of a grant is the newest. Reuse of an older one is noticed, and ends
 *       the grant, only by the process that has seen its successor used;
 *   <li>what clients have revoked at {@code /revoke}. To revoke for good, call {@link
 *       #revoke(String)}, which voids everything that a user was given, or change the key, which
 *       voids everything that was issued;
 *   <li>failed sign-ins. Each name has ten attempts, then one every 30 seconds, on each Machine;
 *       somebody who knows a name can so keep its owner from signing in by password.
 * </ul>
 *
 * <p>Immutable and thread-safe; each method returns a changed copy. A name, password, key or scope
 * that is not valid is an {@link IllegalArgumentException}, which never holds the password or key.
 * {@link #toString()} shows names only.
 */
@CheckReturnValue
@SuppressWarnings("exports") // needed only while compiling
public final class OAuthLogin {
  static {
    SettingsAccess.openLogin(description -> ((OAuthLogin) description).settings);
  }

  private final LoginSettings settings;

  private OAuthLogin(LoginSettings settings) {
    this.settings = settings;
  }

  /**
   * Returns a login for one user. Hashing the password takes about half a second.
   *
   * @param name 1 to 64 characters of {@code A-Za-z0-9._@+-}; sessions belong to this name
   * @param password 1 to 256 characters
   * @throws IllegalArgumentException if the name or password is not valid
   */
  public static OAuthLogin owner(String name, String password) {
    return new OAuthLogin(LoginSettings.empty().withUser(name, password));
  }

  /**
   * Returns a login for the users that {@link #encodeUsers()} wrote. Texts of several logins may be
   * joined by commas. An entry {@code name:number} behind them changes the epoch of a user, as
   * {@link #revoke} does.
   *
   * @throws IllegalArgumentException if the text is malformed
   */
  public static OAuthLogin ofUsers(String encoded) {
    return new OAuthLogin(LoginSettings.empty().withUsers(encoded));
  }

  /** Returns a new key for {@link #key(String)}: 256 random bits as 43 characters. */
  public static String newKey() {
    return LoginServer.newKey();
  }

  /**
   * Adds a user, or changes a user's password, which revokes what the user was given before.
   *
   * @throws IllegalArgumentException if name or password are not usable
   */
  public OAuthLogin user(String name, String password) {
    return new OAuthLogin(settings.withUser(name, password));
  }

  /**
   * Removes a user, whose tokens and sign-ins no longer count.
   *
   * @throws IllegalArgumentException if there is no such user
   */
  public OAuthLogin removeUser(String name) {
    return new OAuthLogin(settings.withoutUser(name));
  }

  /**
   * Revokes everything that a user was given; the user can sign in again. Takes effect when the
   * relay runs with the new users.
   *
   * @throws IllegalArgumentException if there is no such user
   */
  public OAuthLogin revoke(String name) {
    return new OAuthLogin(settings.revoked(name));
  }

  /**
   * Sets the key that seals clients, codes and tokens, such as {@link #newKey()} makes. Without
   * one, the relay makes a key when it starts, and everybody signs in again after a restart.
   *
   * <p>Called more than once, the first key seals and opens; the later ones are former keys, which
   * only recognize clients that registered under them, so that these can sign in again.
   *
   * @throws IllegalArgumentException if the key is shorter than 32 characters
   */
  public OAuthLogin key(String key) {
    return new OAuthLogin(settings.withKey(key));
  }

  /** Sets how the page where people sign in calls the server; its host name by default. */
  public OAuthLogin serverName(String name) {
    return new OAuthLogin(settings.withServerName(Text.excerpt(name, 80)));
  }

  /**
   * Sets the scopes that every token has; {@code mcp} by default. Those of {@link ScopeRules} can
   * be asked for besides.
   *
   * @throws IllegalArgumentException if one is not a valid scope
   */
  public OAuthLogin scopes(String... scopes) {
    return new OAuthLogin(settings.withScopes(ScopeRules.requireScopes(List.of(scopes))));
  }

  /**
   * Returns the users as one line of text, to be stored as a secret: names, epochs, and the hashes
   * of passwords (PBKDF2 with HMAC-SHA256, 600,000 iterations).
   */
  public String encodeUsers() {
    return settings.encodeUsers();
  }

  /**
   * Returns a link that signs a user in once, within ten minutes, without the password. It is as
   * good as the password for that time: show it to the user, and keep it out of logs.
   *
   * @param publicUri where clients reach the relay, such as {@code https://app.fly.dev}
   * @throws IllegalArgumentException if there is no such user, or no key was set
   */
  public URI signInLink(URI publicUri, String name) {
    return LoginServer.signInLink(settings, publicUri, name);
  }

  /**
   * Returns an access token of a user, as a client gets one by signing in: for an hour, and with
   * every scope of this login and the given ones. For programs that hold the key and have no
   * browser, such as a check after a deployment.
   *
   * @param publicUri where clients reach the relay, such as {@code https://app.fly.dev}
   * @param scopes further scopes, such as those of {@link ScopeRules}
   * @throws IllegalArgumentException if there is no such user, no key was set, or a scope is not
   *     valid
   */
  public String accessToken(URI publicUri, String name, String... scopes) {
    return LoginServer.accessToken(
        settings, ScopeRules.requireScopes(List.of(scopes)), publicUri, name);
  }

  /** Returns the names of the users, without secrets. */
  @Override
  public String toString() {
    return "OAuthLogin[" + settings + "]";
  }
}
