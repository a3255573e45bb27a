package dev.mcpfly.launch;

import dev.mcpfly.api.json.JsonModel;
import dev.mcpfly.api.json.JsonObject;
import java.net.URI;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What people need to sign in: the address to paste into claude.ai, ChatGPT and other clients, and
 * the users with their passwords. Immutable; no text form shows a password.
 */
public final class SignIn implements JsonModel {
  private final URI address;
  private final Optional<URI> issuer;
  private final Map<String, Optional<String>> users;

  SignIn(URI address, Optional<URI> issuer, Map<String, Optional<String>> users) {
    this.address = address;
    this.issuer = issuer;
    this.users = Collections.unmodifiableMap(new LinkedHashMap<>(users));
  }

  static LaunchException none(String server) {
    return new LaunchException(
        "\"%s\" has no sign-in; launch it again with authorization(Authorization.oauth())."
            .formatted(server),
        null);
  }

  /** Returns the address of the server that clients are given: {@code https://app.fly.dev/mcp}. */
  public URI address() {
    return address;
  }

  /** Returns where people sign in if not at the server itself, as far as it is known. */
  public Optional<URI> issuer() {
    return issuer;
  }

  /** Returns the names of those who may sign in at the server itself, the owner first. */
  public List<String> users() {
    return List.copyOf(users.keySet());
  }

  /** Returns the owner's name; empty if people sign in elsewhere. */
  public Optional<String> user() {
    return users.keySet().stream().findFirst();
  }

  /** Returns the owner's password, if it is known; see {@link #password(String)}. */
  public Optional<String> password() {
    return user().flatMap(this::password);
  }

  /**
   * Returns a user's password, if it is known: on the deployment that the launch, or a change of
   * the user, returned. Only its hash is kept, so that {@link McpDeployments#open} cannot tell it;
   * {@link DeploymentUsers#newPassword(String)} makes another one.
   *
   * @throws IllegalArgumentException if there is no such user
   */
  public Optional<String> password(String user) {
    Optional<String> password = users.get(Given.value("the user", user));
    if (password == null) {
      throw new IllegalArgumentException(
          "There is no user \"%s\"; there are %s.".formatted(Texts.shown(user), users.keySet()));
    }
    return password;
  }

  /**
   * Returns {@code address}, {@code users} (names), and {@code issuer} if there is one. Passwords
   * are not in it.
   */
  @Override
  public JsonObject json() {
    JsonObject json = JsonObject.of("address", address.toString()).with("users", users());
    return issuer.map(uri -> json.with("issuer", uri.toString())).orElse(json);
  }

  @Override
  public String toString() {
    return "SignIn[%s, users %s]".formatted(address, users.keySet());
  }
}
