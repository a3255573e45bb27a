package dev.mcpfly.transport.internal.auth;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the endpoints of the relay's own authorization server share. Thread-safe. */
final class LoginContext {
  private final List<String> keys;
  private final Map<String, User> users;
  private final Resource resource;
  private final Sealer sealer;
  private final Families families;
  private final TokenCache cache;

  LoginContext(List<String> keys, Map<String, User> users, Resource resource, InstantSource clock) {
    this.keys = keys;
    this.users = users;
    this.resource = resource;
    this.sealer = new Sealer(keys, clock);
    this.families = new Families(clock);
    this.cache = new TokenCache(Long.MAX_VALUE / 2, clock);
  }

  Resource resource() {
    return resource;
  }

  Sealer sealer() {
    return sealer;
  }

  Families families() {
    return families;
  }

  TokenCache cache() {
    return cache;
  }

  Map<String, User> users() {
    return users;
  }

  /** Returns the issuer: the relay's own origin, without a slash at its end. */
  String issuer() {
    return resource.origin();
  }

  boolean isSecure() {
    return issuer().startsWith("https:");
  }

  /** Returns the secrets that a client's id may have, the one of the present key first. */
  List<String> clientSecrets(String id) {
    List<String> all = new ArrayList<>();
    for (String key : keys) {
      all.add(
          Encoding.base64(
              Encoding.hmac(Encoding.sha256("client secret " + key), issuer() + " " + id)));
    }
    return all;
  }

  /**
   * Returns whether a grant still counts: its user is there and was not revoked, and it has not
   * ended.
   */
  boolean holds(Grant grant) {
    User user = users.get(grant.user());
    return user != null && user.epoch() == grant.epoch() && !families.isEnded(grant.family());
  }

  /** Ends everything that came from one consent. */
  void end(String family) {
    families.end(family);
    cache.clear();
  }

  /** Opens an access or refresh token, or a code; null if it does not count. */
  @Nullable Grant open(Sealer.Kind kind, String text) {
    Sealer.Opened opened = sealer.open(kind, issuer(), text);
    if (opened == null) {
      return null;
    }
    Grant grant = Grant.of(opened);
    return holds(grant) ? grant : null;
  }
}
