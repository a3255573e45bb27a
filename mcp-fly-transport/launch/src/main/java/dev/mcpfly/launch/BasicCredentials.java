package dev.mcpfly.launch;

import dev.mcpfly.config.McpServerEntry;
import dev.mcpfly.transport.Relay;
import dev.mcpfly.transport.RemoteOptions;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Requires a user name and a password (HTTP Basic). */
final class BasicCredentials extends Authorization {
  private final String user;
  private final String password;

  BasicCredentials(String user, String password) {
    if (Given.value("the user", user).isEmpty()
        || user.indexOf(':') >= 0
        || Given.value("the password", password).isEmpty()) {
      throw new InvalidLaunchException(
          "Basic authorization needs a user name without a colon and a password that is not"
              + " empty.");
    }
    this.user = user;
    this.password = password;
  }

  String user() {
    return user;
  }

  String password() {
    return password;
  }

  @Override
  Optional<Set<String>> principals() {
    return Optional.of(Set.of(user));
  }

  @Override
  String scheme() {
    return "basic";
  }

  @Override
  Map<String, String> secrets() {
    Map<String, String> secrets = new LinkedHashMap<>();
    secrets.put(USER_SECRET, user);
    secrets.put(PASSWORD_SECRET, password);
    return secrets;
  }

  @Override
  public Optional<String> header() {
    byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
    return Optional.of("Basic " + Base64.getEncoder().encodeToString(pair));
  }

  @Override
  McpServerEntry onProxyEntry(McpServerEntry entry) {
    return entry.env(ClientEntry.USER, user).env(ClientEntry.PASSWORD, password);
  }

  @Override
  <T extends RemoteOptions<T>> T on(T remote) {
    return remote.basic(user, password);
  }

  @Override
  Relay.Builder on(Relay.Builder relay) {
    return relay.basic(user, password);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BasicCredentials basic
        && basic.user.equals(user)
        && basic.password.equals(password);
  }

  @Override
  public int hashCode() {
    return Objects.hash(user, password);
  }

  @Override
  public String toString() {
    return "user " + user + " with a password";
  }
}
