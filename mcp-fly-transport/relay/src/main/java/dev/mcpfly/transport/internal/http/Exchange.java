package dev.mcpfly.transport.internal.http;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP request and its answer.
 *
 * <p>The seam between the relay and whatever carries HTTP: the relay's own listener, a servlet
 * container, or {@code com.sun.net.httpserver}. A front hands each exchange to an {@link
 * ExchangeHandler}, which may answer at once or later, from any thread. Exactly one of {@link
 * #respond} and {@link #stream} is called, once.
 */
public interface Exchange {
  /** The method, as sent: {@code POST}. */
  String method();

  /**
   * The path below the place where the relay is mounted, undecoded, without query: {@code /mcp}.
   */
  String path();

  /** Where the relay is mounted, in front of {@link #path}; empty for the root. */
  default String mount() {
    return "";
  }

  /** The undecoded query, or null if there is none. */
  @Nullable String query();

  /** All values of a header, in order; the name's case does not matter. */
  List<String> headers(String name);

  /** The first value of a header, or null if it is absent. */
  default @Nullable String header(String name) {
    List<String> values = headers(name);
    return values.isEmpty() ? null : values.get(0);
  }

  /** Who the front says that the request comes from, or an empty string if it does not know. */
  default String principal() {
    return "";
  }

  /** The address that the request came from, without the port. */
  String remoteAddress();

  /**
   * Reads the whole body; may call back before it returns, or later from another thread. Nothing is
   * called if the client goes away in the middle. Called at most once.
   *
   * @param limit the longest body that is read, in bytes
   */
  void readBody(int limit, BodyReceiver receiver);

  /**
   * Says that the body is not needed any more, so that its memory counts for others. Done at the
   * latest when the answer begins.
   */
  default void bodyDone() {}

  /**
   * Answers with a complete body and ends the exchange.
   *
   * @param body empty for none
   * @param headers names and values in turns; Content-Length is added by the front
   */
  void respond(int status, byte[] body, String... headers);

  /**
   * Begins an answer of unknown length; the headers leave at once.
   *
   * @param headers names and values in turns
   */
  ResponseStream stream(int status, String... headers);

  /**
   * Asks to be told, once, if the client goes away before the answer is complete. A front that
   * notices only when it writes tells it then.
   */
  void onDisconnect(Runnable action);

  /** Takes a body. */
  interface BodyReceiver {
    /** The whole body; the array belongs to the receiver. */
    void received(byte[] body);

    /** The body is longer than the limit; the rest is not read, and the connection will close. */
    void tooLarge();

    /** There is no memory for the body now; the rest is not read, and the connection will close. */
    default void noRoom() {
      tooLarge();
    }
  }

  /** The body of an answer that is written piece by piece. */
  interface ResponseStream {
    /**
     * Sends bytes, or keeps them until the client reads. Never blocks; the array must not change
     * afterwards.
     *
     * @return whether the stream still stands: false once the client is gone, or so slow that too
     *     much waits for it, which ends the stream
     */
    boolean write(byte[] bytes);

    /** Ends the answer after what was written. */
    void close();
  }
}
