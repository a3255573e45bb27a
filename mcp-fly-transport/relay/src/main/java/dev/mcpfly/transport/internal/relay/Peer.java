package dev.mcpfly.transport.internal.relay;

import dev.mcpfly.transport.internal.ChildExit;

/** A client behind a {@link Link}: a session of any kind. */
interface Peer {
  /** Returns the client's principal; empty if clients are not distinguished. */
  String principal();

  /** Returns the client's label in records; empty if it has no session. */
  default String label() {
    return "";
  }

  /** Sends a message of the child that belongs to no call. */
  void unrelated(byte[] message);

  /**
   * Returns whether the client can be asked something; if not, the child gets an error instead.
   *
   * @param method what the child asks for
   */
  boolean takesRequest(String method);

  /** Returns whether a stream is open on which the client would hear {@link #unrelated} at once. */
  boolean listens();

  /** Called when the child is gone; its calls have failed before. */
  void linkDied(ChildExit exit);

  /**
   * Returns how long the client has had neither a call nor a stream, or a negative number while it
   * has one.
   */
  default long idleNanos(long now) {
    return -1;
  }

  /** Called before the child is stopped to make room for another client. */
  default void evicted() {}
}
