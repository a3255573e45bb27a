/** The Fly Machines API: a typed client and an emulator of the service. */
module dev.mcpfly.api {
  requires transitive java.net.http;
  requires jdk.httpserver;
  requires tools.jackson.databind;
  requires static transitive org.jspecify;

  exports dev.mcpfly.api;
  exports dev.mcpfly.api.emulator;
  exports dev.mcpfly.api.json;
  exports dev.mcpfly.api.model;
}
