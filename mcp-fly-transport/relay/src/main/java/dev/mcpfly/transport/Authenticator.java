package dev.mcpfly.transport;

import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Decides who may use a {@link Relay}. Called for each request, possibly from several threads at
 * once, and on the thread that serves all connections: it must be quick and must not block.
 *
 * <p>An implementation that only names callers is a lambda for {@link #authenticate}. One that
 * knows scopes, claims or lifetimes, or sends its own challenge, uses {@link #deciding} or
 * overrides {@link #decide}.
 */
@FunctionalInterface
public interface Authenticator {
  /**
   * Names the sender of a request.
   *
   * @return the principal's name, to which sessions are bound, or empty to refuse with 401
   */
  Optional<String> authenticate(Request request);

  /**
   * Decides about a request. This is what the relay calls; by default it asks {@link
   * #authenticate}.
   */
  default Decision decide(Request request) {
    return authenticate(request).map(Decision::accept).orElseGet(Decision::refuse);
  }

  /**
   * Returns the {@code WWW-Authenticate} for a caller whose scopes do not suffice for a message.
   *
   * @param scopes all scopes that the message needs
   */
  default String challenge(Request request, Set<String> scopes) {
    return "Bearer error=\"insufficient_scope\", scope=\"" + String.join(" ", scopes) + "\"";
  }

  /** Returns an authenticator that decides by this function. */
  static Authenticator deciding(Function<? super Request, Decision> decisions) {
    return new Authenticator() {
      @Override
      public Optional<String> authenticate(Request request) {
        return decide(request).principal();
      }

      @Override
      public Decision decide(Request request) {
        return decisions.apply(request);
      }
    };
  }

  /** The parts of a request that are known before its body is read. */
  interface Request {
    /** Returns the HTTP method. */
    String method();

    /** Returns the path, undecoded and without query. */
    String path();

    /** Returns the first value of a header, whose name's case does not matter. */
    Optional<String> header(String name);

    /** Returns the address that the request came from; a proxy's, if there is one in between. */
    String remoteAddress();
  }

  /** The decision to accept or refuse a request. Immutable; {@link #toString()} shows no claims. */
  final class Decision {
    private final @Nullable String principal;
    private final @Nullable Set<String> scopes;
    private final Map<String, String> claims;
    private final Instant expires;
    private final int status;
    private final @Nullable String challenge;

    private Decision(
        @Nullable String principal,
        @Nullable Set<String> scopes,
        Map<String, String> claims,
        Instant expires,
        int status,
        @Nullable String challenge) {
      this.principal = principal;
      this.scopes = scopes;
      this.claims = claims;
      this.expires = expires;
      this.status = status;
      this.challenge = challenge;
    }

    /**
     * Lets the request in.
     *
     * @param principal the name to which sessions are bound; must not be empty
     */
    public static Decision accept(String principal) {
      if (principal.isEmpty()) {
        throw new IllegalArgumentException("The principal must not be empty.");
      }
      return new Decision(principal, null, Map.of(), Instant.MAX, 200, null);
    }

    /** Refuses the request with 401 and the relay's own challenge. */
    public static Decision refuse() {
      return new Decision(null, null, Map.of(), Instant.MAX, 401, null);
    }

    /**
     * Refuses the request.
     *
     * @param status 400, 401, 403, 429 or 503
     * @param challenge the value of {@code WWW-Authenticate}
     */
    public static Decision refuse(int status, String challenge) {
      if (!Set.of(400, 401, 403, 429, 503).contains(status)) {
        throw new IllegalArgumentException(
            "The status must be 400, 401, 403, 429 or 503, but was " + status + ".");
      }
      return new Decision(
          null,
          null,
          Map.of(),
          Instant.MAX,
          status,
          Credentials.headerSafe("challenge", challenge));
    }

    /** Limits the caller to these scopes; without, scope rules do not concern the caller. */
    public Decision scopes(Collection<String> some) {
      return new Decision(
          principal, Set.copyOf(new LinkedHashSet<>(some)), claims, expires, status, challenge);
    }

    /** Sets further claims about the caller. */
    public Decision claims(Map<String, String> some) {
      return new Decision(principal, scopes, Map.copyOf(some), expires, status, challenge);
    }

    /** Ends the caller's open event streams at this time; never by default. */
    public Decision expiresAt(Instant time) {
      return new Decision(principal, scopes, claims, time, status, challenge);
    }

    /** Returns the principal, or empty if the request is refused. */
    public Optional<String> principal() {
      return Optional.ofNullable(principal);
    }

    @Nullable Set<String> scopes() {
      return scopes;
    }

    Map<String, String> claims() {
      return claims;
    }

    long expiresAtMillis() {
      return expires.equals(Instant.MAX) ? Long.MAX_VALUE : expires.toEpochMilli();
    }

    int status() {
      return status;
    }

    @Nullable String challenge() {
      return challenge;
    }

    @Override
    public String toString() {
      return principal == null ? "refuse with " + status : "accept " + principal;
    }
  }
}
