package dev.mcpfly.transport.internal.relay;

import org.jspecify.annotations.Nullable;

/** A request of a client that a child has not answered yet. */
final class Call {
  final Peer peer;

  /** Who calls, or null for the relay itself. */
  final @Nullable String principal;

  final Reply reply;

  /** The id as the client wrote it. */
  volatile String rawId;

  /** The id as the child got it. */
  final String childId;

  /** The progress token as the client wrote it, or null. */
  volatile @Nullable String rawToken;

  /** The progress token as the child got it, or null. */
  final @Nullable String childToken;

  final boolean initialize;

  /** Where the child's stdin stood behind this call. */
  volatile long position;

  Call(
      Peer peer,
      @Nullable String principal,
      Reply reply,
      String rawId,
      String childId,
      @Nullable String rawToken,
      @Nullable String childToken,
      boolean initialize) {
    this.peer = peer;
    this.principal = principal;
    this.reply = reply;
    this.rawId = rawId;
    this.childId = childId;
    this.rawToken = rawToken;
    this.childToken = childToken;
    this.initialize = initialize;
  }
}
