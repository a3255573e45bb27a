package dev.mcpfly.transport.internal.relay;

import dev.mcpfly.transport.internal.Envelope;
import dev.mcpfly.transport.internal.Member;
import dev.mcpfly.transport.internal.http.Exchange;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** Answers a POST when all of its messages have been handled. */
final class Tally {
  private final Exchange exchange;
  private final AtomicInteger left;
  private final @Nullable String rawId;
  private final IntSupplier retryAfter;
  private volatile Link.Sent worst = Link.Sent.YES;

  /**
   * Counts the messages of one POST.
   *
   * @param retryAfter how many seconds a caller waits that has reached a limit
   */
  Tally(Exchange exchange, List<Envelope> messages, IntSupplier retryAfter) {
    this.exchange = exchange;
    this.left = new AtomicInteger(messages.size());
    this.rawId = messages.get(0).raw(Member.ID);
    this.retryAfter = retryAfter;
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
      case LIMITED -> Answers.limited(exchange, rawId, retryAfter.getAsInt());
      case DUPLICATE ->
          Answers.error(
              exchange, 400, Answers.INVALID_REQUEST, "A request with this id is in flight.");
      default ->
          Answers.unavailable(
              exchange, null, "The server behind this relay accepts no messages now.", 1);
    }
  }
}
