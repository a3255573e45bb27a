package dev.mcpfly.transport.internal.relay;

import dev.mcpfly.transport.internal.Envelope;
import dev.mcpfly.transport.internal.Member;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Which clients of a shared child have subscribed to which resource. */
final class Subscriptions {
  private final Map<String, Set<Peer>> byUri = new HashMap<>();

  /**
   * Takes note of a request.
   *
   * @return whether the child must not see it, because others are still subscribed; the answer is
   *     an empty result then
   */
  synchronized boolean answers(Peer peer, Envelope request) {
    String uri = request.text(Member.URI);
    if (uri == null) {
      return false;
    }
    if (request.isMethod("resources/subscribe")) {
      byUri.computeIfAbsent(uri, any -> new HashSet<>()).add(peer);
      return false;
    }
    if (request.isMethod("resources/unsubscribe")) {
      Set<Peer> peers = byUri.getOrDefault(uri, new HashSet<>());
      peers.remove(peer);
      if (peers.isEmpty()) {
        byUri.remove(uri);
      }
      return !peers.isEmpty();
    }
    return false;
  }

  synchronized Set<Peer> of(Envelope updated) {
    String uri = updated.text(Member.URI);
    return uri == null ? Set.of() : Set.copyOf(byUri.getOrDefault(uri, Set.of()));
  }

  synchronized void forget(Peer peer) {
    byUri.values().removeIf(peers -> peers.remove(peer) && peers.isEmpty());
  }
}
