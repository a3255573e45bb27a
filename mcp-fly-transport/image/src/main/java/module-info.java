/** Container images without Docker: layers, wrapped MCP servers, and a registry's HTTP API. */
@SuppressWarnings("module") // the other artifacts are compiled later
module dev.mcpfly.image {
  requires transitive java.net.http;
  requires tools.jackson.core;
  requires static com.google.errorprone.annotations;
  requires static transitive org.jspecify;

  exports dev.mcpfly.image;
  exports dev.mcpfly.image.registry;
  exports dev.mcpfly.image.internal.setup to
      dev.mcpfly.launch;
}
