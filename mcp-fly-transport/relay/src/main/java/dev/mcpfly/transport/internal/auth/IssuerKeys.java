package dev.mcpfly.transport.internal.auth;

import dev.mcpfly.transport.internal.JsonMembers;
import dev.mcpfly.transport.internal.JsonObject;
import dev.mcpfly.transport.internal.SafeTarget;
import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The keys of an issuer (RFC 7517): fetched when they are needed, kept for a while, fetched again
 * for a key that is not known, but not often, and kept when the issuer cannot be reached.
 * Thread-safe.
 */
final class IssuerKeys {
  private static final long FRESH_MILLIS = 15 * 60_000L;
  private static final long UNKNOWN_KEY_MILLIS = 30_000;
  private static final long FIRST_RETRY_MILLIS = 1000;
  private static final long LAST_RETRY_MILLIS = 60_000;
  private static final int MOST_KEYS = 64;

  private final String issuer;
  private final @Nullable URI location;
  private final Function<URI, CompletableFuture<JsonObject>> fetch;
  private final InstantSource clock;

  // Guarded by this.
  private @Nullable List<VerificationKey> keys;
  private long fetchedAt;
  private long nextTry;
  private long retryMillis = FIRST_RETRY_MILLIS;
  private @Nullable CompletableFuture<@Nullable List<VerificationKey>> fetching;

  /**
   * Makes a holder that has fetched nothing yet.
   *
   * @param location where the keys are, or null to find out from the issuer's metadata
   */
  IssuerKeys(
      String issuer,
      @Nullable URI location,
      Function<URI, CompletableFuture<JsonObject>> fetch,
      InstantSource clock) {
    this.issuer = issuer;
    this.location = location;
    this.fetch = fetch;
    this.clock = clock;
  }

  /** Gives the keys for a token, at once if they are there; null if none can be had now. */
  CompletableFuture<@Nullable List<VerificationKey>> forToken(Jwt token) {
    CompletableFuture<@Nullable List<VerificationKey>> wait;
    synchronized (this) {
      List<VerificationKey> known = keys;
      long now = clock.millis();
      boolean suits = known != null && token.knownTo(known);
      boolean fresh = known != null && now - fetchedAt < FRESH_MILLIS;
      boolean recent = known != null && now - fetchedAt < UNKNOWN_KEY_MILLIS;
      if ((suits && fresh) || recent || (fetching == null && now < nextTry)) {
        return CompletableFuture.completedFuture(known);
      }
      wait = start();
      if (suits) {
        // The old ones do while new ones are on their way.
        return CompletableFuture.completedFuture(known);
      }
    }
    return wait;
  }

  /** Begins to fetch; only under this lock. */
  private CompletableFuture<@Nullable List<VerificationKey>> start() {
    CompletableFuture<@Nullable List<VerificationKey>> running = fetching;
    if (running != null) {
      return running;
    }
    CompletableFuture<@Nullable List<VerificationKey>> result = new CompletableFuture<>();
    fetching = result;
    CompletableFuture<URI> where =
        location == null ? discover(0) : CompletableFuture.completedFuture(location);
    var unused =
        where
            .thenCompose(fetch)
            .thenApply(IssuerKeys::read)
            .whenComplete((read, error) -> result.complete(done(error == null ? read : null)));
    return result;
  }

  private synchronized @Nullable List<VerificationKey> done(@Nullable List<VerificationKey> read) {
    long now = clock.millis();
    fetching = null;
    if (read == null) {
      nextTry = now + retryMillis;
      retryMillis = Math.min(retryMillis * 2, LAST_RETRY_MILLIS);
    } else {
      keys = read;
      fetchedAt = now;
      nextTry = now + UNKNOWN_KEY_MILLIS;
      retryMillis = FIRST_RETRY_MILLIS;
    }
    return keys;
  }

  private static List<VerificationKey> read(JsonObject set) {
    List<VerificationKey> all = new ArrayList<>();
    for (String raw : JsonMembers.elements(set.raw("keys"))) {
      VerificationKey key = VerificationKey.of(JsonObject.parse(raw));
      if (key != null && all.size() < MOST_KEYS) {
        all.add(key);
      }
    }
    return List.copyOf(all);
  }

  /**
   * Returns the places where an issuer's metadata may be, in the order of the MCP specification.
   */
  static List<URI> metadataPlaces(String issuer) {
    URI uri = URI.create(issuer);
    String origin = uri.getScheme() + "://" + uri.getRawAuthority();
    String path = uri.getRawPath() == null ? "" : uri.getRawPath();
    String bare = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    List<URI> places = new ArrayList<>();
    places.add(URI.create(origin + "/.well-known/oauth-authorization-server" + bare));
    places.add(URI.create(origin + "/.well-known/openid-configuration" + bare));
    if (!bare.isEmpty()) {
      places.add(URI.create(origin + bare + "/.well-known/openid-configuration"));
    }
    return places;
  }

  private CompletableFuture<URI> discover(int place) {
    List<URI> places = metadataPlaces(issuer);
    return fetch
        .apply(places.get(place))
        .thenApply(
            metadata -> {
              String uri = metadata.text("jwks_uri");
              if (uri == null || !issuer.equals(metadata.text("issuer"))) {
                throw new IllegalArgumentException("The metadata belongs to another issuer.");
              }
              return SafeTarget.require("The issuer's jwks_uri", URI.create(uri), false);
            })
        .exceptionallyCompose(
            error ->
                place + 1 < places.size()
                    ? discover(place + 1)
                    : CompletableFuture.failedFuture(error));
  }
}
