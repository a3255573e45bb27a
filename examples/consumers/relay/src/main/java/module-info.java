module consumer {
  requires dev.mcpfly.transport;
}
