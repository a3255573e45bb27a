package dev.mcpfly.transport;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Rules, limits and environment of one principal of a {@link Relay}. Not thread-safe; each method
 * returns this object.
 */
public final class RelayPrincipal {
  private final String name;
  private final Map<String, String> environment = new LinkedHashMap<>();
  private RelayRules rules = RelayRules.none();

  RelayPrincipal(String name) {
    this.name = name;
  }

  /**
   * Sets an environment variable of this principal's own servers, on top of the relay's. Needs a
   * policy that gives principals servers of their own: {@link ChildPolicy#perSession()} or {@link
   * ChildPolicy#perPrincipal()}.
   *
   * @throws IllegalArgumentException if the name is not that of an environment variable
   */
  public RelayPrincipal env(String variable, String value) {
    environment.put(RulesJson.variable(variable), value);
    return this;
  }

  /** Adds rules about tools for this principal. */
  public RelayPrincipal tools(Consumer<NameRules> more) {
    rules = rules.tools(all -> all.forPrincipal(name, more));
    return this;
  }

  /** Adds rules about prompts for this principal. */
  public RelayPrincipal prompts(Consumer<NameRules> more) {
    rules = rules.prompts(all -> all.forPrincipal(name, more));
    return this;
  }

  /** Adds rules about resources for this principal. */
  public RelayPrincipal resources(Consumer<NameRules> more) {
    rules = rules.resources(all -> all.forPrincipal(name, more));
    return this;
  }

  /** Sets limits for this principal. */
  public RelayPrincipal limits(Consumer<CallerLimits> more) {
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
    return "RelayPrincipal[" + name + "]";
  }
}
