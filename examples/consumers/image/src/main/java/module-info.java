module consumer {
  requires dev.mcpfly.image;
}
