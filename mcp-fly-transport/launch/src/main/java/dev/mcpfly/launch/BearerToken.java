package dev.mcpfly.launch;

import dev.mcpfly.config.McpServerEntry;
import dev.mcpfly.transport.Relay;
import dev.mcpfly.transport.RemoteOptions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Requires a known bearer token. */
final class BearerToken extends Authorization {
  static final String SCHEME = "bearer";
  static final Optional<Set<String>> PRINCIPALS = Optional.of(Set.of("token"));

  private final String token;

  BearerToken(String token) {
    if (!Given.value("the bearer token", token).matches("[\\x21-\\x7e]+")) {
      throw new InvalidLaunchException(
          "The bearer token must be one or more visible ASCII characters without blanks; give"
              + " another one.");
    }
    this.token = token;
  }

  String token() {
    return token;
  }

  @Override
  boolean isBearerToken() {
    return true;
  }

  @Override
  Optional<Set<String>> principals() {
    return PRINCIPALS;
  }

  @Override
  String scheme() {
    return SCHEME;
  }

  @Override
  Map<String, String> secrets() {
    return Map.of(TOKEN_SECRET, token);
  }

  @Override
  public Optional<String> header() {
    return Optional.of("Bearer " + token);
  }

  @Override
  McpServerEntry onProxyEntry(McpServerEntry entry) {
    return entry.env(ClientEntry.TOKEN, token);
  }

  @Override
  <T extends RemoteOptions<T>> T on(T remote) {
    return remote.bearerToken(token);
  }

  @Override
  Relay.Builder on(Relay.Builder relay) {
    return relay.bearerToken(token);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BearerToken bearer && bearer.token.equals(token);
  }

  @Override
  public int hashCode() {
    return token.hashCode();
  }

  @Override
  public String toString() {
    return "bearer token";
  }

  /** Requires a bearer token that is generated when the launch begins. */
  static final class Generated extends Authorization {
    private static final SecureRandom RANDOM = new SecureRandom();

    @Override
    Authorization resolved(Resolution of) {
      return of.token().orElseGet(Generated::newToken);
    }

    /** Returns a fresh token of 256 random bits. */
    static BearerToken newToken() {
      byte[] bits = new byte[32];
      RANDOM.nextBytes(bits);
      return new BearerToken(Base64.getUrlEncoder().withoutPadding().encodeToString(bits));
    }

    @Override
    boolean isBearerToken() {
      return true;
    }

    @Override
    Optional<Set<String>> principals() {
      return PRINCIPALS;
    }

    @Override
    boolean isGenerated() {
      return true;
    }

    @Override
    String scheme() {
      return SCHEME;
    }

    @Override
    Map<String, String> secrets() {
      throw unresolved();
    }

    @Override
    public Optional<String> header() {
      throw unresolved();
    }

    @Override
    McpServerEntry onProxyEntry(McpServerEntry entry) {
      throw unresolved();
    }

    @Override
    <T extends RemoteOptions<T>> T on(T remote) {
      throw unresolved();
    }

    @Override
    Relay.Builder on(Relay.Builder relay) {
      throw unresolved();
    }

    private static IllegalStateException unresolved() {
      return new IllegalStateException("The token is generated only when the launch begins");
    }

    @Override
    public String toString() {
      return "generated bearer token";
    }
  }
}
