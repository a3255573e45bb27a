/** Moves MCP messages between stdio and HTTP. */
@SuppressWarnings("module") // the other artifacts are compiled later
module dev.mcpfly.transport {
  requires transitive java.net.http;
  requires transitive jdk.httpserver;
  requires tools.jackson.core;
  requires static com.google.errorprone.annotations;
  requires transitive org.jspecify;
  // Of the runnable jar alone, which does without if it is not there.
  requires static java.management;
  // Optional: only who uses the classes that need them has them on the path.
  requires static jakarta.servlet;
  requires static io.modelcontextprotocol.sdk.mcp.core;
  requires static reactor.core;
  requires static org.reactivestreams;

  exports dev.mcpfly.transport;
  exports dev.mcpfly.transport.auth;
  exports dev.mcpfly.transport.internal.network to
      dev.mcpfly.launch;
}
