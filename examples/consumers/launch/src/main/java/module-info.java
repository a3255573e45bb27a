module consumer {
  requires dev.mcpfly.launch;
}
