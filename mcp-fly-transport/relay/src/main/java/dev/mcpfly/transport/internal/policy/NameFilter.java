package dev.mcpfly.transport.internal.policy;

import dev.mcpfly.transport.internal.Globs;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The one predicate for what a caller sees in lists and may ask for. Immutable. */
final class NameFilter {
  static final NameFilter OPEN = new NameFilter(null, new Patterns(List.of()));

  private final @Nullable Patterns allow;
  private final Patterns deny;

  private NameFilter(@Nullable Patterns allow, Patterns deny) {
    this.allow = allow;
    this.deny = deny;
  }

  /**
   * Makes a filter.
   *
   * @param allow the patterns of which one must match, or null if everything is allowed
   */
  static NameFilter of(@Nullable List<String> allow, List<String> deny) {
    return allow == null && deny.isEmpty()
        ? OPEN
        : new NameFilter(allow == null ? null : new Patterns(allow), new Patterns(deny));
  }

  boolean permits(String name) {
    return (allow == null || allow.match(name)) && !deny.match(name);
  }

  /** Exact names are looked up, globs are tried in turn. */
  private static final class Patterns {
    private final Set<String> exact = new HashSet<>();
    private final String[] globs;

    Patterns(List<String> patterns) {
      patterns.stream().filter(each -> each.indexOf('*') < 0).forEach(exact::add);
      globs = patterns.stream().filter(each -> each.indexOf('*') >= 0).toArray(String[]::new);
    }

    boolean match(String name) {
      if (exact.contains(name)) {
        return true;
      }
      for (String glob : globs) {
        if (Globs.matches(glob, name)) {
          return true;
        }
      }
      return false;
    }
  }
}
