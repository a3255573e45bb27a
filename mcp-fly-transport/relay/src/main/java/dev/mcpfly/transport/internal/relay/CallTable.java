package dev.mcpfly.transport.internal.relay;

import dev.mcpfly.transport.internal.IdMap;
import dev.mcpfly.transport.internal.Ids;
import dev.mcpfly.transport.internal.events.Observer;
import dev.mcpfly.transport.internal.policy.Rights;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The calls that a child has not answered, found by the id or the progress token that the child
 * knows. Thread-safe: of all who want to end a call, one is told that it did.
 */
final class CallTable {
  /** Tokens of tasks outlive their calls, but only so many. */
  private static final int MAX_KEPT_TOKENS = 1000;

  /** Answers to calls that were ended come late, and are nothing to wonder about. */
  private static final int MAX_ENDED = 256;

  private final IdMap<Call> calls = new IdMap<>();
  private final IdMap<Call> tokens = new IdMap<>();

  private final Quotas quotas;

  /** Guarded by itself. */
  private final ArrayDeque<String> ended = new ArrayDeque<>();

  CallTable(Quotas quotas) {
    this.quotas = quotas;
  }

  /** Counts a call against its caller's own limit, before {@link #count}; false if it is full. */
  boolean countLimited(Call call) {
    Rights rights = call.rights;
    if (rights == null || rights.callsAtOnce() == Integer.MAX_VALUE || call.reply.lasts()) {
      return true;
    }
    call.limited = quotas.takeLimited(rights);
    return call.limited;
  }

  /** Counts a call before it is added; false if its principal has as many as it may. */
  boolean count(Call call) {
    boolean counted = call.principal == null || quotas.calls().take(call.principal);
    if (!counted) {
      uncountLimited(call);
    }
    return counted;
  }

  private void uncountLimited(Call call) {
    Rights rights = call.rights;
    if (call.limited && rights != null) {
      quotas.releaseLimited(rights);
    }
  }

  private void uncount(Call call) {
    if (call.principal != null) {
      quotas.calls().release(call.principal);
    }
    uncountLimited(call);
  }

  /** Adds a call that was counted; false if one with its id is in flight. */
  boolean add(Call call) {
    if (!calls.add(call.childId, call)) {
      uncount(call);
      return false;
    }
    if (call.childToken != null) {
      tokens.put(call.childToken, call);
    }
    return true;
  }

  /**
   * Whether an answer could be taken for that of another call: one with an id of the other type
   * that is spelled like this one, or one whose client is gone for good.
   */
  boolean isConfusable(String rawId) {
    Call same = calls.get(rawId);
    return calls.hasOtherSpelling(rawId) || (same != null && same.reply.isAbandoned());
  }

  @Nullable Call find(String rawChildId) {
    return calls.find(rawChildId);
  }

  boolean contains(Call call) {
    return calls.holds(call.childId, call);
  }

  @Nullable Call byToken(String rawToken) {
    return tokens.find(rawToken);
  }

  /** Takes out the call with this id, or null; its token still leads to it. */
  @Nullable Call answered(String rawChildId) {
    Call call = calls.take(rawChildId);
    if (call != null) {
      uncount(call);
    }
    return call;
  }

  /** Takes out a call with its token; whether it was still there. */
  boolean remove(Call call) {
    boolean there = calls.remove(call.childId, call);
    if (there) {
      uncount(call);
      call.ended(Observer.Outcome.CANCELLED);
      synchronized (ended) {
        ended.add(call.childId);
        if (ended.size() > MAX_ENDED) {
          ended.remove();
        }
      }
    }
    dropToken(call);
    return there;
  }

  /** Whether a call with this id was ended without an answer, as by a cancellation. */
  boolean wasEnded(String rawChildId) {
    String key = Ids.looseKey(rawChildId);
    synchronized (ended) {
      return ended.removeIf(each -> Ids.looseKey(each).equals(key));
    }
  }

  void dropToken(Call call) {
    if (call.childToken != null) {
      tokens.remove(call.childToken, call);
    }
  }

  /** Whether there is no room for tokens of calls that were answered. */
  boolean hasManyTokens() {
    return tokens.size() > MAX_KEPT_TOKENS;
  }

  void forgetTokens(Peer peer) {
    tokens.values().removeIf(call -> call.peer == peer);
  }

  /** The calls in flight as they come and go. */
  Collection<Call> inFlight() {
    return calls.values();
  }

  /** The calls that are in flight now. */
  List<Call> snapshot() {
    return calls.snapshot();
  }

  boolean isEmpty() {
    return calls.isEmpty();
  }

  int size() {
    return calls.size();
  }
}
