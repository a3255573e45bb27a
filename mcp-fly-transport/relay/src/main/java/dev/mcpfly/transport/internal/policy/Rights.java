package dev.mcpfly.transport.internal.policy;

import java.util.EnumMap;
import java.util.Objects;

/** What one caller may do. Immutable. */
public final class Rights {
  private final String principal;
  private final EnumMap<NameKind, NameFilter> filters;
  private final LimitPolicy.Limit limit;

  Rights(String principal, EnumMap<NameKind, NameFilter> filters, LimitPolicy.Limit limit) {
    this.principal = principal;
    this.filters = filters;
    this.limit = limit;
  }

  /** Returns who the caller is. */
  public String principal() {
    return principal;
  }

  /** Returns the most calls in any minute. */
  public int callsPerMinute() {
    return limit.perMinute();
  }

  /** Returns the most calls in flight. */
  public int callsAtOnce() {
    return limit.atOnce();
  }

  /** Returns whether some names of a kind may be blocked for the caller. */
  public boolean isLimited(NameKind kind) {
    return filters.get(kind) != NameFilter.OPEN;
  }

  /** Returns whether the caller may see and use this name. */
  public boolean permits(NameKind kind, String name) {
    return Objects.requireNonNull(filters.get(kind)).permits(name);
  }
}
