package dev.mcpfly.launch;

import dev.mcpfly.transport.auth.OAuthLogin;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Who may sign in to a deployment, as far as it is known here: Fly never returns the values of
 * secrets. Immutable, but for hashes that are made when they are needed.
 */
final class LoginState {
  private final Set<String> kept;

  /** By the names of users: passwords that the caller has chosen, and those made here. */
  private final Map<String, String> given;

  private final Map<String, String> generated;

  /** Values of variables that are in force, or will be; what is not hashed yet is not in it. */
  private final Map<String, String> values;

  private final boolean keyIsGiven;
  private @Nullable Map<String, String> hashed;

  private LoginState(
      Set<String> kept,
      Map<String, String> given,
      Map<String, String> generated,
      Map<String, String> values,
      boolean keyIsGiven) {
    this.kept = Set.copyOf(kept);
    this.given = new LinkedHashMap<>(given);
    this.generated = new LinkedHashMap<>(generated);
    this.values = new LinkedHashMap<>(values);
    this.keyIsGiven = keyIsGiven;
  }

  /** Returns what is known of a deployment that is there. */
  static LoginState opened(Set<String> kept) {
    return new LoginState(kept, Map.of(), Map.of(), Map.of(), false);
  }

  /**
   * Decides passwords and key. What is kept stays as it is, and unknown.
   *
   * @param users and their passwords, if they were chosen
   */
  static LoginState of(
      Set<String> kept, Map<String, Optional<String>> users, Optional<String> key) {
    Map<String, String> given = new LinkedHashMap<>();
    Map<String, String> generated = new LinkedHashMap<>();
    users.forEach(
        (name, password) -> {
          if (password.isPresent()) {
            given.put(name, password.get());
          } else if (!kept.contains(SignInSecrets.user(name)) && !isGone(name, kept)) {
            generated.put(name, SignInSecrets.newPassword());
          }
        });
    Map<String, String> values =
        SignInSecrets.newestKey(kept).isPresent()
            ? Map.of()
            : Map.of(SignInSecrets.KEY, key.orElseGet(SignInSecrets::newKey));
    return new LoginState(kept, given, generated, values, key.isPresent());
  }

  /** Returns whether the default owner was removed by hand while other users exist. */
  private static boolean isGone(String name, Set<String> kept) {
    return name.equals(OAuthAuthorization.OWNER) && !SignInSecrets.users(kept).isEmpty();
  }

  /** Returns this state after variables were changed. */
  LoginState changed(Map<String, @Nullable String> variables, Map<String, String> passwords) {
    Set<String> names = new LinkedHashSet<>(kept);
    Map<String, String> now = new LinkedHashMap<>(secrets());
    names.addAll(now.keySet());
    Map<String, String> known = new LinkedHashMap<>(given);
    known.putAll(generated);
    variables.forEach(
        (name, value) -> {
          if (value == null) {
            names.remove(name);
            now.remove(name);
            SignInSecrets.userOf(name).ifPresent(known::remove);
          } else {
            names.add(name);
            now.put(name, value);
          }
        });
    known.putAll(passwords);
    LoginState state = new LoginState(names, Map.of(), known, now, false);
    state.hashed = now;
    return state;
  }

  /** Returns the names of the variables that are in force, or will be. */
  private Set<String> names() {
    Set<String> names = new TreeSet<>(kept);
    names.addAll(values.keySet());
    given.keySet().forEach(name -> names.add(SignInSecrets.user(name)));
    generated.keySet().forEach(name -> names.add(SignInSecrets.user(name)));
    return names;
  }

  List<String> users() {
    return SignInSecrets.users(names());
  }

  Optional<String> password(String user) {
    return Optional.ofNullable(given.getOrDefault(user, generated.get(user)));
  }

  /** Returns whether something has to be set that was not there before. */
  boolean isIncomplete() {
    return !kept.containsAll(names());
  }

  /**
   * Returns what a later launch can compare: passwords are hashed with another salt each time, and
   * what is generated is not known to it.
   */
  Map<String, String> marked() {
    Map<String, String> marked = new LinkedHashMap<>();
    given.forEach((name, password) -> marked.put(SignInSecrets.user(name), password));
    if (keyIsGiven) {
      marked.putAll(values);
    }
    return marked;
  }

  /** Returns the variables to set, with their values. */
  synchronized Map<String, String> secrets() {
    Map<String, String> all = hashed;
    if (all == null) {
      all = new LinkedHashMap<>();
      for (Map<String, String> passwords : List.of(given, generated)) {
        for (Map.Entry<String, String> user : passwords.entrySet()) {
          all.put(
              SignInSecrets.user(user.getKey()),
              SignInSecrets.hashed(user.getKey(), user.getValue()));
        }
      }
      all.putAll(values);
      hashed = all;
    }
    return all;
  }

  /** Returns what no text may show. */
  Collection<String> hidden() {
    List<String> hidden = new ArrayList<>(given.values());
    hidden.addAll(generated.values());
    hidden.addAll(values.values());
    return hidden;
  }

  /**
   * Returns the login of a user of whom enough is known to act for that user; empty if the key is
   * not known here, or no user.
   */
  private Optional<OAuthLogin> login(String user) {
    Map<String, String> all = secrets();
    String key = SignInSecrets.newestKey(names()).map(all::get).orElse(null);
    String entry = all.get(SignInSecrets.user(user));
    String epoch = SignInSecrets.epoch(user);
    if (key == null || entry == null || (kept.contains(epoch) && !all.containsKey(epoch))) {
      return Optional.empty();
    }
    String later = all.get(epoch);
    return Optional.of(OAuthLogin.ofUsers(later == null ? entry : entry + "," + later).key(key));
  }

  /** Returns whether tokens can be made here. */
  boolean holdsKey() {
    return users().stream().anyMatch(user -> login(user).isPresent());
  }

  /** Makes an access token; empty if that is not possible here. */
  Optional<String> token(URI publicUrl, List<String> scopes) {
    return users().stream()
        .flatMap(
            user ->
                login(user)
                    .map(login -> login.accessToken(publicUrl, user, scopes.toArray(String[]::new)))
                    .stream())
        .findFirst();
  }

  /** Returns the login for a relay in this process, which runs with all of it. */
  OAuthLogin login() {
    return OAuthLogin.ofUsers(
            String.join(
                ",", users().stream().map(SignInSecrets::user).map(secrets()::get).toList()))
        .key(String.valueOf(values.get(SignInSecrets.KEY)));
  }
}
