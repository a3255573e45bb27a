package dev.mcpfly.transport.internal.auth.client;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An access token, what renews it, and where.
 *
 * @param scopes what was granted, or asked for if the server did not say
 * @param asked what was asked for
 * @param obtained when the access token was issued
 * @param signedIn when a person signed in for it, or the client with its own credentials
 */
record Token(
    String access,
    @Nullable String refresh,
    @Nullable Instant expires,
    Set<String> scopes,
    Set<String> asked,
    Instant obtained,
    Instant signedIn,
    String issuer,
    String resource,
    URI tokenEndpoint,
    @Nullable URI revocationEndpoint) {
  private static final Duration EARLY = Duration.ofSeconds(60);

  /** Returns whether it is certainly of no use any more. */
  boolean isExpired(Instant now) {
    return expires != null && !now.isBefore(expires);
  }

  /**
   * Returns whether it ends so soon that it is better renewed: a minute, or a quarter of its
   * lifetime.
   */
  boolean isDue(Instant now) {
    if (expires == null) {
      return false;
    }
    Duration quarter = Duration.between(obtained, expires).dividedBy(4);
    return !now.isBefore(expires.minus(quarter.compareTo(EARLY) < 0 ? quarter : EARLY));
  }

  String toJson() {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    values.put("issuer", issuer);
    values.put("resource", resource);
    values.put("access_token", access);
    values.put("refresh_token", refresh);
    values.put("expires_at", expires == null ? null : expires.getEpochSecond());
    values.put("obtained_at", obtained.getEpochSecond());
    values.put("signed_in_at", signedIn.getEpochSecond());
    values.put("scope", String.join(" ", scopes));
    values.put("asked_scope", String.join(" ", asked));
    values.put("token_endpoint", tokenEndpoint.toString());
    values.put(
        "revocation_endpoint", revocationEndpoint == null ? null : revocationEndpoint.toString());
    return StoreJson.write(values);
  }

  static @Nullable Token read(@Nullable Document stored) {
    if (stored == null) {
      return null;
    }
    String access = stored.text("access_token");
    String issuer = stored.text("issuer");
    String resource = stored.text("resource");
    URI endpoint = stored.uri("token_endpoint");
    Long obtained = stored.number("obtained_at");
    Long signedIn = stored.number("signed_in_at");
    if (access == null || issuer == null || resource == null || endpoint == null) {
      return null;
    }
    Long expires = stored.number("expires_at");
    return new Token(
        access,
        stored.text("refresh_token"),
        expires == null ? null : Instant.ofEpochSecond(expires),
        Challenge.scopes(stored.text("scope")),
        Challenge.scopes(stored.text("asked_scope")),
        Instant.ofEpochSecond(obtained == null ? 0 : obtained),
        Instant.ofEpochSecond(signedIn == null ? 0 : signedIn),
        issuer,
        resource,
        endpoint,
        stored.uri("revocation_endpoint"));
  }

  boolean covers(Set<String> wanted) {
    return scopes.containsAll(wanted);
  }

  @Override
  public String toString() {
    return "Token["
        + scopes.stream().collect(Collectors.joining(" "))
        + ", expires "
        + expires
        + "]";
  }
}
