package dev.mcpfly.transport.internal.auth;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The configuration of the relay's own authorization server. Immutable. */
public final class LoginSettings {
  private static final int SHORTEST_KEY = 32;

  private final Map<String, User> users;
  private final List<String> keys;
  private final Set<String> scopes;
  private final @Nullable String serverName;

  private LoginSettings(
      Map<String, User> users, List<String> keys, Set<String> scopes, @Nullable String serverName) {
    this.users = Collections.unmodifiableMap(users);
    this.keys = List.copyOf(keys);
    this.scopes = Collections.unmodifiableSet(scopes);
    this.serverName = serverName;
  }

  /** Returns settings without users. */
  public static LoginSettings empty() {
    return new LoginSettings(Map.of(), List.of(), new LinkedHashSet<>(Set.of("mcp")), null);
  }

  /**
   * Reads the users that {@link #encodeUsers} wrote. An entry of a name and an epoch alone, behind
   * those of users, changes the epoch of that user if there is one.
   */
  public LoginSettings withUsers(String encoded) {
    Map<String, User> all = new LinkedHashMap<>();
    for (String entry : encoded.strip().split("[\\s,]+")) {
      String[] parts = entry.split(":", 3);
      boolean good =
          parts.length >= 2
              && isName(parts[0])
              && parts[1].matches("[0-9]{1,9}")
              && (parts.length == 2 || Passwords.isHash(parts[2]));
      if (!good) {
        throw new IllegalArgumentException(
            "The list of users is malformed: use the text that OAuthLogin.encodeUsers() returns.");
      }
      int epoch = Integer.parseInt(parts[1]);
      if (parts.length == 2) {
        all.computeIfPresent(parts[0], (name, user) -> new User(name, epoch, user.hash()));
      } else if (all.put(parts[0], new User(parts[0], epoch, parts[2])) != null) {
        throw new IllegalArgumentException("The list of users names " + parts[0] + " twice.");
      }
    }
    return new LoginSettings(all, keys, scopes, serverName);
  }

  /** Adds a user, or gives a user another password, which revokes what the user had. */
  public LoginSettings withUser(String name, String password) {
    if (!isName(name)) {
      throw new IllegalArgumentException(
          "A user's name must have 1 to 64 of the characters A-Z, a-z, 0-9, '.', '_', '@', '+' and"
              + " '-'.");
    }
    if (password.isEmpty() || password.length() > LoginServer.LONGEST_PASSWORD) {
      throw new IllegalArgumentException(
          "The password of "
              + name
              + " must have 1 to "
              + LoginServer.LONGEST_PASSWORD
              + " characters, but has "
              + password.length()
              + ".");
    }
    User before = users.get(name);
    Map<String, User> all = new LinkedHashMap<>(users);
    all.put(
        name,
        new User(
            name,
            before == null ? 0 : before.epoch() + 1,
            Passwords.hash(password, Passwords.ITERATIONS)));
    return new LoginSettings(all, keys, scopes, serverName);
  }

  /** Removes a user, whose tokens no longer count. */
  public LoginSettings withoutUser(String name) {
    Map<String, User> all = new LinkedHashMap<>(users);
    if (all.remove(name) == null) {
      throw unknown(name);
    }
    return new LoginSettings(all, keys, scopes, serverName);
  }

  /** Revokes the tokens of a user. */
  public LoginSettings revoked(String name) {
    User user = users.get(name);
    if (user == null) {
      throw unknown(name);
    }
    Map<String, User> all = new LinkedHashMap<>(users);
    all.put(name, new User(name, user.epoch() + 1, user.hash()));
    return new LoginSettings(all, keys, scopes, serverName);
  }

  private static IllegalArgumentException unknown(String name) {
    return new IllegalArgumentException(
        "There is no user " + dev.mcpfly.transport.internal.Text.excerpt(name, 64) + ".");
  }

  /** Adds a key; the first is the present one, the others open the ids of clients. */
  public LoginSettings withKey(String key) {
    if (key.length() < SHORTEST_KEY || !key.equals(key.strip())) {
      throw new IllegalArgumentException(
          "The sealing key must have at least "
              + SHORTEST_KEY
              + " characters and no space around them, but has "
              + key.length()
              + ": use OAuthLogin.newKey().");
    }
    List<String> all = new ArrayList<>(keys);
    all.add(key);
    return new LoginSettings(users, all, scopes, serverName);
  }

  /** Replaces the scopes. */
  public LoginSettings withScopes(Set<String> some) {
    return new LoginSettings(users, keys, some, serverName);
  }

  /** Names the server on the page where people sign in. */
  public LoginSettings withServerName(String name) {
    return new LoginSettings(users, keys, scopes, name);
  }

  /** Returns the users, without passwords but with their hashes, as one line. */
  public String encodeUsers() {
    List<String> all = new ArrayList<>();
    users.values().forEach(user -> all.add(user.name() + ":" + user.epoch() + ":" + user.hash()));
    return String.join(",", all);
  }

  private static boolean isName(String name) {
    return name.matches("[A-Za-z0-9._@+-]{1,64}");
  }

  Map<String, User> users() {
    return users;
  }

  List<String> keys() {
    return keys;
  }

  /** Returns the scopes that every token has, besides those of rules. */
  public Set<String> scopes() {
    return scopes;
  }

  @Nullable String serverName() {
    return serverName;
  }

  /** Names the users only. */
  @Override
  public String toString() {
    return "users " + users.keySet();
  }
}
