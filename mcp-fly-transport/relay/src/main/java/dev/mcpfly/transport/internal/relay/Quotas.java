package dev.mcpfly.transport.internal.relay;

import dev.mcpfly.transport.internal.policy.Rights;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How much of a relay each principal may use at once, so that one does not starve the others.
 * Clients without a name are everybody, for whom only the limits for all count. Thread-safe.
 */
final class Quotas {
  /** The quota of one principal for one kind of resource. */
  static final class Quota {
    private final int most;
    private final Map<String, Integer> used = new ConcurrentHashMap<>();

    private Quota(int most) {
      this.most = most;
    }

    /** Takes one; false if the principal has as many as it may. */
    boolean take(String principal) {
      return most == Integer.MAX_VALUE || principal.isEmpty() || take(principal, most);
    }

    private boolean take(String principal, int most) {
      boolean[] taken = new boolean[1];
      used.compute(
          principal,
          (name, count) -> {
            int now = count == null ? 0 : count;
            taken[0] = now < most;
            return taken[0] ? (Integer) (now + 1) : count;
          });
      return taken[0];
    }

    /** Gives one back that was taken. */
    void release(String principal) {
      if (most != Integer.MAX_VALUE && !principal.isEmpty()) {
        give(principal);
      }
    }

    private void give(String principal) {
      used.computeIfPresent(principal, (name, count) -> count == 1 ? null : (Integer) (count - 1));
    }
  }

  private final Quota children;
  private final Quota calls;
  private final Quota limited = new Quota(Integer.MAX_VALUE);

  Quotas(RelaySettings settings) {
    this.children = new Quota(settings.childrenEach());
    this.calls = new Quota(settings.callsEach());
  }

  /** Children that serve a single session. */
  Quota children() {
    return children;
  }

  /** Takes one of the calls that a caller may have at once by its own limit. */
  boolean takeLimited(Rights rights) {
    return limited.take(rights.principal(), rights.callsAtOnce());
  }

  /** Gives one back. */
  void releaseLimited(Rights rights) {
    limited.give(rights.principal());
  }

  /** Calls that a child has not answered. */
  Quota calls() {
    return calls;
  }
}
