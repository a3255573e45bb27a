module consumer {
  requires dev.mcpfly.config;
}
