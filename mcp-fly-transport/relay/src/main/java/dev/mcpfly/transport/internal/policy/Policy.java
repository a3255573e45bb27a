package dev.mcpfly.transport.internal.policy;

import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** All rules of a relay. Immutable but for a memory of what it has worked out; thread-safe. */
public final class Policy {
  /** No rules. */
  public static final Policy OPEN = new Policy(Map.of(), LimitPolicy.OPEN);

  private static final int MAX_KEPT = 1_000;

  private final EnumMap<NameKind, NamePolicy> names = new EnumMap<>(NameKind.class);
  private final LimitPolicy limits;
  private final Map<Key, Rights> kept = new ConcurrentHashMap<>();

  private final boolean filters;
  private final boolean empty;

  /** Compared for each call: by plain code, as what the JVM derives is linked when it is needed. */
  private record Key(String principal, @Nullable Set<String> scopes) {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Key key
          && principal.equals(key.principal)
          && Objects.equals(scopes, key.scopes);
    }

    @Override
    public int hashCode() {
      return 31 * principal.hashCode() + Objects.hashCode(scopes);
    }
  }

  /** Makes a policy; kinds without rules may be absent. */
  public Policy(Map<NameKind, NamePolicy> rules, LimitPolicy limits) {
    for (NameKind kind : NameKind.values()) {
      names.put(kind, rules.getOrDefault(kind, NamePolicy.OPEN));
    }
    this.limits = limits;
    this.filters = names.values().stream().anyMatch(each -> !each.isEmpty());
    this.empty = !filters && limits.isEmpty();
  }

  /** Returns the rules about a kind of names. */
  public NamePolicy names(NameKind kind) {
    return Objects.requireNonNull(names.get(kind));
  }

  /** Returns the limits. */
  public LimitPolicy limits() {
    return limits;
  }

  /** Returns whether any name may be blocked for any caller. */
  public boolean filters() {
    return filters;
  }

  /** Returns whether there are neither rules nor limits. */
  public boolean isEmpty() {
    return empty;
  }

  /** Returns whether callers may see different lists of a kind. */
  public boolean differs(NameKind kind) {
    return names(kind).differs();
  }

  /** Returns whether callers may see different lists of any kind. */
  public boolean differs() {
    return names.values().stream().anyMatch(NamePolicy::differs);
  }

  /** Returns every scope that a rule or a limit names. */
  public Set<String> scopes() {
    Set<String> all = new LinkedHashSet<>();
    names.values().forEach(each -> all.addAll(each.scopes().keySet()));
    all.addAll(limits.scopes().keySet());
    return all;
  }

  /** Returns every principal that a rule or a limit names. */
  public Set<String> principals() {
    Set<String> all = new LinkedHashSet<>();
    names.values().forEach(each -> all.addAll(each.principals().keySet()));
    all.addAll(limits.principals().keySet());
    return all;
  }

  /**
   * Returns what a caller may do.
   *
   * @param scopes the scopes of the caller's token, or null if it has none
   */
  public Rights rights(String principal, @Nullable Set<String> scopes) {
    Key key = new Key(principal, scopes);
    Rights known = kept.get(key);
    if (known != null) {
      return known;
    }
    if (kept.size() >= MAX_KEPT) {
      kept.clear();
    }
    EnumMap<NameKind, NameFilter> filters = new EnumMap<>(NameKind.class);
    names.forEach((kind, rules) -> filters.put(kind, rules.filter(kind, principal, scopes)));
    Rights made = new Rights(principal, filters, limits.of(principal, scopes));
    kept.put(key, made);
    return made;
  }
}
