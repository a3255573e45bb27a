package dev.mcpfly.transport.internal.relay;

import dev.mcpfly.transport.internal.events.ObservedCall;
import dev.mcpfly.transport.internal.events.Observer;
import dev.mcpfly.transport.internal.policy.Rights;
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

  boolean initialize;

  /** What the caller may do, or null for the relay itself. */
  @Nullable Rights rights;

  /** What the call asks for by name, if there are rules about that. */
  @Nullable NamedRequest named;

  /** The list that the call asks for, if there are rules about what is on it. */
  @Nullable NameList list;

  /** Where the list goes on, as the client wrote it. */
  @Nullable String cursor;

  boolean discovers;

  /** Whether the call counts among those that its caller may have at once. */
  boolean limited;

  /** The call as it is measured and recorded, or null if it is not. */
  volatile @Nullable ObservedCall observed;

  /** Where the child's stdin stood behind this call. */
  volatile long position;

  Call(
      Peer peer,
      @Nullable String principal,
      Reply reply,
      String rawId,
      String childId,
      @Nullable String rawToken,
      @Nullable String childToken) {
    this.peer = peer;
    this.principal = principal;
    this.reply = reply;
    this.rawId = rawId;
    this.childId = childId;
    this.rawToken = rawToken;
    this.childToken = childToken;
  }

  /** Ends the call without an answer of the child. */
  void ended(Observer.Outcome outcome) {
    ObservedCall call = observed;
    if (call != null) {
      call.ended(outcome);
    }
  }
}
