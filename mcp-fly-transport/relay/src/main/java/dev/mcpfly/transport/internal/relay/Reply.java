package dev.mcpfly.transport.internal.relay;

import dev.mcpfly.transport.internal.Envelope;

/** Receives the answer to one call, and the messages that belong to it. */
interface Reply {
  /**
   * Sends a notification or request of the child that belongs to the call.
   *
   * @return false if no client can receive it here any more
   */
  boolean related(byte[] message);

  /**
   * Sends the answer.
   *
   * @param message with the id that the client gave
   * @param envelope where things lie in the message as the child sent it
   */
  void response(byte[] message, Envelope envelope);

  /**
   * Fails the call, which the child cannot answer any more.
   *
   * @param message a JSON-RPC error with the id that the client gave
   */
  void failed(byte[] message);

  /** Returns whether a message that names no call may be about this one. */
  default boolean mayBeAbout(Envelope message) {
    return true;
  }

  /** Returns whether it goes on until it is ended, as a subscription does. */
  default boolean lasts() {
    return false;
  }

  /** Returns whether no client will come for the answer. */
  default boolean isAbandoned() {
    return false;
  }

  /** Ends the call without an answer: the client or the child has cancelled it. */
  void cancelled();
}
