package dev.mcpfly.transport.internal.relay;

import dev.mcpfly.transport.internal.http.Exchange;
import java.util.concurrent.atomic.AtomicInteger;

/** Answers a POST when all of its messages have gone their way. */
final class Tally {
  private final Exchange exchange;
  private final AtomicInteger left;
  private volatile Link.Sent worst = Link.Sent.YES;

  Tally(Exchange exchange, int messages) {
    this.exchange = exchange;
    this.left = new AtomicInteger(messages);
  }

  void count(Link.Sent sent) {
    if (sent != Link.Sent.YES) {
      worst = sent;
    }
    if (left.decrementAndGet() > 0) {
      return;
    }
    switch (worst) {
      case YES -> Answers.accepted(exchange);
      case DUPLICATE ->
          Answers.error(
              exchange, 400, Answers.INVALID_REQUEST, "A request with this id is in flight.");
      default ->
          Answers.unavailable(
              exchange, null, "The server behind this relay does not take messages now.", 1);
    }
  }
}
