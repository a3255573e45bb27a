package dev.mcpfly.launch;

import dev.mcpfly.launch.DeploymentRecord.Scope;

/**
 * How many machines a deployment is to have, and how much of the traffic one of them takes.
 *
 * @param machines their number; 0 for as many as there are, or one
 * @param softLimit simultaneous requests from which on another machine is preferred; 0 for the
 *     default
 * @param hardLimit simultaneous requests that a machine never exceeds; 0 for the default
 */
record Scaling(int machines, int softLimit, int hardLimit) {
  /** Open streams count as requests too, and each client usually has one. */
  static final int SOFT_LIMIT = 50;

  static final int HARD_LIMIT = 200;

  private static final int MOST_MACHINES = 100;
  private static final int MOST_REQUESTS = 100_000;

  /** The defaults. */
  static final Scaling DEFAULT = new Scaling(0, 0, 0);

  /**
   * Checks a number of machines.
   *
   * @throws InvalidLaunchException if no deployment can have so many
   */
  static int checked(int machines) {
    if (machines < 1 || machines > MOST_MACHINES) {
      throw new InvalidLaunchException(
          "The number of machines must be from 1 to %d, but was %d; destroy() takes a deployment down."
              .formatted(MOST_MACHINES, machines));
    }
    return machines;
  }

  Scaling machines(int number) {
    return new Scaling(checked(number), softLimit, hardLimit);
  }

  Scaling limits(int soft, int hard) {
    if (soft < 1 || hard < soft || hard > MOST_REQUESTS) {
      throw new InvalidLaunchException(
          "requestLimits(%d, %d) is not valid; the soft limit must be at least 1, and the hard limit not below it nor above %d."
              .formatted(soft, hard, MOST_REQUESTS));
    }
    return new Scaling(machines, soft, hard);
  }

  /** Returns whether more than one machine is asked for. */
  boolean isSeveral() {
    return machines > 1;
  }

  boolean hasLimits() {
    return softLimit > 0;
  }

  int soft() {
    return hasLimits() ? softLimit : SOFT_LIMIT;
  }

  int hard() {
    return hasLimits() ? hardLimit : HARD_LIMIT;
  }

  /**
   * Checks that a deployment can have several machines.
   *
   * @throws InvalidLaunchException if it is for one machine
   */
  static void check(int machines, DeploymentRecord record) {
    if (record.scope() != Scope.APP) {
      throw new InvalidLaunchException(
          "\"%s\" shares its %s with others and cannot be scaled to %d; launch it into an app of its own."
              .formatted(
                  record.server(), record.scope() == Scope.MACHINE ? "app" : "machine", machines));
    }
    if (!record.isRelayed()) {
      throw new InvalidLaunchException(
          "\"%s\" was launched without the relay, which brings each session to its machine; launch it again with machines(%d)."
              .formatted(record.server(), machines));
    }
    Reach.Kind access = record.access().kind();
    if (access == Reach.Kind.INTERNAL || access == Reach.Kind.GATEWAY) {
      throw new InvalidLaunchException(
          "\"%s\" is reached with Access.%s(...), by which Fly's proxy cannot bring sessions to %d machines; launch it again with Access.publicHttps() or Access.flycast(...)."
              .formatted(
                  record.server(),
                  access == Reach.Kind.GATEWAY ? "gateway" : "internal",
                  machines));
    }
  }

  /**
   * Checks that a request can have several machines.
   *
   * @throws InvalidLaunchException if something in it is for one machine
   */
  static void check(LaunchRequest asked) {
    Scaling scaling = asked.machine().scaling();
    if (scaling.hasLimits() && !asked.app().access().hasService()) {
      throw new InvalidLaunchException(
          "requestLimits(...) is for Fly's proxy, which is not in the way to a server with"
              + " Access.internal(...); leave one of them out.");
    }
    if (!scaling.isSeveral()) {
      return;
    }
    int machines = scaling.machines();
    if (asked.app().scope() == Scope.CONTAINER) {
      throw new InvalidLaunchException(
          "machines(%d) cannot be combined with intoMachine(...), which is about one machine; leave it out."
              .formatted(machines));
    }
    if (asked.app().scope() == Scope.MACHINE) {
      throw new InvalidLaunchException(
          "machines(%d) cannot be used in an app that a fleet shares, where each member has one machine; use McpFleet.appForEach(...)."
              .formatted(machines));
    }
    if (!asked.app().access().findsMachines()) {
      throw new InvalidLaunchException(
          "machines(%d) needs Fly's proxy to bring each session to its machine, which it cannot do with Access.%s(...); use Access.publicHttps() or Access.flycast(...)."
              .formatted(machines, asked.app().access().hasService() ? "gateway" : "internal"));
    }
    if (asked.server().http() != null) {
      throw new InvalidLaunchException(
          "machines(%d) needs the relay, which brings each session to its machine, and the server in %s speaks HTTP itself; leave it out."
              .formatted(machines, asked.server().http().image()));
    }
  }
}
