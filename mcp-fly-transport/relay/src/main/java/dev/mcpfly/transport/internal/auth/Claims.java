package dev.mcpfly.transport.internal.auth;

import dev.mcpfly.transport.internal.JsonMembers;
import dev.mcpfly.transport.internal.JsonObject;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks what a JWT or an introspection says about a token, and reads the caller out of it. */
final class Claims {
  /** How far two clocks may be apart, in seconds. */
  static final long SKEW = 60;

  private static final int LONGEST_PRINCIPAL = 256;
  private static final int LONGEST_CLAIM = 512;
  private static final int MOST_CLAIMS = 32;

  private final IssuerSettings settings;
  private final Resource resource;

  Claims(IssuerSettings settings, Resource resource) {
    this.settings = settings;
    this.resource = resource;
  }

  /**
   * Reads the caller; null if the claims do not hold.
   *
   * @param introspected whether an authorization server vouches for the claims, which may then
   *     leave out issuer and expiry
   * @param now in seconds since the epoch
   */
  @Nullable Caller read(JsonObject claims, boolean introspected, long now) {
    String issuer = claims.text("iss");
    boolean issuerHolds = claims.has("iss") ? settings.issuer().equals(issuer) : introspected;
    if (!issuerHolds || !audienceHolds(claims, introspected)) {
      return null;
    }
    Long expires = claims.number("exp");
    if (expires == null ? !introspected || claims.has("exp") : expires + SKEW <= now) {
      return null;
    }
    if (isLater(claims, "nbf", now) || isLater(claims, "iat", now)) {
      return null;
    }
    String principal = claims.text(settings.principalClaim());
    if (principal == null
        || principal.isBlank()
        || principal.length() > LONGEST_PRINCIPAL
        || principal.chars().anyMatch(Character::isISOControl)) {
      return null;
    }
    long ends = expires == null ? Long.MAX_VALUE : expires * 1000;
    return new Caller(principal, scopes(claims), texts(claims), ends);
  }

  private static boolean isLater(JsonObject claims, String name, long now) {
    Long time = claims.number(name);
    return time == null ? claims.has(name) : time > now + SKEW;
  }

  private boolean audienceHolds(JsonObject claims, boolean introspected) {
    List<String> named = claims.texts("aud");
    if (named == null) {
      return introspected && !claims.has("aud") && settings.audiences().isEmpty();
    }
    return settings.audiences().isEmpty()
        ? named.stream().anyMatch(resource::isNamedBy)
        : named.stream().anyMatch(settings.audiences()::contains);
  }

  private static Set<String> scopes(JsonObject claims) {
    Set<String> all = new LinkedHashSet<>();
    for (String name : List.of("scope", "scp")) {
      List<String> texts = claims.texts(name);
      if (texts != null) {
        texts.forEach(text -> all.addAll(List.of(text.trim().split(" +"))));
      }
    }
    all.remove("");
    return all;
  }

  private static Map<String, String> texts(JsonObject claims) {
    Map<String, String> all = new LinkedHashMap<>();
    claims
        .raw()
        .forEach(
            (name, raw) -> {
              // Bounded, because callers are kept; what is longer is no use as a claim of ours.
              if (raw.length() <= LONGEST_CLAIM && all.size() < MOST_CLAIMS) {
                String text = JsonMembers.text(raw);
                all.put(name, text == null ? raw : text);
              }
            });
    return Map.copyOf(all);
  }
}
