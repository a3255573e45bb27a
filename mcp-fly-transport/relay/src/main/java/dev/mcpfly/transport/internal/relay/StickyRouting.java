package dev.mcpfly.transport.internal.relay;

import dev.mcpfly.transport.internal.http.Exchange;
import dev.mcpfly.transport.internal.http.ForwardingExchange;
import dev.mcpfly.transport.internal.relay.MachineSeal.Kind;
import dev.mcpfly.transport.internal.relay.MachineSeal.Sealed;
import org.jspecify.annotations.Nullable;

/**
 * Has Fly's proxy bring requests to the Machine that holds their session.
 *
 * <p>A request is sent on at most once: one that was replayed, or whose replay failed, is served
 * here, where its session is as unknown as any. An id that this app's key did not make for this
 * caller leads nowhere.
 */
final class StickyRouting {
  /** Fly replays no request whose body is longer. */
  private static final int REPLAYABLE = 1 << 20;

  private static final String COOKIE = "mcp-fly-machine=";

  /** Long enough to wake a Machine that sleeps, short enough to begin anew if it is gone. */
  private static final String HOW = ";timeout=5s;fallback=force_self";

  /** What can begin anywhere may do so at a Machine that comes up when this one has ended. */
  private static final String ANYWHERE = "elsewhere=true;timeout=5s;fallback=prefer_self";

  private final MachineSeal seal;
  private final Sessions sessions;
  private final SseEndpoint sse;
  private final WrapEndpoint wrap;

  StickyRouting(MachineSeal seal, Sessions sessions, SseEndpoint sse, WrapEndpoint wrap) {
    this.seal = seal;
    this.sessions = sessions;
    this.sse = sse;
    this.wrap = wrap;
  }

  /**
   * Returns whether Fly's proxy has brought the request here from another Machine, or in vain to
   * one.
   */
  static boolean wasSentOn(Exchange exchange) {
    return exchange.header("fly-replay-src") != null
        || exchange.header("fly-replay-failed") != null;
  }

  /**
   * Sends a request for Streamable HTTP on if its session is at another Machine.
   *
   * @return whether it was answered
   */
  boolean sendsOnSession(Exchange exchange, String principal) {
    String id = exchange.header(Sessions.HEADER);
    return id != null
        && !ModernEndpoint.owns(exchange)
        && sessions.find(id, principal) == null
        && sendsOn(exchange, seal.open(Kind.SESSION, id, principal));
  }

  /** Does the same for a message to a stream of HTTP+SSE. */
  boolean sendsOnMessage(Exchange exchange, String principal) {
    String id = SseEndpoint.sessionId(exchange);
    return id != null
        && !sse.has(id, principal)
        && sendsOn(exchange, seal.open(Kind.STREAM, id, principal));
  }

  /** Does the same for flyctl's dialect, in which only a cookie can say where a client was. */
  boolean sendsOnWrapped(Exchange exchange, String principal) {
    return !wrap.hears(principal) && sendsOn(exchange, marked(exchange, principal));
  }

  /**
   * Returns whether a client of flyctl's dialect was at another Machine, which could not be
   * reached.
   */
  boolean hasStrayed(Exchange exchange, String principal) {
    Sealed mark = marked(exchange, principal);
    return mark != null && !mark.machine().equals(seal.machine()) && wasSentOn(exchange);
  }

  private boolean sendsOn(Exchange exchange, @Nullable Sealed sealed) {
    if (sealed == null || sealed.machine().equals(seal.machine()) || wasSentOn(exchange)) {
      return false;
    }
    sendOn(exchange, sealed.machine());
    return true;
  }

  private static void sendOn(Exchange exchange, String machine) {
    if (!exchange.method().equals("POST")) {
      replay(exchange, "instance=" + machine + HOW);
      return;
    }
    // Read, so that the connection can be kept; and only so can a length that is not stated be
    // told.
    exchange.readBody(
        REPLAYABLE,
        new Exchange.BodyReceiver() {
          @Override
          public void received(byte[] body) {
            sendOn(exchange, machine, body.length);
          }

          @Override
          public void tooLarge() {
            tooLong(exchange);
          }

          @Override
          public void noRoom() {
            Answers.unavailable(
                exchange, null, "The relay has no memory for this message now; send it again.", 1);
          }
        });
  }

  /**
   * Sends on a request whose body was read.
   *
   * @param length of the body
   */
  static void sendOn(Exchange exchange, String machine, int length) {
    if (length > REPLAYABLE) {
      tooLong(exchange);
    } else {
      replay(exchange, "instance=" + machine + HOW);
    }
  }

  /**
   * Sends a request to any other Machine.
   *
   * @param length of its body, which was read
   * @return false if it must be answered here
   */
  static boolean sendElsewhere(Exchange exchange, int length) {
    if (length > REPLAYABLE || wasSentOn(exchange)) {
      return false;
    }
    replay(exchange, ANYWHERE);
    return true;
  }

  private static void tooLong(Exchange exchange) {
    Answers.error(
        exchange,
        413,
        Answers.INVALID_REQUEST,
        "This session is on another Machine, and Fly's proxy replays no request of more than 1 MB:"
            + " send a smaller message.");
  }

  private static void replay(Exchange exchange, String where) {
    // Clients see the proxy's answer instead; a client that bypassed the proxy learns the reason.
    Answers.error(
        exchange,
        409,
        Answers.SERVER_ERROR,
        "This request is for another Machine of the app; send it through Fly's proxy.",
        "fly-replay",
        where);
  }

  // ---- flyctl's dialect, which has no session ids ----

  private @Nullable Sealed marked(Exchange exchange, String principal) {
    for (String header : exchange.headers("Cookie")) {
      for (String cookie : header.split(";", -1)) {
        if (cookie.strip().startsWith(COOKIE)) {
          return seal.open(Kind.WRAP, cookie.strip().substring(COOKIE.length()), principal);
        }
      }
    }
    return null;
  }

  /** Returns an exchange whose answer tells the client, in a cookie, where it is. */
  Exchange mark(Exchange exchange, String principal) {
    Sealed mark = marked(exchange, principal);
    if (mark != null && mark.machine().equals(seal.machine())) {
      return exchange;
    }
    String cookie =
        COOKIE
            + seal.seal(Kind.WRAP, "w", principal)
            + "; Path="
            + exchange.mount()
            + "/; HttpOnly; SameSite=Strict";
    return new ForwardingExchange(exchange) {
      @Override
      public void respond(int status, byte[] body, String... headers) {
        super.respond(status, body, Answers.with(headers, "Set-Cookie", cookie));
      }

      @Override
      public ResponseStream stream(int status, String... headers) {
        return super.stream(status, Answers.with(headers, "Set-Cookie", cookie));
      }
    };
  }
}
