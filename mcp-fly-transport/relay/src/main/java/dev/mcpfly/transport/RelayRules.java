package dev.mcpfly.transport;

import dev.mcpfly.transport.internal.Text;
import dev.mcpfly.transport.internal.policy.LimitPolicy;
import dev.mcpfly.transport.internal.policy.NameKind;
import dev.mcpfly.transport.internal.policy.NamePolicy;
import dev.mcpfly.transport.internal.policy.Policy;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Who may use which tools, prompts and resources of a server, how often, and with which credentials
 * of the server: what a rules file holds.
 *
 * <pre>{@code
 * RelayRules rules = RelayRules.none()
 *     .tools(t -> t.allow("read_*").deny("read_secret"))
 *     .limits(l -> l.callsPerMinute(60))
 *     .principalToken("alice", "ALICE_TOKEN");              // the name of a variable, not a token
 * Files.writeString(path, rules.toJson());
 * Relay.stdio("npx", "-y", "pkg").rules(RelayRules.parse(Files.readString(path))).start();
 * }</pre>
 *
 * <p>By default everything is permitted, without limits. Principals' tokens and environments are
 * named by environment variables of the relay, so that rules hold no secrets. A rules file is read
 * strictly: an unknown member or a value of the wrong kind is an {@link IllegalArgumentException}
 * that says where.
 *
 * <p>Immutable and thread-safe; each method returns other rules.
 */
public final class RelayRules {
  private static final RelayRules NONE = new RelayRules(Map.of(), LimitPolicy.OPEN, Map.of());

  private final Map<NameKind, NamePolicy> names;
  private final LimitPolicy limits;
  private final Map<String, NamedSecrets> principals;

  /**
   * What a principal has, by the names of the relay's environment variables.
   *
   * @param tokenFrom the variable that holds the bearer token, or empty if there is none
   * @param environment variables of the principal's server, and the relay's variables that hold
   *     their values
   */
  record NamedSecrets(String tokenFrom, Map<String, String> environment) {
    NamedSecrets {
      environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
    }
  }

  RelayRules(
      Map<NameKind, NamePolicy> names, LimitPolicy limits, Map<String, NamedSecrets> principals) {
    this.names = Collections.unmodifiableMap(new EnumMap<>(withAll(names)));
    this.limits = limits;
    this.principals = Collections.unmodifiableMap(new LinkedHashMap<>(principals));
  }

  private static Map<NameKind, NamePolicy> withAll(Map<NameKind, NamePolicy> some) {
    Map<NameKind, NamePolicy> all = new LinkedHashMap<>();
    for (NameKind kind : NameKind.values()) {
      all.put(kind, some.getOrDefault(kind, NamePolicy.OPEN));
    }
    return all;
  }

  /** Returns rules that permit everything. */
  public static RelayRules none() {
    return NONE;
  }

  /**
   * Reads a rules file.
   *
   * @param json the text, an object as the documentation of rules describes it
   * @throws IllegalArgumentException if it is not such an object; the message says where and why
   */
  public static RelayRules parse(String json) {
    return RulesJson.parse(json);
  }

  /** Returns these rules as the text of a rules file, on one line. */
  public String toJson() {
    return RulesJson.write(this);
  }

  /** Adds rules about tools, whose tasks follow them. */
  public RelayRules tools(Consumer<NameRules> rules) {
    return with(NameKind.TOOL, NameRules.policy(rules));
  }

  /** Adds rules about prompts, and about the completion of their arguments. */
  public RelayRules prompts(Consumer<NameRules> rules) {
    return with(NameKind.PROMPT, NameRules.policy(rules));
  }

  /** Adds rules about resources and resource templates, by URI, and about their completion. */
  public RelayRules resources(Consumer<NameRules> rules) {
    return with(NameKind.RESOURCE, NameRules.policy(rules));
  }

  /** Adds limits for callers. */
  public RelayRules limits(Consumer<CallerLimits> more) {
    return new RelayRules(names, limits.and(CallerLimits.policy(more)), principals);
  }

  /**
   * Accepts the bearer token that an environment variable of the relay holds, as a principal.
   *
   * @param variable the name of the variable
   */
  public RelayRules principalToken(String principal, String variable) {
    NamedSecrets before = principals.getOrDefault(principal, new NamedSecrets("", Map.of()));
    return with(principal, new NamedSecrets(RulesJson.variable(variable), before.environment()));
  }

  /**
   * Gives a principal's own servers an environment variable.
   *
   * @param name the name of the variable in the server
   * @param variable the variable of the relay that holds the value
   */
  public RelayRules principalEnvironment(String principal, String name, String variable) {
    NamedSecrets before = principals.getOrDefault(principal, new NamedSecrets("", Map.of()));
    Map<String, String> all = new LinkedHashMap<>(before.environment());
    all.put(RulesJson.variable(name), RulesJson.variable(variable));
    return with(principal, new NamedSecrets(before.tokenFrom(), all));
  }

  RelayRules with(NameKind kind, NamePolicy more) {
    Map<NameKind, NamePolicy> all = new LinkedHashMap<>(names);
    all.merge(kind, more, NamePolicy::and);
    return new RelayRules(all, limits, principals);
  }

  private RelayRules with(String principal, NamedSecrets secrets) {
    Map<String, NamedSecrets> all = new LinkedHashMap<>(principals);
    all.put(NameRules.checked("principal", principal), secrets);
    return new RelayRules(names, limits, all);
  }

  /** Returns these rules together with others. */
  public RelayRules and(RelayRules other) {
    Map<NameKind, NamePolicy> all = new LinkedHashMap<>(names);
    other.names.forEach((kind, rules) -> all.merge(kind, rules, NamePolicy::and));
    Map<String, NamedSecrets> everybody = new LinkedHashMap<>(principals);
    everybody.putAll(other.principals);
    return new RelayRules(all, limits.and(other.limits), everybody);
  }

  /**
   * Checks that every rule can apply to a caller.
   *
   * @param known the principals there can be, or null if that is not known
   * @param scopes the scopes that callers can have, or null if that is not known
   * @throws IllegalArgumentException if a rule names another principal or scope
   */
  public RelayRules requireKnown(@Nullable Set<String> known, @Nullable Set<String> scopes) {
    Policy policy = policy();
    for (String scope : policy.scopes()) {
      if (scopes != null && !scopes.contains(scope)) {
        throw new IllegalArgumentException(
            "The rules name the scope \""
                + scope
                + "\", which no caller can have: "
                + (scopes.isEmpty()
                    ? "only sign-in and authenticators give scopes."
                    : "known are " + new TreeSet<>(scopes) + "."));
      }
    }
    for (String principal : policy.principals()) {
      requireKnown(principal, known);
    }
    return this;
  }

  static void requireKnown(String principal, @Nullable Set<String> known) {
    if (known != null && !known.contains(principal)) {
      throw new IllegalArgumentException(
          "The rules name the principal \""
              + Text.excerpt(principal, 80)
              + "\", but no credentials belong to it; known are "
              + new TreeSet<>(known)
              + ".");
    }
  }

  /** Returns whether these rules contain nothing. */
  public boolean isEmpty() {
    return policy().isEmpty() && principals.isEmpty();
  }

  Map<NameKind, NamePolicy> names() {
    return names;
  }

  LimitPolicy callerLimits() {
    return limits;
  }

  Map<String, NamedSecrets> principals() {
    return principals;
  }

  Policy policy() {
    return new Policy(names, limits);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RelayRules rules
        && names.equals(rules.names)
        && limits.equals(rules.limits)
        && principals.equals(rules.principals);
  }

  @Override
  public int hashCode() {
    return Objects.hash(names, limits, principals);
  }

  /** Returns the rules as JSON. */
  @Override
  public String toString() {
    return toJson();
  }
}
