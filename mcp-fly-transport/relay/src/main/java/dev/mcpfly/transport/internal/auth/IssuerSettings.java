package dev.mcpfly.transport.internal.auth;

import java.net.URI;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How tokens of an existing issuer are checked.
 *
 * @param issuer compared with {@code iss}, character by character
 * @param audiences of which a token must name one; empty for the relay's own URL
 * @param scopes that every token must have
 * @param principalClaim the claim that names the caller
 * @param jwks where the issuer's keys are, or null to find out from its metadata
 * @param introspection where tokens are introspected, or null to verify them as JWTs
 * @param clientId how the relay identifies itself for introspection
 * @param clientSecret the secret that belongs to it
 */
public record IssuerSettings(
    String issuer,
    Set<String> audiences,
    Set<String> scopes,
    String principalClaim,
    @Nullable URI jwks,
    @Nullable URI introspection,
    String clientId,
    String clientSecret) {
  @Override
  public String toString() {
    return issuer;
  }
}
