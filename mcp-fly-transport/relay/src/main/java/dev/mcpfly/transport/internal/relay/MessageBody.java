package dev.mcpfly.transport.internal.relay;

import dev.mcpfly.transport.internal.http.Exchange;
import java.util.function.Consumer;

/** Reads the body of a POST, and answers the request if that is not possible. */
final class MessageBody implements Exchange.BodyReceiver {
  private final Exchange exchange;
  private final int limit;
  private final Consumer<byte[]> action;

  MessageBody(Exchange exchange, int limit, Consumer<byte[]> action) {
    this.exchange = exchange;
    this.limit = limit;
    this.action = action;
  }

  @Override
  public void received(byte[] body) {
    action.accept(body);
  }

  @Override
  public void tooLarge() {
    Answers.error(
        exchange, 413, Answers.INVALID_REQUEST, "The message is longer than " + limit + " bytes.");
  }

  @Override
  public void noRoom() {
    Answers.unavailable(
        exchange, null, "The relay has no memory for this message now; send it again later.", 1);
  }
}
