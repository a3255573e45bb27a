module consumer {
  requires dev.mcpfly.emulator;
}
