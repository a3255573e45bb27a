package dev.mcpfly.transport.auth;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.mcpfly.transport.internal.Globs;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * States which OAuth scopes a message needs, by its method and, for {@code tools/call}, by its
 * tool.
 *
 * <pre>{@code
 * ScopeRules.none().tool("write_*", "write").method("resources/*", "read")
 * }</pre>
 *
 * <p>A message needs the scopes of every rule that matches it; a message that no rule matches needs
 * none. In a pattern, {@code *} stands for any number of characters, and everything else for
 * itself. A request that lacks a scope is refused with status 403 and the error {@code
 * insufficient_scope}, which names all scopes that it needs, so that a client can ask for them in
 * one step. Immutable.
 */
@CheckReturnValue
@SuppressWarnings("exports") // needed only while compiling
public final class ScopeRules {
  private static final ScopeRules NONE = new ScopeRules(List.of());

  private record Rule(boolean tool, String pattern, Set<String> scopes) {}

  private final List<Rule> rules;

  private ScopeRules(List<Rule> rules) {
    this.rules = rules;
  }

  /** Returns rules that ask for no scope. */
  public static ScopeRules none() {
    return NONE;
  }

  /**
   * Returns these rules with one more, for calls of the tools whose names match a pattern.
   *
   * @throws IllegalArgumentException if the pattern is empty, or a scope is missing or invalid
   */
  public ScopeRules tool(String pattern, String... scopes) {
    return with(true, pattern, scopes);
  }

  /**
   * Returns these rules with one more, for requests and notifications whose methods match a
   * pattern.
   *
   * @throws IllegalArgumentException if the pattern is empty, or a scope is missing or invalid
   */
  public ScopeRules method(String pattern, String... scopes) {
    return with(false, pattern, scopes);
  }

  private ScopeRules with(boolean tool, String pattern, String... scopes) {
    if (pattern.isEmpty() || scopes.length == 0) {
      throw new IllegalArgumentException("A scope rule needs a pattern and at least one scope.");
    }
    List<Rule> all = new ArrayList<>(rules);
    all.add(new Rule(tool, pattern, requireScopes(List.of(scopes))));
    return new ScopeRules(List.copyOf(all));
  }

  /** Returns whether no message needs a scope. */
  public boolean isEmpty() {
    return rules.isEmpty();
  }

  /** Returns every scope that a rule names, in the order of the rules. */
  public Set<String> scopes() {
    Set<String> all = new LinkedHashSet<>();
    rules.forEach(rule -> all.addAll(rule.scopes()));
    return Collections.unmodifiableSet(all);
  }

  /**
   * Returns the scopes that a message needs.
   *
   * @param method the message's method, such as {@code tools/call}
   * @param tool the tool's name if the method is {@code tools/call}; ignored for other methods
   */
  public Set<String> required(String method, String tool) {
    Set<String> needed = new LinkedHashSet<>();
    for (Rule rule : rules) {
      boolean hit =
          rule.tool()
              ? method.equals("tools/call") && Globs.matches(rule.pattern(), tool)
              : Globs.matches(rule.pattern(), method);
      if (hit) {
        needed.addAll(rule.scopes());
      }
    }
    return needed;
  }

  /** Returns scopes as a set in their order, if each is a valid scope token (RFC 6749 §3.3). */
  static Set<String> requireScopes(Collection<String> scopes) {
    Set<String> all = new LinkedHashSet<>();
    for (String scope : scopes) {
      boolean good =
          !scope.isEmpty()
              && scope.chars().allMatch(c -> c > 0x20 && c < 0x7F && c != '"' && c != '\\');
      if (!good) {
        throw new IllegalArgumentException(
            "\""
                + scope.replaceAll("[^ -~]", "?")
                + "\" is not a valid scope: use printable ASCII without spaces, quotes and"
                + " backslashes.");
      }
      all.add(scope);
    }
    return Collections.unmodifiableSet(all);
  }
}
