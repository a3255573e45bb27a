package dev.mcpfly.transport.internal.relay;

import dev.mcpfly.transport.internal.http.Exchange;
import java.util.function.Consumer;

/** Reads the body of a POST, and answers the request if that is not possible. */
abstract class MessageBody implements Exchange.BodyReceiver {
  private final Exchange exchange;
  private final int limit;

  MessageBody(Exchange exchange, int limit) {
    this.exchange = exchange;
    this.limit = limit;
  }

  static MessageBody of(Exchange exchange, int limit, Consumer<byte[]> action) {
    return new MessageBody(exchange, limit) {
      @Override
      public void received(byte[] body) {
        action.accept(body);
      }
    };
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
