/** Moves MCP messages between stdio and HTTP, and launches MCP servers on Fly.io. */
module dev.mcpfly.transport {
  requires transitive dev.mcpfly.api;
  requires transitive dev.mcpfly.config;
  requires transitive java.net.http;
  requires transitive jdk.httpserver;
  requires tools.jackson.core;
  requires tools.jackson.databind;
  requires static transitive org.jspecify;
  requires static transitive jakarta.servlet;
  requires static transitive io.modelcontextprotocol.sdk.mcp.core;
  requires static reactor.core;
  requires static org.reactivestreams;

  exports dev.mcpfly.launch;
  exports dev.mcpfly.launch.image;
  exports dev.mcpfly.launch.image.registry;
  exports dev.mcpfly.launch.local;
  exports dev.mcpfly.transport;
}
