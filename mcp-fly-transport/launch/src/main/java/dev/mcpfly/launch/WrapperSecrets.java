package dev.mcpfly.launch;

import java.util.Map;

/** The secrets by which the wrapper in the machine learns whom to let in. */
final class WrapperSecrets {
  private WrapperSecrets() {}

  /** Returns their names and values; empty where everybody is let in. */
  static Map<String, String> of(Authorization authorization) {
    if (authorization instanceof Authorization.Bearer bearer) {
      return Map.of("FLY_MCP_BEARER_TOKEN", bearer.token());
    }
    if (authorization instanceof Authorization.Basic basic) {
      return Map.of("FLY_MCP_USER", basic.user(), "FLY_MCP_PASSWORD", basic.password());
    }
    return Map.of();
  }
}
