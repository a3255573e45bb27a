package dev.mcpfly.transport.internal.sdk;

import io.modelcontextprotocol.spec.ProtocolVersions;
import java.util.List;

/** The revisions that the MCP Java SDK knows, all of which the transports carry. */
final class SdkVersions {
  static final List<String> ALL =
      List.of(
          ProtocolVersions.MCP_2024_11_05,
          ProtocolVersions.MCP_2025_03_26,
          ProtocolVersions.MCP_2025_06_18,
          ProtocolVersions.MCP_2025_11_25);

  private SdkVersions() {}
}
