package dev.mcpfly.api.emulator;

import java.util.concurrent.atomic.AtomicInteger;

/** One rule with the calls that it has seen. */
final class ActiveFault {
  private final Fault fault;
  private final AtomicInteger calls = new AtomicInteger();
  private final AtomicInteger applied = new AtomicInteger();

  ActiveFault(Fault fault) {
    this.fault = fault;
  }

  /** Counts the call if the rule applies to it, and returns whether the rule strikes it. */
  boolean strikes(String operation, String app) {
    return fault.concerns(operation, app) && fault.strikesAt(calls.incrementAndGet());
  }

  Fault fault() {
    return fault;
  }

  void apply() {
    applied.incrementAndGet();
  }

  int applied() {
    return applied.get();
  }
}
