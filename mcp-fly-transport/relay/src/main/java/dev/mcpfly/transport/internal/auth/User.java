package dev.mcpfly.transport.internal.auth;

/**
 * A user who may sign in.
 *
 * @param epoch what tokens of this user must name; a higher one revokes those before
 * @param hash the hash of the password, as {@link Passwords} writes it
 */
record User(String name, int epoch, String hash) {
  @Override
  public String toString() {
    return "User[" + name + "]";
  }
}
