package dev.mcpfly.transport.internal.policy;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Limits on callers' calls. Immutable.
 *
 * @param all what applies to a caller for whom nothing else does
 * @param principals what applies to a principal instead
 * @param scopes what applies to callers whose token has a scope instead, unless their name does
 */
public record LimitPolicy(Limit all, Map<String, Limit> principals, Map<String, Limit> scopes) {
  /** No limits. */
  public static final LimitPolicy OPEN = new LimitPolicy(Limit.NONE, Map.of(), Map.of());

  /** Copies the maps, in their order. */
  public LimitPolicy {
    principals = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(principals));
    scopes = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(scopes));
  }

  /**
   * One caller's limits.
   *
   * @param perMinute the most calls in any minute; {@link Integer#MAX_VALUE} for no limit
   * @param atOnce the most calls in flight; {@link Integer#MAX_VALUE} for no limit
   */
  public record Limit(int perMinute, int atOnce) {
    /** No limit. */
    public static final Limit NONE = new Limit(Integer.MAX_VALUE, Integer.MAX_VALUE);

    private boolean isNone() {
      return perMinute == Integer.MAX_VALUE && atOnce == Integer.MAX_VALUE;
    }

    private Limit or(Limit other) {
      return new Limit(
          perMinute == Integer.MAX_VALUE ? other.perMinute : perMinute,
          atOnce == Integer.MAX_VALUE ? other.atOnce : atOnce);
    }

    private static int most(int one, int other) {
      return one == Integer.MAX_VALUE
          ? other
          : other == Integer.MAX_VALUE ? one : Math.max(one, other);
    }

    private Limit wider(Limit other) {
      return new Limit(most(perMinute, other.perMinute), most(atOnce, other.atOnce));
    }
  }

  /** Returns whether nothing is limited. */
  public boolean isEmpty() {
    return all.isNone() && principals.isEmpty() && scopes.isEmpty();
  }

  /** Returns these limits with others in their place where those say something. */
  public LimitPolicy and(LimitPolicy other) {
    return new LimitPolicy(
        other.all.or(all), merged(principals, other.principals), merged(scopes, other.scopes));
  }

  private static Map<String, Limit> merged(Map<String, Limit> one, Map<String, Limit> other) {
    Map<String, Limit> merged = new LinkedHashMap<>(one);
    other.forEach((name, limit) -> merged.merge(name, limit, (old, later) -> later.or(old)));
    return merged;
  }

  /** Returns the limits of a caller: the principal's, else the widest of its scopes, else all's. */
  Limit of(String principal, @Nullable Set<String> callerScopes) {
    Limit scoped = Limit.NONE;
    if (callerScopes != null) {
      for (Map.Entry<String, Limit> scope : scopes.entrySet()) {
        if (callerScopes.contains(scope.getKey())) {
          scoped = scoped.wider(scope.getValue());
        }
      }
    }
    return principals.getOrDefault(principal, Limit.NONE).or(scoped).or(all);
  }
}
