package dev.mcpfly.transport;

import dev.mcpfly.transport.internal.Text;
import dev.mcpfly.transport.internal.policy.LimitPolicy;
import dev.mcpfly.transport.internal.policy.LimitPolicy.Limit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Sets how many calls each caller may make.
 *
 * <pre>{@code
 * relay.callerLimits(l -> l
 *     .callsPerMinute(60)
 *     .callsAtOnce(4)
 *     .forPrincipal("batch", b -> b.callsPerMinute(600)));
 * }</pre>
 *
 * <p>A call is a request other than {@code initialize} and {@code ping}. All sessions and tokens of
 * a principal count together; anonymous callers count as one. A limit for the principal replaces
 * the widest one of its scopes, which replaces the one for all. A call over the limit is answered
 * with status 429, {@code Retry-After} and the JSON-RPC error -32000, and does not reach the
 * server. Not thread-safe; each method returns this object.
 */
public final class CallerLimits {
  private static final int MOST = 1_000_000;

  private final boolean nested;
  private int perMinute = Integer.MAX_VALUE;
  private int atOnce = Integer.MAX_VALUE;
  private final Map<String, Limit> principals = new LinkedHashMap<>();
  private final Map<String, Limit> scopes = new LinkedHashMap<>();

  private CallerLimits(boolean nested) {
    this.nested = nested;
  }

  static LimitPolicy policy(Consumer<CallerLimits> limits) {
    CallerLimits all = new CallerLimits(false);
    limits.accept(all);
    return new LimitPolicy(all.limit(), all.principals, all.scopes);
  }

  private Limit limit() {
    return new Limit(perMinute, atOnce);
  }

  /**
   * Limits the calls in any minute; no limit by default.
   *
   * @throws IllegalArgumentException if the limit is not from 1 to 1,000,000
   */
  public CallerLimits callsPerMinute(int limit) {
    perMinute = checked("callsPerMinute", limit);
    return this;
  }

  /**
   * Limits the calls that are in flight at the same time; {@link RelayLimits#callsPerPrincipal} by
   * default.
   *
   * @throws IllegalArgumentException if the limit is not from 1 to 1,000,000
   */
  public CallerLimits callsAtOnce(int limit) {
    atOnce = checked("callsAtOnce", limit);
    return this;
  }

  private static int checked(String what, int limit) {
    if (limit < 1 || limit > MOST) {
      throw new IllegalArgumentException(
          what + " must be from 1 to " + MOST + ", but was " + limit + ".");
    }
    return limit;
  }

  /**
   * Sets other limits for one principal.
   *
   * @throws IllegalArgumentException if the name is empty, or inside another {@code forPrincipal}
   *     or {@code forScope}
   */
  public CallerLimits forPrincipal(String name, Consumer<CallerLimits> limits) {
    return inner(principals, NameRules.checked("principal", name), limits);
  }

  /**
   * Sets other limits for callers whose token has a scope.
   *
   * @throws IllegalArgumentException if the scope is not valid, or inside another {@code
   *     forPrincipal} or {@code forScope}
   */
  public CallerLimits forScope(String scope, Consumer<CallerLimits> limits) {
    return inner(scopes, requireScope(scope), limits);
  }

  private CallerLimits inner(Map<String, Limit> into, String name, Consumer<CallerLimits> limits) {
    if (nested) {
      throw new IllegalArgumentException(
          "Limits for a principal or a scope cannot hold limits for another one.");
    }
    CallerLimits own = new CallerLimits(true);
    limits.accept(own);
    into.put(name, own.limit());
    return this;
  }

  /** Returns a scope if it is a valid scope token (RFC 6749 section 3.3). */
  static String requireScope(String scope) {
    boolean good =
        !scope.isEmpty()
            && scope.length() <= 256
            && scope.chars().allMatch(c -> c > 0x20 && c < 0x7F && c != '"' && c != '\\');
    if (!good) {
      throw new IllegalArgumentException(
          "\""
              + Text.excerpt(scope, 80)
              + "\" is not a valid scope: use printable ASCII without spaces, quotes and"
              + " backslashes.");
    }
    return scope;
  }
}
