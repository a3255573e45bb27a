package dev.mcpfly.transport.internal.auth.client;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The identity of this client at one authorization server.
 *
 * @param method the way in which it authenticates at the token endpoint
 * @param redirectUri the redirect that it was registered with, or null if that is free
 * @param registered whether it registered by itself, and so may do so again
 * @param askedScopes the scopes named when it registered
 */
record ClientIdentity(
    String issuer,
    String id,
    @Nullable String secret,
    @Nullable Instant secretExpires,
    String method,
    @Nullable String redirectUri,
    boolean registered,
    Set<String> askedScopes) {

  boolean isUsable(Instant now) {
    return secretExpires == null || now.isBefore(secretExpires);
  }

  String toJson() {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    values.put("issuer", issuer);
    values.put("client_id", id);
    values.put("client_secret", secret);
    values.put(
        "client_secret_expires_at", secretExpires == null ? null : secretExpires.getEpochSecond());
    values.put("token_endpoint_auth_method", method);
    values.put("redirect_uri", redirectUri);
    values.put("scope", String.join(" ", askedScopes));
    return StoreJson.write(values);
  }

  static @Nullable ClientIdentity read(@Nullable Document stored, String issuer) {
    String id = stored == null ? null : stored.text("client_id");
    String method = stored == null ? null : stored.text("token_endpoint_auth_method");
    // The issuer is in the file's name already: this guards against a file that was moved.
    if (stored == null || id == null || method == null || !issuer.equals(stored.text("issuer"))) {
      return null;
    }
    Long expires = stored.number("client_secret_expires_at");
    return new ClientIdentity(
        issuer,
        id,
        stored.text("client_secret"),
        expires == null || expires == 0 ? null : Instant.ofEpochSecond(expires),
        method,
        stored.text("redirect_uri"),
        true,
        Challenge.scopes(stored.text("scope")));
  }

  @Override
  public String toString() {
    return "ClientIdentity[" + Quote.of(issuer) + "]";
  }
}
