package dev.mcpfly.transport.internal.relay;

import dev.mcpfly.transport.internal.Envelope;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The answer to a request of the relay itself; null if there is none. */
final class OwnReply implements Reply {
  private final Consumer<@Nullable Envelope> action;

  OwnReply(Consumer<@Nullable Envelope> action) {
    this.action = action;
  }

  @Override
  public boolean mayBeAbout(Envelope message) {
    return false;
  }

  @Override
  public boolean related(byte[] message) {
    return false;
  }

  @Override
  public void response(byte[] message, Envelope envelope) {
    action.accept(envelope);
  }

  @Override
  public void failed(byte[] message) {
    action.accept(null);
  }

  @Override
  public void cancelled() {
    action.accept(null);
  }
}
