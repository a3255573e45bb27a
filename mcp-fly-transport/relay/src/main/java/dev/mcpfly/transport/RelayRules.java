package dev.mcpfly.transport;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import dev.mcpfly.transport.internal.policy.LimitPolicy;
import dev.mcpfly.transport.internal.policy.LimitPolicy.Limit;
import dev.mcpfly.transport.internal.policy.NameKind;
import dev.mcpfly.transport.internal.policy.NamePolicy;
import dev.mcpfly.transport.internal.policy.NamePolicy.Block;
import dev.mcpfly.transport.internal.policy.Policy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
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
@CheckReturnValue
@SuppressWarnings("exports") // needed only while compiling
public final class RelayRules {
  private static final RelayRules NONE = new RelayRules(Map.of(), LimitPolicy.OPEN, Map.of());

  private final Map<NameKind, NamePolicy> names;
  private final LimitPolicy limits;
  private final Map<String, NamedSecrets> principals;

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
    return with(principal, secrets(principal).withToken(RulesJson.variable(variable)));
  }

  /**
   * Gives a principal's own servers an environment variable.
   *
   * @param name the name of the variable in the server
   * @param variable the variable of the relay that holds the value
   */
  public RelayRules principalEnvironment(String principal, String name, String variable) {
    return with(
        principal, secrets(principal).with(RulesJson.variable(name), RulesJson.variable(variable)));
  }

  private NamedSecrets secrets(String principal) {
    return principals.getOrDefault(principal, NamedSecrets.NONE);
  }

  RelayRules with(NameKind kind, NamePolicy more) {
    Map<NameKind, NamePolicy> all = new LinkedHashMap<>(names);
    all.merge(kind, more, NamePolicy::and);
    return new RelayRules(all, limits, principals);
  }

  private RelayRules with(String principal, NamedSecrets secrets) {
    Map<String, NamedSecrets> all = new LinkedHashMap<>(principals);
    all.put(RuleNames.checked("principal", principal), secrets);
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
  @CanIgnoreReturnValue
  public RelayRules requireKnown(@Nullable Set<String> known, @Nullable Set<String> scopes) {
    RuleNames.requireKnown(policy(), known, scopes);
    return this;
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

  /**
   * Rules, limits and environment of one principal of a {@link Relay}. Not thread-safe; each method
   * returns this object.
   */
  @SuppressWarnings("exports") // needed only while compiling
  public static final class Principal {
    private final String name;
    private final Map<String, String> environment = new LinkedHashMap<>();
    private RelayRules rules = RelayRules.none();

    Principal(String name) {
      this.name = name;
    }

    /**
     * Sets an environment variable of this principal's own servers, on top of the relay's. Needs a
     * policy that gives each principal a separate server: {@link ChildPolicy#perSession()} or
     * {@link ChildPolicy#perPrincipal()}.
     *
     * @throws IllegalArgumentException if the name is not that of an environment variable
     */
    @CanIgnoreReturnValue
    public Principal env(String variable, String value) {
      environment.put(RulesJson.variable(variable), value);
      return this;
    }

    /** Adds rules about tools for this principal. */
    @CanIgnoreReturnValue
    public Principal tools(Consumer<NameRules> more) {
      rules = rules.tools(all -> all.forPrincipal(name, more));
      return this;
    }

    /** Adds rules about prompts for this principal. */
    @CanIgnoreReturnValue
    public Principal prompts(Consumer<NameRules> more) {
      rules = rules.prompts(all -> all.forPrincipal(name, more));
      return this;
    }

    /** Adds rules about resources for this principal. */
    @CanIgnoreReturnValue
    public Principal resources(Consumer<NameRules> more) {
      rules = rules.resources(all -> all.forPrincipal(name, more));
      return this;
    }

    /** Sets limits for this principal. */
    @CanIgnoreReturnValue
    public Principal limits(Consumer<CallerLimits> more) {
      rules = rules.limits(all -> all.forPrincipal(name, more));
      return this;
    }

    Map<String, String> environment() {
      return environment;
    }

    RelayRules rules() {
      return rules;
    }

    /** Returns only the name; values may be secret. */
    @Override
    public String toString() {
      return "Principal[" + name + "]";
    }
  }

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
   * <p>A call is a request other than {@code initialize} and {@code ping}. All sessions and tokens
   * of a principal count together; anonymous callers count as one. A limit for the principal
   * replaces the widest one of its scopes, which replaces the one for all. A call over the limit is
   * answered with status 429, {@code Retry-After} and the JSON-RPC error -32000, and does not reach
   * the server. Not thread-safe; each method returns this object.
   */
  @SuppressWarnings("exports") // needed only while compiling
  public static final class CallerLimits {
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
    @CanIgnoreReturnValue
    public CallerLimits callsPerMinute(int limit) {
      perMinute = checked("callsPerMinute", limit);
      return this;
    }

    /**
     * Limits the calls that are in flight at the same time; {@link RelayLimits#callsPerPrincipal}
     * by default.
     *
     * @throws IllegalArgumentException if the limit is not from 1 to 1,000,000
     */
    @CanIgnoreReturnValue
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
    @CanIgnoreReturnValue
    public CallerLimits forPrincipal(String name, Consumer<CallerLimits> limits) {
      return inner(principals, RuleNames.checked("principal", name), limits);
    }

    /**
     * Sets other limits for callers whose token has a scope.
     *
     * @throws IllegalArgumentException if the scope is not valid, or inside another {@code
     *     forPrincipal} or {@code forScope}
     */
    @CanIgnoreReturnValue
    public CallerLimits forScope(String scope, Consumer<CallerLimits> limits) {
      return inner(scopes, RuleNames.checkedScope(scope), limits);
    }

    private CallerLimits inner(
        Map<String, Limit> into, String name, Consumer<CallerLimits> limits) {
      if (nested) {
        throw new IllegalArgumentException(
            "Limits for a principal or a scope cannot hold limits for another one.");
      }
      CallerLimits own = new CallerLimits(true);
      limits.accept(own);
      into.put(name, own.limit());
      return this;
    }
  }

  /**
   * Selects the tools, prompts or resources that callers may see and use.
   *
   * <pre>{@code
   * relay.tools(t -> t
   *     .allow("read_*")
   *     .deny("read_secret")
   *     .forPrincipal("alice", p -> p.allow("write_*"))
   *     .forScope("admin", s -> s.allow("*")));
   * }</pre>
   *
   * <p>A pattern is an exact name, or a name in which {@code *} stands for any number of
   * characters; case matters. Resources are named by their URI, templates by their text; a URI is
   * permitted only if every URI that a server could take it for is: with escapes decoded, dot
   * segments removed, or a host in lower case, and for {@code deny} also without query and
   * fragment. What applies to a caller is the rules for all, those for its principal, and those for
   * each scope of its token, together: something is permitted if one of them allows it and none
   * denies it. As soon as any rule has an {@code allow}, even for another caller, everything that
   * no rule allows is blocked; with {@code deny} alone, everything else is permitted. By default
   * there is no rule, and everything is permitted.
   *
   * <p>What is blocked is not listed, and a call of it is answered like a call of a name that does
   * not exist. A notification whose method does not begin with {@code notifications/} does not
   * reach the server while there are rules or limits. A blank pattern, principal or scope is an
   * {@link IllegalArgumentException}. Not thread-safe; each method returns this object.
   */
  @SuppressWarnings("exports") // needed only while compiling
  public static final class NameRules {
    private final boolean nested;
    private final List<String> allow = new ArrayList<>();
    private final List<String> deny = new ArrayList<>();
    private final Map<String, Block> principals = new LinkedHashMap<>();
    private final Map<String, Block> scopes = new LinkedHashMap<>();

    NameRules(boolean nested) {
      this.nested = nested;
    }

    static NamePolicy policy(Consumer<NameRules> rules) {
      NameRules all = new NameRules(false);
      rules.accept(all);
      return new NamePolicy(all.block(), all.principals, all.scopes);
    }

    private Block block() {
      return new Block(allow, deny);
    }

    /**
     * Permits names.
     *
     * @throws IllegalArgumentException if a pattern is empty, longer than 1024 characters, or has
     *     control characters
     */
    @CanIgnoreReturnValue
    public NameRules allow(String... patterns) {
      for (String pattern : patterns) {
        allow.add(RuleNames.checked("pattern", pattern));
      }
      return this;
    }

    /**
     * Blocks names, whatever allows them.
     *
     * @throws IllegalArgumentException if a pattern is empty, longer than 1024 characters, or has
     *     control characters
     */
    @CanIgnoreReturnValue
    public NameRules deny(String... patterns) {
      for (String pattern : patterns) {
        deny.add(RuleNames.checked("pattern", pattern));
      }
      return this;
    }

    /**
     * Adds rules for one principal: a user, or the name of a token.
     *
     * @throws IllegalArgumentException if the name is empty, or inside another {@code forPrincipal}
     *     or {@code forScope}
     */
    @CanIgnoreReturnValue
    public NameRules forPrincipal(String name, Consumer<NameRules> rules) {
      return inner(principals, RuleNames.checked("principal", name), rules);
    }

    /**
     * Adds rules for callers whose token has a scope. Callers whose scopes are not known, as those
     * with a plain bearer token, have none.
     *
     * @throws IllegalArgumentException if the scope is not valid, or inside another {@code
     *     forPrincipal} or {@code forScope}
     */
    @CanIgnoreReturnValue
    public NameRules forScope(String scope, Consumer<NameRules> rules) {
      return inner(scopes, RuleNames.checkedScope(scope), rules);
    }

    private NameRules inner(Map<String, Block> into, String name, Consumer<NameRules> rules) {
      if (nested) {
        throw new IllegalArgumentException(
            "Rules for a principal or a scope cannot hold rules for another one.");
      }
      NameRules own = new NameRules(true);
      rules.accept(own);
      Block before = into.get(name);
      if (before != null) {
        own.allow.addAll(0, before.allow());
        own.deny.addAll(0, before.deny());
      }
      into.put(name, own.block());
      return this;
    }
  }
}
