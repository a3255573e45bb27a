package dev.mcpfly.api.emulator;

import dev.mcpfly.api.emulator.internal.http.Json;
import dev.mcpfly.api.emulator.internal.json.ObjectNode;

/** Decides whether a machine is restarted when its main process ends on its own. */
record RestartRule(String policy, long retries) {

  /** Reads the policy; without one a machine restarts on failure, at most ten times. */
  static RestartRule of(ObjectNode config) {
    ObjectNode restart = Json.child(config, "restart");
    String policy = Json.text(restart, "policy", "on-failure");
    return new RestartRule(policy, Json.number(restart, "max_retries", 10));
  }

  boolean restarts(int exitCode, int restarts) {
    return switch (policy) {
      case "no" -> false;
      case "always" -> true;
      default -> exitCode != 0 && restarts < retries;
    };
  }
}
