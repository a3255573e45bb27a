package dev.mcpfly.transport.internal.relay;

import dev.mcpfly.transport.internal.Envelope;
import dev.mcpfly.transport.internal.Member;
import dev.mcpfly.transport.internal.Text;
import dev.mcpfly.transport.internal.events.Observer;
import dev.mcpfly.transport.internal.policy.CallRate;
import dev.mcpfly.transport.internal.policy.Policy;
import dev.mcpfly.transport.internal.policy.Rights;
import org.jspecify.annotations.Nullable;

/** The rules and limits of a relay, and who hears what happens in it. Thread-safe. */
final class RelayGuard {
  private static final Member[] NAMES = {Member.NAME, Member.URI, Member.REF_NAME, Member.REF_URI};

  private final Policy policy;
  private final Observer observer;
  private final CallRate rate;
  private final UnmatchedRules unmatched;

  RelayGuard(RelaySettings settings, Log log) {
    this.policy = settings.policy();
    this.observer = settings.observer();
    this.rate = new CallRate(settings.clock());
    this.unmatched = new UnmatchedRules(policy, observer, log);
  }

  Policy policy() {
    return policy;
  }

  Observer observer() {
    return observer;
  }

  UnmatchedRules unmatched() {
    return unmatched;
  }

  /** Counts a call; false if the caller has had as many as it may in a minute. */
  boolean takesCall(Rights rights, Envelope request) {
    return rights.callsPerMinute() == Integer.MAX_VALUE
        || request.isMethod("initialize")
        || request.isMethod("ping")
        || rate.take(rights);
  }

  /** After how many seconds a caller that has reached a limit may try again. */
  int retryAfter(Rights rights) {
    return Math.max(1, rate.wait(rights));
  }

  /** Tells that a message was refused. */
  void refused(Observer.Reason reason, Rights rights, Envelope request, @Nullable Peer peer) {
    if (observer != Observer.NONE) {
      observer.refused(
          reason,
          Text.excerpt(request.method()),
          name(request),
          rights.principal(),
          peer == null ? "" : peer.label(),
          "");
    }
  }

  /** Returns what a message names, in brief: many events may wait for a slow listener. */
  private static @Nullable String name(Envelope request) {
    for (Member member : NAMES) {
      String name = request.text(member);
      if (name != null) {
        return Text.excerpt(name);
      }
    }
    return null;
  }

  void tick() {
    rate.tick();
  }
}
