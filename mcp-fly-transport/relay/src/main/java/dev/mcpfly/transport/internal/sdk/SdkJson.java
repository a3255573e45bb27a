package dev.mcpfly.transport.internal.sdk;

import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.json.McpJsonMapper;

/** The JSON of the SDK, in a class that is loaded only once the SDK is known to be there. */
final class SdkJson {
  private SdkJson() {}

  static McpJsonMapper mapper() {
    return McpJsonDefaults.getMapper();
  }
}
