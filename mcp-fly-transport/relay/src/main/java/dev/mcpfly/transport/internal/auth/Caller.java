package dev.mcpfly.transport.internal.auth;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The sender of a request, and what it may do.
 *
 * @param principal the name to which sessions are bound
 * @param scopes the scopes of the token, or null if scopes do not limit this caller
 * @param claims what else is known of the caller
 * @param expiresAt when the credentials end, in milliseconds since the epoch; {@link
 *     Long#MAX_VALUE} for never
 */
public record Caller(
    String principal, @Nullable Set<String> scopes, Map<String, String> claims, long expiresAt) {
  /** Makes a caller with credentials that neither end nor are limited. */
  public static Caller unlimited(String principal) {
    return new Caller(principal, null, Map.of(), Long.MAX_VALUE);
  }

  /** Returns whether the caller has all of these scopes. */
  public boolean hasAll(Set<String> wanted) {
    return scopes == null || scopes.containsAll(wanted);
  }
}
