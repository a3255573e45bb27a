/** Launches MCP servers on Fly.io, and puts them into MCP clients. */
module dev.mcpfly.launch {
  requires transitive dev.mcpfly.api;
  requires transitive dev.mcpfly.config;
  requires transitive dev.mcpfly.image;
  requires transitive dev.mcpfly.transport;
  requires transitive dev.mcpfly.emulator;
  requires transitive java.net.http;
  requires transitive jdk.httpserver;
  // Annotations alone: a program without Jackson 2 or 3 of its own does not miss them.
  requires static com.fasterxml.jackson.annotation;
  requires static com.google.errorprone.annotations;
  requires static transitive org.jspecify;
  // Optional: ReplayServlet needs it.
  requires static jakarta.servlet;

  exports dev.mcpfly.launch;
  exports dev.mcpfly.launch.local;
}
