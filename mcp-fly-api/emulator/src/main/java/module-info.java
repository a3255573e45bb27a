/** The Fly Machines API in this process, with real state and faults on demand. */
module dev.mcpfly.emulator {
  requires transitive dev.mcpfly.api;
  requires jdk.httpserver;
  requires static com.google.errorprone.annotations;
  requires static org.junit.jupiter.api;
  requires static transitive org.jspecify;

  exports dev.mcpfly.api.emulator;
  exports dev.mcpfly.api.emulator.junit;
}
