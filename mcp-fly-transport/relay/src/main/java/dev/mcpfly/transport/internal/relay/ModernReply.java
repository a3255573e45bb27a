package dev.mcpfly.transport.internal.relay;

import dev.mcpfly.transport.internal.Envelope;
import dev.mcpfly.transport.internal.Member;
import dev.mcpfly.transport.internal.http.Exchange;
import dev.mcpfly.transport.internal.http.Exchange.ResponseStream;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a request of the stateless revision: the status is chosen when the child says the
 * first thing, streams have no event ids, and a client that goes away has cancelled. Thread-safe.
 */
class ModernReply implements Reply {
  private final boolean listen;
  private final boolean logs;
  private Exchange exchange;
  private @Nullable ResponseStream stream;
  private long writtenAt = System.nanoTime();
  private boolean done;

  ModernReply(Exchange exchange, Envelope request) {
    this.exchange = exchange;
    this.listen = request.isMethod("subscriptions/listen");
    this.logs = request.has(Member.META_LOG_LEVEL);
  }

  @Override
  public boolean mayBeAbout(Envelope message) {
    return !listen && (logs || !message.isMethod("notifications/message"));
  }

  @Override
  public boolean lasts() {
    return listen;
  }

  @Override
  public synchronized boolean related(byte[] message) {
    if (done) {
      return false;
    }
    writtenAt = System.nanoTime();
    open().write(Sse.message(null, message));
    return true;
  }

  private ResponseStream open() {
    ResponseStream open = stream;
    if (open == null) {
      open = exchange.stream(200, Sse.HEADERS);
      stream = open;
    }
    return open;
  }

  @Override
  public void response(byte[] message, Envelope envelope) {
    String code = envelope.raw(Member.ERROR_CODE);
    end(message, code == null ? 200 : status(code));
  }

  private static int status(String code) {
    try {
      return Modern.status(Long.parseLong(code));
    } catch (NumberFormatException e) {
      return 200;
    }
  }

  @Override
  public void failed(byte[] message) {
    if (listen) {
      // The end without a result tells the client to listen again.
      cancelled();
    } else {
      end(message, 200);
    }
  }

  final synchronized void end(byte[] message, int status) {
    if (done) {
      return;
    }
    done = true;
    ResponseStream open = stream;
    if (open != null) {
      open.write(Sse.message(null, message));
      open.close();
    } else {
      Answers.json(exchange, status, message);
    }
  }

  @Override
  public synchronized void cancelled() {
    if (!done) {
      done = true;
      open().close();
    }
  }

  /** Goes on with the answer on the exchange of a later request. */
  final synchronized void moveTo(Exchange later) {
    exchange = later;
    stream = null;
    done = false;
    writtenAt = System.nanoTime();
  }

  /** Returns whether there is nothing more to do for it. */
  synchronized boolean tick(long now, long heartbeat) {
    if (!done && now - writtenAt >= heartbeat) {
      writtenAt = now;
      open().write(Sse.HEARTBEAT);
    }
    return done;
  }
}
