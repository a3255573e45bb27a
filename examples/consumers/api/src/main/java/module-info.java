module consumer {
  requires dev.mcpfly.api;
  requires jdk.httpserver;
}
