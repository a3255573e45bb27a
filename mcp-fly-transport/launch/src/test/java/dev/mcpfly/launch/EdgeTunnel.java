package dev.mcpfly.launch;

import java.net.URI;

/** What a WireGuard tunnel does: leads to where an emulator's private app is reached. */
record EdgeTunnel(URI edge) implements Tunnel {
  @Override
  public Opened open(URI server) {
    return new Opened() {
      @Override
      public URI uri() {
        return edge;
      }

      @Override
      public void close() {}
    };
  }
}
