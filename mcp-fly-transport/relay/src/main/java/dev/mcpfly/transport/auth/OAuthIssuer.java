package dev.mcpfly.transport.auth;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.mcpfly.transport.internal.SafeTarget;
import dev.mcpfly.transport.internal.auth.IssuerSettings;
import dev.mcpfly.transport.internal.auth.SettingsAccess;
import java.net.URI;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Describes an existing authorization server whose access tokens a relay accepts.
 *
 * <pre>{@code
 * OAuthIssuer issuer = OAuthIssuer.at(URI.create("https://login.example.com"))
 *     .audience("https://app.fly.dev/mcp")
 *     .scopes("mcp");
 * Relay.stdio("npx", "-y", "pkg").oauth(issuer).publicUri(URI.create("https://app.fly.dev")).start();
 * }</pre>
 *
 * <p>The relay then serves its metadata (RFC 9728) at {@code /.well-known/oauth-protected-resource}
 * and verifies tokens as JWTs (RFC 9068): signature, {@code iss}, {@code aud}, {@code exp}, {@code
 * nbf}, {@code iat} and scopes, with 60 seconds between clocks allowed. A key fixes its algorithms:
 * RS256 to RS512 and PS256 to PS512 for RSA keys from 2048 bits, ES256, ES384 or ES512 by the
 * curve, and EdDSA. Keys are fetched when needed, kept for 15 minutes, fetched again for an unknown
 * key at most every 30 seconds, and kept while the issuer cannot be reached; when none can be had,
 * the answer is 503. A verified token is remembered for at most five minutes (one minute if
 * introspected), and never longer than it is valid. Tokens are not passed on to the server behind
 * the relay.
 *
 * <p>Immutable and thread-safe; each method returns a changed copy. A URL that is neither https nor
 * http on this machine is an {@link IllegalArgumentException}.
 */
@CheckReturnValue
@SuppressWarnings("exports") // needed only while compiling
public final class OAuthIssuer {
  static {
    SettingsAccess.openIssuer(description -> ((OAuthIssuer) description).settings);
  }

  private final IssuerSettings settings;

  private OAuthIssuer(IssuerSettings settings) {
    this.settings = settings;
  }

  /**
   * Returns an issuer whose keys are found by its metadata (RFC 8414 or OpenID Connect Discovery).
   *
   * @param issuer exactly as the tokens' {@code iss} spells it: https, or http on this machine
   * @throws IllegalArgumentException if it is not such a URL, or has a query or fragment
   */
  public static OAuthIssuer at(URI issuer) {
    SafeTarget.require("The issuer", issuer, false);
    if (issuer.getRawQuery() != null || issuer.getRawFragment() != null) {
      throw new IllegalArgumentException("The issuer must have neither query nor fragment.");
    }
    return new OAuthIssuer(
        new IssuerSettings(
            issuer.toString(), Set.of(), new LinkedHashSet<>(), "sub", null, null, "", ""));
  }

  /**
   * Sets the audiences of which a token must name one in {@code aud}. By default it must name the
   * relay's own URL, as clients that send {@code resource} (RFC 8707) make issuers do.
   */
  public OAuthIssuer audience(String... audiences) {
    return with(
        Set.of(audiences),
        settings.scopes(),
        settings.principalClaim(),
        settings.jwks(),
        settings.introspection(),
        settings.clientId(),
        settings.clientSecret());
  }

  /**
   * Sets the scopes that every token must have; none by default. Those of single methods and tools
   * are stated by {@link ScopeRules}.
   *
   * @throws IllegalArgumentException if one is not a valid scope
   */
  public OAuthIssuer scopes(String... scopes) {
    return with(
        settings.audiences(),
        ScopeRules.requireScopes(List.of(scopes)),
        settings.principalClaim(),
        settings.jwks(),
        settings.introspection(),
        settings.clientId(),
        settings.clientSecret());
  }

  /** Sets the claim that names the caller, to whom sessions belong; {@code sub} by default. */
  public OAuthIssuer principalClaim(String claim) {
    return with(
        settings.audiences(),
        settings.scopes(),
        claim,
        settings.jwks(),
        settings.introspection(),
        settings.clientId(),
        settings.clientSecret());
  }

  /**
   * Sets where the issuer's keys are (a JWK set), instead of asking its metadata.
   *
   * @throws IllegalArgumentException if it is neither https nor http on this machine
   */
  public OAuthIssuer jwks(URI uri) {
    SafeTarget.require("The URL of the keys", uri, false);
    return with(
        settings.audiences(),
        settings.scopes(),
        settings.principalClaim(),
        uri,
        settings.introspection(),
        settings.clientId(),
        settings.clientSecret());
  }

  /**
   * Asks the issuer about each token (RFC 7662) instead of verifying it as a JWT. Claims that the
   * issuer leaves out of its answer are taken as checked by it, but {@code aud} only if no {@link
   * #audience} is set.
   *
   * @param uri the introspection endpoint
   * @param clientId how the relay identifies itself there
   * @param clientSecret the secret for HTTP Basic
   * @throws IllegalArgumentException if the URL is neither https nor http on this machine
   */
  public OAuthIssuer introspection(URI uri, String clientId, String clientSecret) {
    SafeTarget.require("The introspection endpoint", uri, false);
    return with(
        settings.audiences(),
        settings.scopes(),
        settings.principalClaim(),
        settings.jwks(),
        uri,
        clientId,
        clientSecret);
  }

  private OAuthIssuer with(
      Set<String> audiences,
      Set<String> scopes,
      String principalClaim,
      @Nullable URI jwks,
      @Nullable URI introspection,
      String clientId,
      String clientSecret) {
    return new OAuthIssuer(
        new IssuerSettings(
            settings.issuer(),
            audiences,
            scopes,
            principalClaim,
            jwks,
            introspection,
            clientId,
            clientSecret));
  }

  /**
   * Returns the environment in which {@code mcp-fly-relay.jar wrap} accepts the same tokens. {@code
   * MCP_FLY_OAUTH_CLIENT_SECRET}, if it is there, is a secret; the other values are not.
   */
  public Map<String, String> environment() {
    Map<String, String> all = new TreeMap<>();
    all.put("ISSUER", settings.issuer());
    all.put("AUDIENCE", String.join(" ", new TreeSet<>(settings.audiences())));
    all.put("SCOPES", String.join(" ", settings.scopes()));
    all.put("PRINCIPAL_CLAIM", settings.principalClaim());
    all.put("JWKS_URL", Objects.toString(settings.jwks(), ""));
    all.put("INTROSPECTION_URL", Objects.toString(settings.introspection(), ""));
    all.put("CLIENT_ID", settings.clientId());
    all.put("CLIENT_SECRET", settings.clientSecret());
    Map<String, String> named = new TreeMap<>();
    all.forEach(
        (name, value) -> {
          if (!value.isEmpty()) {
            named.put("MCP_FLY_OAUTH_" + name, value);
          }
        });
    return named;
  }

  /** Returns the issuer, as tokens spell it. */
  public URI issuer() {
    return URI.create(settings.issuer());
  }

  /** Returns the issuer, without secrets. */
  @Override
  public String toString() {
    return "OAuthIssuer[" + settings + "]";
  }
}
