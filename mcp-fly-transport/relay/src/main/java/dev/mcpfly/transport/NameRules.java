package dev.mcpfly.transport;

import dev.mcpfly.transport.internal.Text;
import dev.mcpfly.transport.internal.policy.NamePolicy;
import dev.mcpfly.transport.internal.policy.NamePolicy.Block;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Says which tools (or prompts, or resources) callers may see and use.
 *
 * <pre>{@code
 * relay.tools(t -> t
 *     .allow("read_*")
 *     .deny("read_secret")
 *     .forPrincipal("alice", p -> p.allow("write_*"))
 *     .forScope("admin", s -> s.allow("*")));
 * }</pre>
 *
 * <p>A pattern is an exact name, or a name in which {@code *} stands for any number of characters;
 * case matters. Resources are named by their URI, templates by their text. What applies to a caller
 * is the rules for all, those for its principal, and those for each scope of its token, together:
 * something is permitted if one of them allows it and none denies it. As soon as any rule allows
 * something by name, whoever that rule is for, what no rule allows is blocked; with nothing but
 * {@code deny}, everything else is permitted. By default there is no rule, and everything is
 * permitted.
 *
 * <p>What is blocked is neither listed nor reachable, and a call of it is answered as that of a
 * name that does not exist. A blank pattern, principal or scope is an {@link
 * IllegalArgumentException}. Not thread-safe; each method returns this object.
 */
public final class NameRules {
  private static final int LONGEST = 1024;

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
  public NameRules allow(String... patterns) {
    for (String pattern : patterns) {
      allow.add(checked("pattern", pattern));
    }
    return this;
  }

  /**
   * Blocks names, whatever allows them.
   *
   * @throws IllegalArgumentException if a pattern is empty, longer than 1024 characters, or has
   *     control characters
   */
  public NameRules deny(String... patterns) {
    for (String pattern : patterns) {
      deny.add(checked("pattern", pattern));
    }
    return this;
  }

  /**
   * Adds rules for one principal: a user, or the name of a token.
   *
   * @throws IllegalArgumentException if the name is empty, or inside another {@code forPrincipal}
   *     or {@code forScope}
   */
  public NameRules forPrincipal(String name, Consumer<NameRules> rules) {
    return inner(principals, checked("principal", name), rules);
  }

  /**
   * Adds rules for callers whose token has a scope. Callers whose scopes are not known, as those
   * with a plain bearer token, have none.
   *
   * @throws IllegalArgumentException if the scope is not valid, or inside another {@code
   *     forPrincipal} or {@code forScope}
   */
  public NameRules forScope(String scope, Consumer<NameRules> rules) {
    return inner(scopes, CallerLimits.requireScope(scope), rules);
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

  static String checked(String what, String text) {
    if (text.isBlank() || text.length() > LONGEST || text.chars().anyMatch(c -> c < 0x20)) {
      throw new IllegalArgumentException(
          "The "
              + what
              + " \""
              + Text.excerpt(text, 80)
              + "\" is not usable: it must have 1 to "
              + LONGEST
              + " characters and no control characters.");
    }
    return text;
  }
}
