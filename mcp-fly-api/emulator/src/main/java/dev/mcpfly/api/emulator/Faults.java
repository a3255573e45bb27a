package dev.mcpfly.api.emulator;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** The fault rules of a running emulator. Safe for use by several threads. */
public final class Faults {
  private final List<ActiveFault> rules = new CopyOnWriteArrayList<>();
  private final Set<String> operations;

  Faults(Set<String> operations, List<Fault> initial) {
    this.operations = operations;
    initial.forEach(this::add);
  }

  /**
   * Adds a rule. It counts calls from now on, and comes after the existing rules.
   *
   * @throws IllegalArgumentException if the rule is about an operation that does not exist
   */
  public void add(Fault fault) {
    if (!fault.operation().equals("*") && !operations.contains(fault.operation())) {
      throw new IllegalArgumentException(
          "there is no operation '" + fault.operation() + "'; there are " + operations);
    }
    rules.add(new ActiveFault(fault));
  }

  /** Removes all rules. */
  public void clear() {
    rules.clear();
  }

  /** Returns how many calls the rules have changed so far. */
  public int applied() {
    return rules.stream().mapToInt(ActiveFault::applied).sum();
  }

  /**
   * Returns the rule for this call: every rule counts the call, and the first that strikes wins.
   */
  @Nullable Fault strike(String operation, String app) {
    ActiveFault hit = null;
    for (ActiveFault rule : rules) {
      if (rule.strikes(operation, app) && hit == null) {
        hit = rule;
      }
    }
    if (hit == null) {
      return null;
    }
    hit.apply();
    return hit.fault();
  }
}
