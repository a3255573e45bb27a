package dev.mcpfly.launch;

import java.util.List;

/**
 * Who may sign in to a deployment that was launched with {@link Authorization#oauth()}. Each change
 * sets secrets of the app and restarts the machine, so that it counts from then on; others stay
 * signed in. It can be planned first, and needs no password or key to be known here.
 *
 * <p>Actions on one deployment must not run at the same time.
 */
public final class DeploymentUsers {
  private final McpDeployment deployment;

  DeploymentUsers(McpDeployment deployment) {
    this.deployment = deployment;
  }

  /** Returns the users' names. */
  public List<String> names() {
    return deployment.signIn().users();
  }

  /**
   * Adds a user with a generated password.
   *
   * @param name 1 to 64 letters, digits and {@code . _ @ + -}
   * @return with the {@linkplain SignIn#password(String) password} of the user
   * @throws InvalidLaunchException if the name is not valid
   * @throws LaunchException if the user exists already, the deployment itself has no sign-in, or a
   *     step fails
   */
  public SignIn add(String name) {
    return add(name, SignInSecrets.newPassword());
  }

  /**
   * Adds a user.
   *
   * @param name 1 to 64 letters, digits and {@code . _ @ + -}
   * @param password 1 to 256 characters
   * @throws InvalidLaunchException if name or password are not valid
   * @throws LaunchException as {@link #add(String)} does
   */
  public SignIn add(String name, String password) {
    return change(
        SignInChange.add(
            SignInSecrets.checkedUser(name), SignInSecrets.checkedPassword(name, password)));
  }

  /** Returns what {@link #add(String)} would do, without changing anything. */
  public LaunchPlan planAdd(String name) {
    return plan(SignInChange.add(SignInSecrets.checkedUser(name), SignInSecrets.newPassword()));
  }

  /**
   * Removes a user, whose sign-ins and tokens no longer count.
   *
   * @param name the user's name
   * @throws LaunchException if there is no such user, or no other one, or a step fails
   */
  public SignIn remove(String name) {
    return change(SignInChange.remove(Given.value("the user", name)));
  }

  /** Returns what {@link #remove} would do, without changing anything. */
  public LaunchPlan planRemove(String name) {
    return plan(SignInChange.remove(Given.value("the user", name)));
  }

  /**
   * Gives a user a new, generated password, and revokes what the user was given before.
   *
   * @param name the user's name
   * @return with the {@linkplain SignIn#password(String) password} of the user
   * @throws LaunchException if there is no such user, or a step fails; the password is the new one
   *     all the same if it says so, because Fly never returns secret values
   */
  public SignIn newPassword(String name) {
    return newPassword(name, SignInSecrets.newPassword());
  }

  /**
   * Gives a user another password, and revokes what the user was given before.
   *
   * @param name the user's name
   * @param password 1 to 256 characters
   * @throws InvalidLaunchException if the password is not valid
   * @throws LaunchException as {@link #newPassword(String)} does
   */
  public SignIn newPassword(String name, String password) {
    return change(
        SignInChange.password(
            Given.value("the user", name), SignInSecrets.checkedPassword(name, password)));
  }

  /** Returns what {@link #newPassword(String)} would do, without changing anything. */
  public LaunchPlan planNewPassword(String name) {
    return plan(SignInChange.password(Given.value("the user", name), SignInSecrets.newPassword()));
  }

  /**
   * Revokes everything that a user was given: clients must ask the user to sign in again. The
   * password stays.
   *
   * @param name the user's name
   * @throws LaunchException if there is no such user, or a step fails
   */
  public SignIn revoke(String name) {
    return change(SignInChange.revoke(Given.value("the user", name)));
  }

  /** Returns what {@link #revoke} would do, without changing anything. */
  public LaunchPlan planRevoke(String name) {
    return plan(SignInChange.revoke(Given.value("the user", name)));
  }

  /**
   * Revokes everything that was issued, by replacing the sealing key. Clients stay registered under
   * the last five keys, so that their users need only sign in again.
   *
   * @throws LaunchException if the deployment itself has no sign-in, or a step fails
   */
  public SignIn revokeAll() {
    return change(SignInChange.revokeAll());
  }

  /** Returns what {@link #revokeAll} would do, without changing anything. */
  public LaunchPlan planRevokeAll() {
    return plan(SignInChange.revokeAll());
  }

  private SignIn change(SignInChange change) {
    deployment.update(update -> update.signIn(change));
    return deployment.signIn();
  }

  private LaunchPlan plan(SignInChange change) {
    return deployment.planUpdate(update -> update.signIn(change));
  }
}
