/** The Fly Machines API in this process, with real state and faults on demand. */
module dev.mcpfly.emulator {
  requires transitive dev.mcpfly.api;
  requires jdk.httpserver;
  requires tools.jackson.databind;
  requires static transitive org.jspecify;

  exports dev.mcpfly.api.emulator;
}
