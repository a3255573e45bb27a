package dev.mcpfly.transport.internal.http;

import dev.mcpfly.transport.internal.http.Exchange.BodyReceiver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One client's connection: its requests one after the other.
 *
 * <p>Reading happens on the listener's thread only. Answers are written by any thread, under this
 * object's lock, as far as the socket takes them; the rest is written when the socket is ready.
 */
final class HttpConnection {
  private static final byte[] CONTINUE =
      "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  /** Bytes that may wait unparsed while a request is answered. */
  private static final int MAX_PIPELINED = 1 << 16;

  private static final long LINGER_NANOS = 2_000_000_000L;

  private enum State {
    HEAD,
    BODY,
    ANSWER,
    LINGER
  }

  private final HttpListener listener;
  private final SocketChannel channel;
  private final SelectionKey key;
  private final String remoteAddress;

  // The listener's thread only.
  private final InputBuffer in = new InputBuffer();
  private @Nullable BodyDecoder body;
  private @Nullable BodyReceiver receiver;
  private boolean processing;

  // Guarded by this.
  private long since = System.nanoTime();
  private State state = State.HEAD;
  private @Nullable ServerExchange exchange;
  private final OutputQueue out;
  private boolean closeAfterOut;
  private boolean inputEnded;
  private boolean pipelined;
  private boolean closed;

  HttpConnection(HttpListener listener, SocketChannel channel, SelectionKey key)
      throws IOException {
    this.listener = listener;
    this.channel = channel;
    this.key = key;
    this.out = new OutputQueue(channel);
    InetSocketAddress remote = (InetSocketAddress) channel.getRemoteAddress();
    this.remoteAddress = remote == null ? "" : remote.getAddress().getHostAddress();
  }

  /** The whole answer to a connection that is one too many. */
  static byte[] busy() {
    return ResponseHead.write(503, true, 0, false, new String[] {"Retry-After", "5"});
  }

  String remoteAddress() {
    return remoteAddress;
  }

  // ---- reading ----

  void read(ByteBuffer buffer) throws IOException {
    buffer.clear();
    int count = channel.read(buffer);
    if (count < 0) {
      ended();
      return;
    }
    buffer.flip();
    synchronized (this) {
      if (closed || state == State.LINGER) {
        return;
      }
      if (state == State.ANSWER) {
        pipelined = true;
        if (in.size() + count > MAX_PIPELINED) {
          key.interestOpsAnd(~SelectionKey.OP_READ);
        }
      }
    }
    in.append(buffer, count);
    process();
  }

  private void process() {
    if (processing) {
      return;
    }
    processing = true;
    try {
      while (true) {
        State now;
        synchronized (this) {
          now = state;
        }
        if (now == State.HEAD ? !head() : now != State.BODY || !body()) {
          break;
        }
      }
    } catch (BadRequestException e) {
      refuse(e);
    } finally {
      processing = false;
    }
    synchronized (this) {
      if (inputEnded && state == State.HEAD && !closed) {
        // The last of what was sent before the client closed its half is answered.
        closeAfterOut = true;
        if (out.isEmpty()) {
          close();
        }
      }
    }
    in.trim();
  }

  /** Whether there may be more to do. */
  private boolean head() throws BadRequestException {
    RequestHead head = in.head(listener.limits().headerBytes());
    if (head == null) {
      return false;
    }
    ServerExchange next = new ServerExchange(this, head);
    synchronized (this) {
      exchange = next;
      state = State.ANSWER;
      pipelined = !in.isEmpty();
    }
    body = null;
    try {
      listener.handler().handle(next);
    } catch (RuntimeException e) {
      System.getLogger(HttpListener.class.getName())
          .log(System.Logger.Level.ERROR, "A request failed unexpectedly.", e);
      next.respondIfOpen(500);
    }
    return true;
  }

  /** Begins to read the body of the current exchange. */
  void readBody(ServerExchange of, int limit, BodyReceiver to) {
    if (!listener.onThread()) {
      listener.execute(() -> readBody(of, limit, to));
      return;
    }
    BodyDecoder decoder = new BodyDecoder(of.head().bodyLength(), limit);
    synchronized (this) {
      if (closed || exchange != of || state != State.ANSWER) {
        return;
      }
      state = State.BODY;
      pipelined = false;
      since = System.nanoTime();
      if (of.head().expectsContinue() && !decoder.done() && !decoder.tooLarge() && in.isEmpty()) {
        write(ByteBuffer.wrap(CONTINUE));
      }
    }
    body = decoder;
    receiver = to;
    // Called from inside handle(), the loop that is running goes on.
    process();
  }

  private boolean body() throws BadRequestException {
    BodyDecoder decoder = body;
    BodyReceiver target = receiver;
    if (decoder == null || target == null) {
      return false;
    }
    in.feed(decoder);
    if (!decoder.done() && !decoder.tooLarge()) {
      return false;
    }
    ServerExchange current;
    synchronized (this) {
      state = State.ANSWER;
      pipelined = !in.isEmpty();
      current = exchange;
    }
    receiver = null;
    if (current == null) {
      return false;
    }
    if (decoder.tooLarge()) {
      target.tooLarge();
    } else {
      current.bodyRead();
      target.received(decoder.body());
    }
    return true;
  }

  private void refuse(BadRequestException e) {
    byte[] text =
        ("{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32600,\"message\":\""
                + e.getMessage()
                + "\"}}")
            .getBytes(StandardCharsets.UTF_8);
    synchronized (this) {
      exchange = null;
      state = State.LINGER;
      since = System.nanoTime();
      closeAfterOut = true;
      byte[] head =
          ResponseHead.write(
              e.status(),
              true,
              text.length,
              false,
              new String[] {"Content-Type", "application/json"});
      write(ByteBuffer.wrap(concat(head, text)));
    }
  }

  /** The client sends nothing more: it is gone, or has only closed its half. */
  private void ended() {
    ServerExchange current;
    synchronized (this) {
      inputEnded = true;
      current = exchange;
      boolean answerDue = current != null && state == State.ANSWER && !current.streaming();
      if (closed || !(answerDue || (current == null && !out.isEmpty()))) {
        close();
      } else {
        key.interestOpsAnd(~SelectionKey.OP_READ);
        closeAfterOut |= !answerDue;
      }
    }
    if (current != null) {
      current.disconnected();
    }
  }

  // ---- writing ----

  /** Writes a complete answer and goes on to the next request. */
  void finish(ServerExchange of, ByteBuffer answer, boolean keep) {
    boolean more;
    synchronized (this) {
      if (exchange != of) {
        return;
      }
      write(answer);
      more = done(keep);
    }
    if (more) {
      next();
    }
  }

  /** Writes a part of an answer; whether the client can still get it. */
  synchronized boolean part(ServerExchange of, ByteBuffer bytes) {
    if (exchange != of || closed) {
      return false;
    }
    if (out.bytes() > listener.limits().pendingBytes()) {
      closeNow();
      return false;
    }
    write(bytes);
    return !closed;
  }

  private boolean done(boolean keep) {
    exchange = null;
    if (closed) {
      return false;
    }
    if (!keep || (inputEnded && !pipelined)) {
      closeAfterOut = true;
      state = State.LINGER;
      since = System.nanoTime();
      if (out.isEmpty()) {
        shut();
      }
      return false;
    }
    state = State.HEAD;
    since = System.nanoTime();
    if (!inputEnded && (key.interestOps() & SelectionKey.OP_READ) == 0) {
      key.interestOpsOr(SelectionKey.OP_READ);
      listener.wakeup();
    }
    boolean more = pipelined;
    pipelined = false;
    return more;
  }

  /** Goes on with what the client sent meanwhile; not here, where the caller may hold locks. */
  private void next() {
    if (!listener.onThread() || !processing) {
      listener.execute(this::resume);
    }
  }

  private void resume() {
    synchronized (this) {
      if (closed) {
        return;
      }
    }
    process();
  }

  private void write(ByteBuffer bytes) {
    if (closed) {
      return;
    }
    boolean idle = out.isEmpty();
    try {
      out.write(bytes);
    } catch (IOException e) {
      closeNow();
      return;
    }
    if (idle && !out.isEmpty()) {
      key.interestOpsOr(SelectionKey.OP_WRITE);
      listener.wakeup();
    }
  }

  void flush() throws IOException {
    synchronized (this) {
      if (closed) {
        return;
      }
      out.drain();
      if (out.isEmpty()) {
        key.interestOpsAnd(~SelectionKey.OP_WRITE);
        if (closeAfterOut) {
          shut();
        }
      }
    }
  }

  /**
   * Ends the output; a client that still sends gets a moment, else a reset would eat the answer.
   */
  private void shut() {
    if (inputEnded) {
      close();
      return;
    }
    try {
      channel.shutdownOutput();
      state = State.LINGER;
      since = System.nanoTime();
      key.interestOpsOr(SelectionKey.OP_READ);
    } catch (IOException e) {
      close();
    }
  }

  // ---- ending ----

  /** Watches over the time that the client may take. */
  void tick(long now) {
    HttpLimits limits = listener.limits();
    boolean late;
    synchronized (this) {
      long passed = now - since;
      late =
          switch (state) {
            case LINGER -> passed > LINGER_NANOS && out.isEmpty();
            case ANSWER -> false;
            case BODY -> {
              BodyDecoder decoder = body;
              long size = decoder == null ? 0 : decoder.received();
              yield passed > limits.bodyTimeout().toNanos() + (size >> 16) * 1_000_000_000L;
            }
            case HEAD ->
                !in.isEmpty()
                    ? now - in.since() > limits.headerTimeout().toNanos()
                    : passed > limits.idleTimeout().toNanos();
          };
      late |= out.stalled(now, limits.writeTimeout().toNanos());
    }
    if (late) {
      abort();
    }
  }

  /** Closes at once and tells who waits for it. */
  void abort() {
    ServerExchange current;
    synchronized (this) {
      current = exchange;
      close();
    }
    if (current != null) {
      current.disconnected();
    }
  }

  private void closeNow() {
    ServerExchange current = exchange;
    close();
    if (current != null) {
      // Not under this lock: whoever hears it may hold others.
      listener.execute(current::disconnected);
    }
  }

  private void close() {
    if (closed) {
      return;
    }
    closed = true;
    out.clear();
    try {
      channel.close();
    } catch (IOException e) {
      // It is gone either way.
    }
    // A cancelled key leaves the selector with the next select.
    listener.wakeup();
    listener.closed();
  }

  static byte[] concat(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
