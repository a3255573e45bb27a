package dev.mcpfly.launch;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A change of who may sign in to a deployment. It sets and unsets secrets without knowing the
 * others. Immutable; made anew for each change, because passwords and hashes are.
 */
final class SignInChange {
  /** How many former keys still recognize the clients that registered under them. */
  private static final int KEYS = 5;

  private final Optional<String> needs;
  private final Optional<String> adds;
  private final Map<String, String> passwords;
  private final Function<Collection<String>, Map<String, @Nullable String>> change;
  private @Nullable Map<String, @Nullable String> made;

  private SignInChange(
      Optional<String> needs,
      Optional<String> adds,
      Map<String, String> passwords,
      Function<Collection<String>, Map<String, @Nullable String>> change) {
    this.needs = needs;
    this.adds = adds;
    this.passwords = passwords;
    this.change = change;
  }

  /** Adds a user. */
  static SignInChange add(String user, String password) {
    return new SignInChange(
        Optional.empty(),
        Optional.of(user),
        Map.of(user, password),
        there -> Map.of(SignInSecrets.user(user), SignInSecrets.hashed(user, password)));
  }

  /** Removes a user. Another epoch stays behind, in case a user of that name comes again. */
  static SignInChange remove(String user) {
    return new SignInChange(
        Optional.of(user),
        Optional.empty(),
        Map.of(),
        there -> {
          Map<String, @Nullable String> variables = new LinkedHashMap<>();
          variables.put(SignInSecrets.user(user), null);
          variables.put(SignInSecrets.epoch(user), SignInSecrets.newEpoch(user));
          return variables;
        });
  }

  /** Gives a user another password, and revokes what the user was given before. */
  static SignInChange password(String user, String password) {
    return new SignInChange(
        Optional.of(user),
        Optional.empty(),
        Map.of(user, password),
        there -> {
          Map<String, @Nullable String> variables = new LinkedHashMap<>();
          variables.put(SignInSecrets.user(user), SignInSecrets.hashed(user, password));
          variables.put(SignInSecrets.epoch(user), SignInSecrets.newEpoch(user));
          return variables;
        });
  }

  /** Revokes what a user was given. */
  static SignInChange revoke(String user) {
    return new SignInChange(
        Optional.of(user),
        Optional.empty(),
        Map.of(),
        there -> Map.of(SignInSecrets.epoch(user), SignInSecrets.newEpoch(user)));
  }

  /** Revokes everything that was issued. Clients stay registered. */
  static SignInChange revokeAll() {
    return new SignInChange(
        Optional.empty(),
        Optional.empty(),
        Map.of(),
        there -> {
          Map<String, @Nullable String> variables = new LinkedHashMap<>();
          variables.put(SignInSecrets.nextKey(there), SignInSecrets.newKey());
          SignInSecrets.oldKeys(there, KEYS).forEach(key -> variables.put(key, null));
          return variables;
        });
  }

  /**
   * Checks that it can be made.
   *
   * @throws LaunchException if the deployment itself has no sign-in, or the user is missing, or
   *     there already, or the last one
   */
  void check(DeploymentRecord record) {
    if (!SignInScheme.isLogin(record.authorization())) {
      throw new LaunchException(
          "\"%s\" has no users, because it has no sign-in itself; launch it again with authorization(Authorization.oauth())."
              .formatted(record.server()),
          null);
    }
    Collection<String> users = SignInSecrets.users(record.variables().values());
    String needed = needs.orElse(null);
    if (needed != null && !users.contains(needed)) {
      throw new LaunchException(
          "There is no user \"%s\" of \"%s\"; there are %s."
              .formatted(Texts.shown(needed), record.server(), String.join(", ", users)),
          null);
    }
    String added = adds.orElse(null);
    if (added != null && users.contains(added)) {
      throw new LaunchException(
          "There is a user \"%s\" of \"%s\" already; newPassword(...) gives this user another password."
              .formatted(added, record.server()),
          null);
    }
    boolean last =
        users.size() == 1
            && variables(record).getOrDefault(SignInSecrets.user(users.iterator().next()), "")
                == null;
    if (last) {
      throw new LaunchException(
          "%s is the only user of \"%s\", so nobody could sign in after that; add another one first."
              .formatted(users.iterator().next(), record.server()),
          null);
    }
  }

  /** Returns the variables to set, and those to unset. */
  Map<String, @Nullable String> variables(DeploymentRecord record) {
    Map<String, @Nullable String> variables = made;
    if (variables == null) {
      variables = change.apply(record.variables().values());
      made = variables;
    }
    return variables;
  }

  /** Returns what is known of a deployment's sign-in after this change. */
  Authorization applied(DeploymentRecord record, Authorization before) {
    return before.changed(variables(record), passwords);
  }
}
