package dev.mcpfly.image.registry;

import java.util.Arrays;
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
  Optional<RegistryLogin> loginFor(String registry);

  /** Returns credentials that connect anonymously everywhere. */
  static RegistryCredentials anonymous() {
    return registry -> Optional.empty();
  }

  /** Returns credentials for one registry. */
  static RegistryCredentials of(String registry, RegistryLogin login) {
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
    return of("registry.fly.io", RegistryLogin.of("x", macaroons.isEmpty() ? bare : macaroons));
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
}
