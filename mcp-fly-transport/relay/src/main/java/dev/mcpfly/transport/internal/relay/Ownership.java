package dev.mcpfly.transport.internal.relay;

import dev.mcpfly.transport.internal.Ids;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whom a message of a shared child provably belongs to that names no call: a log line, a question.
 *
 * <p>What a child does for one client it may go on doing after the call was answered, cancelled or
 * abandoned. So once two principals have used a child, nothing proves any more whose such a message
 * is, and it is nobody's. Among the sessions of one principal it belongs to the one that alone has
 * a call in flight, unless another's was given up and may still be worked on. Thread-safe.
 */
final class Ownership {
  private static final int MAX_ABANDONED = 10_000;

  private final CallTable calls;

  // Guarded by this.
  private final Map<String, Peer> abandoned = new HashMap<>();
  private final ArrayDeque<String> abandonedOrder = new ArrayDeque<>();
  private @Nullable Peer user;
  private boolean severalUsers;

  private volatile @Nullable String principal;
  private volatile boolean severalPrincipals;

  Ownership(CallTable calls) {
    this.calls = calls;
  }

  /** Records that a client sends something to the child. */
  void used(Peer peer, String by) {
    if (severalPrincipals) {
      return;
    }
    synchronized (this) {
      String first = principal;
      if (first == null) {
        principal = by;
        user = peer;
      } else {
        severalPrincipals |= !first.equals(by);
        severalUsers |= user != peer;
      }
      if (severalUsers) {
        // The first of them may be gone, and need not be kept.
        user = null;
      }
    }
  }

  /** Records that a call was cancelled or its client is gone; the child may still work on it. */
  synchronized void abandoned(Call call) {
    if (call.principal == null || severalPrincipals) {
      return;
    }
    String id = Ids.looseKey(call.childId);
    abandoned.put(id, call.peer);
    abandonedOrder.add(id);
    while (abandonedOrder.size() > MAX_ABANDONED) {
      abandoned.remove(abandonedOrder.remove());
      // What was forgotten cannot be told from what never was.
      severalPrincipals = true;
    }
  }

  /** Records that the child has answered an abandoned call. */
  synchronized void answered(String rawId) {
    String id = Ids.looseKey(rawId);
    if (abandoned.remove(id) != null) {
      abandonedOrder.remove(id);
    }
  }

  /** Returns whether more than one principal has ever used the child. */
  boolean isMixed() {
    return severalPrincipals;
  }

  /** Returns whether work that was given up may still speak. */
  synchronized boolean hasAbandoned() {
    return !abandoned.isEmpty();
  }

  /**
   * Returns the client that a message which names no call belongs to, or null if nothing proves
   * one.
   */
  synchronized @Nullable Peer owner() {
    if (severalPrincipals) {
      return null;
    }
    if (!severalUsers) {
      return user;
    }
    Peer owner = null;
    for (Call call : calls.inFlight()) {
      if (call.principal != null) {
        if (owner != null && call.peer != owner) {
          return null;
        }
        owner = call.peer;
      }
    }
    for (Peer other : abandoned.values()) {
      if (other != owner) {
        return null;
      }
    }
    return owner;
  }
}
