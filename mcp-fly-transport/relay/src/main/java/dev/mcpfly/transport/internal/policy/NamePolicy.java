package dev.mcpfly.transport.internal.policy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rules about one kind of names. Immutable.
 *
 * @param all what applies to every caller
 * @param principals what applies to a principal, too
 * @param scopes what applies to callers whose token has a scope, too
 */
public record NamePolicy(Block all, Map<String, Block> principals, Map<String, Block> scopes) {
  /** No rules: everything is permitted. */
  public static final NamePolicy OPEN = new NamePolicy(Block.EMPTY, Map.of(), Map.of());

  /** Copies the maps, in their order. */
  public NamePolicy {
    principals = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(principals));
    scopes = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(scopes));
  }

  /**
   * Patterns that permit and patterns that block.
   *
   * @param allow exact names or globs
   * @param deny exact names or globs, which win
   */
  public record Block(List<String> allow, List<String> deny) {
    static final Block EMPTY = new Block(List.of(), List.of());

    /** Copies the lists. */
    public Block {
      allow = List.copyOf(allow);
      deny = List.copyOf(deny);
    }

    boolean isEmpty() {
      return allow.isEmpty() && deny.isEmpty();
    }

    private Block and(Block other) {
      List<String> allowed = new ArrayList<>(allow);
      allowed.addAll(other.allow);
      List<String> denied = new ArrayList<>(deny);
      denied.addAll(other.deny);
      return new Block(allowed, denied);
    }
  }

  /** Returns whether there are no rules. */
  public boolean isEmpty() {
    return blocks().stream().allMatch(Block::isEmpty);
  }

  private List<Block> blocks() {
    List<Block> blocks = new ArrayList<>();
    blocks.add(all);
    blocks.addAll(principals.values());
    blocks.addAll(scopes.values());
    return blocks;
  }

  /** Returns whether callers may see different names. */
  boolean differs() {
    return !principals.isEmpty() || !scopes.isEmpty();
  }

  /** Returns every pattern, once, in the order of the rules. */
  public Set<String> patterns() {
    Set<String> patterns = new LinkedHashSet<>();
    for (Block block : blocks()) {
      patterns.addAll(block.allow);
      patterns.addAll(block.deny);
    }
    return patterns;
  }

  /** Returns these rules and others. */
  public NamePolicy and(NamePolicy other) {
    return new NamePolicy(
        all.and(other.all), merged(principals, other.principals), merged(scopes, other.scopes));
  }

  private static Map<String, Block> merged(Map<String, Block> one, Map<String, Block> other) {
    Map<String, Block> merged = new LinkedHashMap<>(one);
    other.forEach((name, block) -> merged.merge(name, block, Block::and));
    return merged;
  }

  /**
   * Returns what a caller may use. As soon as any rule has an {@code allow}, even for another
   * caller, only what a rule for this caller allows is permitted.
   *
   * @param callerScopes the scopes of the caller's token, or null if it has none
   */
  NameFilter filter(NameKind kind, String principal, @Nullable Set<String> callerScopes) {
    Block block = all;
    Block own = principals.get(principal);
    if (own != null) {
      block = block.and(own);
    }
    if (callerScopes != null) {
      for (Map.Entry<String, Block> scope : scopes.entrySet()) {
        if (callerScopes.contains(scope.getKey())) {
          block = block.and(scope.getValue());
        }
      }
    }
    boolean listed = blocks().stream().anyMatch(each -> !each.allow.isEmpty());
    return NameFilter.of(kind, listed ? block.allow : null, block.deny);
  }
}
