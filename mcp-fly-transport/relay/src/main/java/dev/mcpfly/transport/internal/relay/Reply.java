package dev.mcpfly.transport.internal.relay;

import dev.mcpfly.transport.internal.Envelope;

/** Where the answer to one call goes, and what belongs to it on the way. */
interface Reply {
  /**
   * A notification or request of the child that belongs to the call.
   *
   * @return false if no client can receive it here any more
   */
  boolean related(byte[] message);

  /**
   * The answer.
   *
   * @param message with the id that the client gave
   * @param envelope where things lie in the message as the child sent it
   */
  void response(byte[] message, Envelope envelope);

  /**
   * The call cannot be answered by the child any more.
   *
   * @param message a JSON-RPC error with the id that the client gave
   */
  void failed(byte[] message);

  /** Whether a message that names no call may be about this one. */
  default boolean mayBeAbout(Envelope message) {
    return true;
  }

  /** Whether it goes on until it is ended, as a subscription does. */
  default boolean lasts() {
    return false;
  }

  /** Whether no client will come for the answer. */
  default boolean isAbandoned() {
    return false;
  }

  /** The call was cancelled, by the client or by the child: there is no answer. */
  void cancelled();
}
