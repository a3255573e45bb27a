package dev.mcpfly.transport.internal.policy;

import dev.mcpfly.transport.internal.Globs;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The one predicate for what a caller sees in lists and may ask for. Immutable. */
final class NameFilter {
  static final NameFilter OPEN = new NameFilter(false, null, List.of());

  private final boolean uris;
  private final @Nullable Patterns allow;
  private final Patterns deny;

  private NameFilter(boolean uris, @Nullable List<String> allow, List<String> deny) {
    this.uris = uris;
    this.allow = allow == null ? null : new Patterns(uris, allow);
    this.deny = new Patterns(uris, deny);
  }

  /**
   * Makes a filter.
   *
   * @param allow the patterns of which one must match, or null if everything is allowed
   */
  static NameFilter of(NameKind kind, @Nullable List<String> allow, List<String> deny) {
    return allow == null && deny.isEmpty()
        ? OPEN
        : new NameFilter(kind == NameKind.RESOURCE, allow, deny);
  }

  /** Returns whether a name is permitted; a URI, in whichever way the server may read it. */
  boolean permits(String name) {
    if (!uris) {
      return isAllowed(name) && !deny.match(name);
    }
    Set<String> spellings = UriSpellings.of(name);
    for (String each : spellings) {
      if (!isAllowed(each) || deny.match(each) || deny.match(UriSpellings.path(each))) {
        return false;
      }
    }
    return !spellings.isEmpty();
  }

  /** Whether a pattern allows or blocks a name, in any of the spellings of either. */
  static boolean matches(NameKind kind, String pattern, String name) {
    boolean uri = kind == NameKind.RESOURCE;
    Patterns one = new Patterns(uri, List.of(pattern));
    return one.match(name)
        || (uri
            && UriSpellings.of(name).stream()
                .anyMatch(each -> one.match(each) || one.match(UriSpellings.path(each))));
  }

  private boolean isAllowed(String name) {
    return allow == null || allow.match(name);
  }

  /** Exact names are looked up, globs are tried in turn. */
  private static final class Patterns {
    private final Set<String> exact = new HashSet<>();
    private final List<String> globs;

    Patterns(boolean uris, List<String> patterns) {
      Set<String> wild = new HashSet<>();
      for (String pattern : patterns) {
        for (String each : spellings(uris, pattern)) {
          (each.indexOf('*') < 0 ? exact : wild).add(each);
        }
      }
      globs = List.copyOf(wild);
    }

    /** Returns the spellings of a pattern; just the pattern if there are too many. */
    private static Set<String> spellings(boolean uris, String pattern) {
      Set<String> all = uris ? UriSpellings.of(pattern) : Set.of();
      return all.isEmpty() ? Set.of(pattern) : all;
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
