package dev.mcpfly.transport.internal.http;

import dev.mcpfly.transport.internal.http.Exchange.BodyReceiver;
import org.jspecify.annotations.Nullable;

/** The body that a connection is reading, and who gets it. Only for the listener's thread. */
final class BodyReading {
  private @Nullable BodyDecoder decoder;
  private @Nullable BodyReceiver receiver;
  private long refused;

  void begin(BodyDecoder of, BodyReceiver to) {
    decoder = of;
    receiver = to;
  }

  boolean isOpen() {
    return decoder != null;
  }

  /** Returns how much of the open body has come. */
  long received() {
    BodyDecoder open = decoder;
    return open == null ? 0 : open.received();
  }

  /** Returns how much of a refused body had come, until the next request. */
  long refused() {
    return refused;
  }

  /** Begins the next request. */
  void next() {
    decoder = null;
    refused = 0;
  }

  /** Reads on, and returns whether the body has come to its end, good or bad. */
  boolean feed(InputBuffer in) throws BadRequestException {
    BodyDecoder open = decoder;
    if (open == null) {
      return false;
    }
    in.feed(open);
    return open.done() || open.tooLarge() || open.noRoom();
  }

  /**
   * Hands over what has come to its end.
   *
   * @param exchange that it belongs to, or null if that is over
   * @return whether somebody got it
   */
  boolean deliver(@Nullable ServerExchange exchange) {
    BodyDecoder body = decoder;
    BodyReceiver target = receiver;
    decoder = null;
    receiver = null;
    if (body == null || target == null) {
      return false;
    }
    // Asked before it forgets how much has come.
    boolean tooLarge = body.tooLarge();
    if (exchange == null || tooLarge || body.noRoom()) {
      refused = body.received();
      body.release();
    }
    if (exchange == null) {
      return false;
    }
    if (tooLarge) {
      target.tooLarge();
    } else if (body.noRoom()) {
      target.noRoom();
    } else {
      exchange.bodyRead(body.reserved());
      target.received(body.body());
    }
    return true;
  }

  /** Lets go of what has come. */
  void drop() {
    BodyDecoder open = decoder;
    decoder = null;
    receiver = null;
    if (open != null) {
      open.release();
    }
  }
}
