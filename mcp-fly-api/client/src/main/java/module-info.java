/** The Fly Machines API, typed and fluent. */
@SuppressWarnings("module") // the other artifacts are compiled later
module dev.mcpfly.api {
  requires transitive java.net.http;
  requires tools.jackson.core;
  requires static com.fasterxml.jackson.annotation;
  requires static com.google.errorprone.annotations;
  requires static transitive org.jspecify;

  exports dev.mcpfly.api;
  exports dev.mcpfly.api.json;
  exports dev.mcpfly.api.model;
  exports dev.mcpfly.api.internal.time to
      dev.mcpfly.emulator;
}
