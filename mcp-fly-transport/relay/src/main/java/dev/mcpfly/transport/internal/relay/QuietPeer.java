package dev.mcpfly.transport.internal.relay;

import dev.mcpfly.transport.internal.ChildExit;

/** A peer before its handshake: it takes no messages and no requests of the child. */
class QuietPeer implements Peer {
  @Override
  public String principal() {
    return "";
  }

  @Override
  public void unrelated(byte[] message) {}

  @Override
  public boolean takesRequest(String method) {
    return false;
  }

  @Override
  public boolean listens() {
    return false;
  }

  @Override
  public void linkDied(ChildExit exit) {}
}
