package dev.mcpfly.launch;

/**
 * One of a deployment's machines while it is created: under which names the run learns of it.
 *
 * @param number from 1 on, counting those that are there already
 */
record Slot(int number) {
  /** The only machine, or the first one. */
  static final Slot FIRST = new Slot(1);

  private String named(String name) {
    return number == 1 ? name : name + "_" + number;
  }

  /** Returns the name of the machine's id. */
  String machine() {
    return named(RunState.MACHINE);
  }

  /** Returns the name of the id of its volume. */
  String volume() {
    return named(RunState.VOLUME);
  }

  /** Returns the name of the nonce of the lease under which it was created. */
  String lease() {
    return named(RunState.LEASE_NONCE);
  }

  /** Returns its label in a sentence. */
  String described() {
    return number == 1 ? "the machine" : "machine " + number;
  }
}
