package dev.mcpfly.transport.internal.relay;

import dev.mcpfly.transport.internal.ChildExit;

/** A client behind a {@link Link}: a session of any kind. */
interface Peer {
  /** Who the client is; empty if clients are not told apart. */
  String principal();

  /** What tells the client from others in records; empty if it has no session. */
  default String label() {
    return "";
  }

  /** A message of the child that belongs to no call. */
  void unrelated(byte[] message);

  /**
   * Whether the client can be asked something; if not, the child gets an error instead.
   *
   * @param method what the child asks for
   */
  boolean takesRequest(String method);

  /** Whether a stream is open on which the client would hear {@link #unrelated} at once. */
  boolean listens();

  /** The child is gone; its calls were failed before. */
  void linkDied(ChildExit exit);

  /**
   * Returns how long the client has had neither a call nor a stream, or a negative number while it
   * has one.
   */
  default long idleNanos(long now) {
    return -1;
  }

  /** The child is needed for another client; it is ended after this. */
  default void evicted() {}
}
