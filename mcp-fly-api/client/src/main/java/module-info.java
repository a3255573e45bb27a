/** The Fly Machines API, typed and fluent. */
module dev.mcpfly.api {
  requires transitive java.net.http;
  requires tools.jackson.core;
  requires static com.fasterxml.jackson.annotation;
  requires static com.google.errorprone.annotations;
  requires static transitive org.jspecify;

  exports dev.mcpfly.api;
  exports dev.mcpfly.api.json;
  exports dev.mcpfly.api.model;
}
