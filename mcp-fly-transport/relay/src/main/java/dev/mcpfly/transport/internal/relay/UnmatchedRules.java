package dev.mcpfly.transport.internal.relay;

import dev.mcpfly.transport.internal.Text;
import dev.mcpfly.transport.internal.events.Observer;
import dev.mcpfly.transport.internal.policy.NameKind;
import dev.mcpfly.transport.internal.policy.Policy;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds patterns of the rules that match nothing on the server, most likely because they are
 * misspelled. Each is reported once. Thread-safe.
 */
final class UnmatchedRules {
  private final Observer observer;
  private final Log log;

  /** What has matched nothing yet; guarded by this. */
  private final Map<NameKind, Set<String>> left = new EnumMap<>(NameKind.class);

  UnmatchedRules(Policy policy, Observer observer, Log log) {
    this.observer = observer;
    this.log = log;
    for (NameKind kind : NameKind.values()) {
      left.put(kind, new LinkedHashSet<>(policy.names(kind).patterns()));
    }
  }

  /**
   * Takes note of names that a server has listed.
   *
   * @param complete whether there are no others
   */
  void listed(NameKind kind, List<String> names, boolean complete) {
    List<String> unmatched = new ArrayList<>();
    synchronized (this) {
      Set<String> open = left.getOrDefault(kind, Set.of());
      if (open.isEmpty()) {
        return;
      }
      open.removeIf(pattern -> names.stream().anyMatch(name -> kind.matches(pattern, name)));
      if (complete) {
        unmatched.addAll(open);
        open.clear();
      }
    }
    for (String pattern : unmatched) {
      log.log(
          Level.WARNING,
          "the rule \""
              + Text.excerpt(pattern)
              + "\" matches no "
              + kind.singular()
              + " of the server; is it misspelled?");
      observer.unmatchedRule(kind.singular(), pattern);
    }
  }
}
