package dev.mcpfly.transport;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.mcpfly.transport.internal.relay.RelaySettings.Sharing;

/**
 * Decides which sessions share a server process behind a {@link Relay}.
 *
 * <p>Most stdio servers are written for one client, so that each session gets its own by default.
 * Where processes are shared, the relay replaces request ids and progress tokens on the way and
 * gives each message only to the client that it provably belongs to. A log line or a question of
 * the server names no call: once two principals have used a process, these are dropped, and
 * questions answered with an error. Lists that changed are announced to every client. Requests of
 * the stateless revision 2026-07-28 share a process under every policy, as that revision means it.
 */
@CheckReturnValue
@SuppressWarnings("exports") // needed only while compiling
public final class ChildPolicy {
  private final Sharing sharing;
  private final int size;

  private ChildPolicy(Sharing sharing, int size) {
    this.sharing = sharing;
    this.size = size;
  }

  /** Returns the default policy: one process for each session. */
  public static ChildPolicy perSession() {
    return new ChildPolicy(Sharing.SESSION, 1);
  }

  /**
   * Returns a policy with one process for each authenticated principal, shared by its sessions; it
   * ends when it had none for as long as an unused session lives.
   */
  public static ChildPolicy perPrincipal() {
    return new ChildPolicy(Sharing.PRINCIPAL, 1);
  }

  /** Returns a policy with one process that all sessions share. */
  public static ChildPolicy shared() {
    return new ChildPolicy(Sharing.POOL, 1);
  }

  /**
   * Returns a policy with a fixed number of processes; a session stays with the one it got, the
   * least used at the time.
   *
   * @throws IllegalArgumentException if the size is less than 1
   */
  public static ChildPolicy pool(int size) {
    if (size < 1) {
      throw new IllegalArgumentException(
          "A pool must have at least 1 process, but was given " + size + ".");
    }
    return new ChildPolicy(Sharing.POOL, size);
  }

  Sharing sharing() {
    return sharing;
  }

  int size() {
    return size;
  }
}
