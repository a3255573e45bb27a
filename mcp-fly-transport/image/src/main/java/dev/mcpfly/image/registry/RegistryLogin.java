package dev.mcpfly.image.registry;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Objects;

/** A user and a secret for one registry. The secret is never part of a text form. */
public final class RegistryLogin {
  private final String user;
  private final String secret;
  private final boolean refreshToken;

  private RegistryLogin(String user, String secret, boolean refreshToken) {
    this.user = Objects.requireNonNull(user, "user");
    this.secret = Objects.requireNonNull(secret, "secret");
    this.refreshToken = refreshToken;
  }

  /** Returns a login with a user name and a password or access token. */
  public static RegistryLogin of(String user, String secret) {
    return new RegistryLogin(user, secret, false);
  }

  /** Returns a login with an OAuth2 refresh token, which Docker calls an identity token. */
  public static RegistryLogin identityToken(String token) {
    return new RegistryLogin("<token>", token, true);
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
    return "RegistryLogin[user=" + user + ", secret=***]";
  }
}
