package dev.mcpfly.image.registry;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Provides the login for a registry. Implementations must be thread-safe and keep secrets out of
 * their text forms.
 */
@FunctionalInterface
public interface RegistryCredentials {
  /**
   * Returns the login for a registry, or empty to connect anonymously.
   *
   * @param registry the host as in an image reference, with the port if it has one, for example
   *     {@code docker.io}
   */
  Optional<Login> loginFor(String registry);

  /** Returns credentials that connect anonymously everywhere. */
  static RegistryCredentials anonymous() {
    return registry -> Optional.empty();
  }

  /** Returns credentials for one registry. */
  static RegistryCredentials of(String registry, Login login) {
    Objects.requireNonNull(login, "login");
    return asked -> asked.equals(registry) ? Optional.of(login) : Optional.empty();
  }

  /**
   * Returns credentials for {@code registry.fly.io}: the user {@code x} and a Fly token. Of a token
   * with several parts, the macaroons are sent if there are any, as flyctl does; a leading scheme
   * ({@code FlyV1}, {@code Bearer}) is removed.
   */
  static RegistryCredentials fly(String token) {
    String bare = token.strip().replaceFirst("^(?i:FlyV1|Bearer)\\s+", "");
    String macaroons =
        Arrays.stream(bare.split(","))
            .map(String::strip)
            .filter(
                part ->
                    part.startsWith("fm1r_") || part.startsWith("fm1a_") || part.startsWith("fm2_"))
            .collect(Collectors.joining(","));
    return of("registry.fly.io", Login.of("x", macaroons.isEmpty() ? bare : macaroons));
  }

  /**
   * Returns the credentials that {@code docker login} left in {@code $DOCKER_CONFIG/config.json} or
   * {@code ~/.docker/config.json}, with its credential helpers. If the file is missing, there are
   * no logins.
   */
  static RegistryCredentials docker() {
    return DockerConfig.ofUser();
  }

  /**
   * Returns credentials that use these logins first, and the others for registries that have none.
   */
  default RegistryCredentials orElse(RegistryCredentials others) {
    return registry -> loginFor(registry).or(() -> others.loginFor(registry));
  }

  /** A user and a secret for one registry. The secret is never part of a text form. */
  final class Login {
    private final String user;
    private final String secret;
    private final boolean refreshToken;

    private Login(String user, String secret, boolean refreshToken) {
      this.user = Objects.requireNonNull(user, "user");
      this.secret = Objects.requireNonNull(secret, "secret");
      this.refreshToken = refreshToken;
    }

    /** Returns a login with a user name and a password or access token. */
    public static Login of(String user, String secret) {
      return new Login(user, secret, false);
    }

    /** Returns a login with an OAuth2 refresh token, which Docker calls an identity token. */
    public static Login identityToken(String token) {
      return new Login("<token>", token, true);
    }

    /** Returns the user name. */
    public String user() {
      return user;
    }

    boolean isRefreshToken() {
      return refreshToken;
    }

    String secret() {
      return secret;
    }

    String basicHeader() {
      return "Basic "
          + Base64.getEncoder()
              .encodeToString((user + ":" + secret).getBytes(StandardCharsets.UTF_8));
    }

    /** Returns only the user name. */
    @Override
    public String toString() {
      return "Login[user=" + user + ", secret=***]";
    }
  }
}
