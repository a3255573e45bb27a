package dev.mcpfly.transport.internal.relay;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The calls that a child has not answered, found by the id or the progress token that the child
 * knows. Thread-safe: of all who want to end a call, one is told that it did.
 */
final class CallTable {
  /** Tokens of tasks outlive their calls, but only so many. */
  private static final int MAX_KEPT_TOKENS = 1000;

  private final Map<String, Call> calls = new ConcurrentHashMap<>();
  private final Map<String, Call> tokens = new ConcurrentHashMap<>();

  /** Adds a call; false if one with its id is in flight. */
  boolean add(Call call) {
    if (calls.putIfAbsent(call.childId, call) != null) {
      return false;
    }
    if (call.childToken != null) {
      tokens.put(call.childToken, call);
    }
    return true;
  }

  @Nullable Call get(String childId) {
    return calls.get(childId);
  }

  boolean contains(Call call) {
    return calls.containsKey(call.childId);
  }

  @Nullable Call byToken(String childToken) {
    return tokens.get(childToken);
  }

  /** Takes out the call with this id, or null; its token still leads to it. */
  @Nullable Call answered(String childId) {
    return calls.remove(childId);
  }

  /** Takes out a call with its token; whether it was still there. */
  boolean remove(Call call) {
    boolean there = calls.remove(call.childId, call);
    dropToken(call);
    return there;
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
    return new ArrayList<>(calls.values());
  }

  boolean isEmpty() {
    return calls.isEmpty();
  }

  int size() {
    return calls.size();
  }
}
