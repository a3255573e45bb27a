package dev.mcpfly.transport;

import dev.mcpfly.transport.internal.Text;
import dev.mcpfly.transport.internal.policy.Policy;
import dev.mcpfly.transport.internal.relay.RelaySettings.Sharing;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Rules, limits and principals of a builder, and the checks that they are consistent. */
final class PolicyOptions {
  private RelayRules rules = RelayRules.none();
  private final Map<String, Map<String, String>> environments = new LinkedHashMap<>();

  /** Where tokens and values are that rules name; the JVM's by default. */
  private Map<String, String> secrets = System.getenv();

  void add(RelayRules more) {
    rules = rules.and(more);
  }

  void add(String principal, Consumer<RelayRules.Principal> options) {
    RelayRules.Principal own = new RelayRules.Principal(principal);
    options.accept(own);
    if (!own.environment().isEmpty()) {
      environments
          .computeIfAbsent(principal, name -> new LinkedHashMap<>())
          .putAll(own.environment());
    }
    add(own.rules());
  }

  void secretsFrom(Map<String, String> environment) {
    secrets = environment;
  }

  /** Returns the variables of the relay that hold secrets of principals: no child inherits them. */
  Set<String> secretVariables() {
    Set<String> all = new TreeSet<>();
    rules
        .principals()
        .values()
        .forEach(
            each -> {
              all.addAll(each.environment().values());
              if (!each.tokenFrom().isEmpty()) {
                all.add(each.tokenFrom());
              }
            });
    return all;
  }

  /** Returns the credentials with the tokens that rules name. */
  AcceptedCredentials credentials(AcceptedCredentials before) {
    AcceptedCredentials all = before;
    for (Map.Entry<String, NamedSecrets> each : rules.principals().entrySet()) {
      String variable = each.getValue().tokenFrom();
      if (!variable.isEmpty()) {
        all = all.bearer(each.getKey(), secret(each.getKey(), variable));
      }
    }
    return all;
  }

  private String secret(String principal, String variable) {
    String value = secrets.get(variable);
    if (value == null || value.isBlank()) {
      throw new IllegalArgumentException(
          "The environment variable "
              + variable
              + ", which the rules name for "
              + Text.excerpt(principal, 80)
              + ", is not set.");
    }
    return value.strip();
  }

  /** Returns the variables of each principal's own servers. */
  Map<String, Map<String, String>> environments() {
    Map<String, Map<String, String>> all = new LinkedHashMap<>();
    environments.forEach((name, own) -> all.put(name, new LinkedHashMap<>(own)));
    rules
        .principals()
        .forEach(
            (name, named) ->
                named
                    .environment()
                    .forEach(
                        (variable, from) ->
                            all.computeIfAbsent(name, key -> new LinkedHashMap<>())
                                .put(variable, secret(name, from))));
    return all;
  }

  /** Returns whether the rules name a token for any principal. */
  boolean letsIn() {
    return rules.principals().values().stream().anyMatch(each -> !each.tokenFrom().isEmpty());
  }

  /** Returns every scope that rules name. */
  Set<String> scopes() {
    return rules.policy().scopes();
  }

  /**
   * Returns the rules if they are consistent with the other options.
   *
   * @param scopes the scopes that callers can have, or null if that is not known
   * @param principals the principals there can be, or null if that is not known
   * @throws IllegalArgumentException if they are not
   */
  Policy policy(
      ChildPolicy children,
      boolean isProcess,
      @Nullable Set<String> scopes,
      @Nullable Set<String> principals) {
    Policy policy = rules.requireKnown(principals, scopes).policy();
    for (String principal : environments().keySet()) {
      RuleNames.requireKnown(principal, principals);
      if (!isProcess) {
        throw new IllegalArgumentException(
            "An environment for "
                + Text.excerpt(principal, 80)
                + " needs a server that is started as a command.");
      }
      if (children.sharing() == Sharing.POOL) {
        throw new IllegalArgumentException(
            "The principal "
                + Text.excerpt(principal, 80)
                + " has its own environment, but all callers share a server: use"
                + " ChildPolicy.perPrincipal() or perSession(), which is --policy principal or"
                + " session.");
      }
    }
    return policy;
  }
}
