/** Reads, merges and writes the configuration files of MCP clients. */
module dev.mcpfly.config {
  requires org.snakeyaml.engine;
  requires static com.google.errorprone.annotations;
  requires static transitive org.jspecify;

  uses dev.mcpfly.config.McpClientProvider;

  exports dev.mcpfly.config;
}
