package dev.mcpfly.transport.internal.auth;

import dev.mcpfly.transport.internal.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A signed JWT in its compact form (RFC 7519), parsed but not yet verified. */
final class Jwt {
  private static final Set<String> TYPES = Set.of("jwt", "at+jwt", "application/at+jwt");

  private final String algorithm;
  private final @Nullable String kid;
  private final JsonObject claims;
  private final byte[] signed;
  private final byte[] signature;

  private Jwt(
      String algorithm, @Nullable String kid, JsonObject claims, byte[] signed, byte[] signature) {
    this.algorithm = algorithm;
    this.kid = kid;
    this.claims = claims;
    this.signed = signed;
    this.signature = signature;
  }

  /** Takes a token apart; null if it is not a JWT of the accepted kind. */
  static @Nullable Jwt parse(String token) {
    String[] parts = token.split("\\.", 4);
    if (parts.length != 3 || parts[2].isEmpty()) {
      return null;
    }
    byte[] header = Encoding.decode(parts[0]);
    byte[] payload = Encoding.decode(parts[1]);
    byte[] signature = Encoding.decode(parts[2]);
    if (header == null || payload == null || signature == null) {
      return null;
    }
    try {
      JsonObject said = JsonObject.parse(header);
      String algorithm = said.text("alg");
      String type = said.has("typ") ? said.text("typ") : "jwt";
      if (algorithm == null
          || said.has("crit")
          || type == null
          || !TYPES.contains(type.toLowerCase(Locale.ROOT))) {
        return null;
      }
      byte[] signed = (parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII);
      return new Jwt(algorithm, said.text("kid"), JsonObject.parse(payload), signed, signature);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** Returns what the token says. */
  JsonObject claims() {
    return claims;
  }

  /** Returns whether one of the keys has signed this token. */
  boolean isSignedBy(List<VerificationKey> keys) {
    for (VerificationKey key : keys) {
      if (key.fits(kid, algorithm) && key.verifies(algorithm, signed, signature)) {
        return true;
      }
    }
    return false;
  }

  /** Returns whether a set of keys has one that this token could be signed by. */
  boolean knownTo(List<VerificationKey> keys) {
    String named = kid;
    return named == null
        ? keys.stream().anyMatch(key -> key.fits(null, algorithm))
        : keys.stream().anyMatch(key -> key.isNamed(named));
  }
}
