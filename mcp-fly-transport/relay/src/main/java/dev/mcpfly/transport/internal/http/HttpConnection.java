package dev.mcpfly.transport.internal.http;

import dev.mcpfly.transport.internal.HeapBudget;
import dev.mcpfly.transport.internal.http.Exchange.BodyReceiver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
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

  /** The longest answer that is written without the lock. */
  private static final int MAX_ALONE = 1 << 15;

  /** How long after it has connected a client may take to send its first request at the end. */
  private static final long FRESH_NANOS = 2_000_000_000L;

  /** How long what a client still sends of a refused body is read, so that it sees the answer. */
  private static final long LINGER_NANOS = 1_000_000_000L;

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
  private final InputBuffer in = new InputBuffer(HeapBudget.messages());
  private final BodyReading body = new BodyReading();
  private boolean processing;

  private final long opened = System.nanoTime();

  // Guarded by this.
  private long since = opened;
  private State state = State.HEAD;
  private @Nullable ServerExchange exchange;
  private final OutputQueue out;
  private boolean closeAfterOut;
  private boolean inputEnded;
  private boolean pipelined;
  private long toCome;
  private boolean closed;
  private boolean answered;
  private final boolean surplus;

  /**
   * Takes over an accepted connection.
   *
   * @param surplus whether it is one too many, so that only checks are answered
   */
  HttpConnection(HttpListener listener, SocketChannel channel, SelectionKey key, boolean surplus)
      throws IOException {
    this.listener = listener;
    this.channel = channel;
    this.key = key;
    this.surplus = surplus;
    this.out = new OutputQueue(channel, HeapBudget.messages());
    InetSocketAddress remote = (InetSocketAddress) channel.getRemoteAddress();
    this.remoteAddress = remote == null ? "" : remote.getAddress().getHostAddress();
  }

  String remoteAddress() {
    return remoteAddress;
  }

  // ---- reading ----

  // The buffer was made by allocate().
  @SuppressWarnings("ByteBufferBackingArray")
  void read(ByteBuffer buffer) throws IOException {
    buffer.clear();
    int count = channel.read(buffer);
    if (count < 0) {
      ended();
      return;
    }
    synchronized (this) {
      if (closed) {
        return;
      }
      if (state == State.LINGER) {
        // Thrown away: the answer is on its way.
        toCome -= count;
        if (toCome <= 0 && out.isEmpty()) {
          close();
        }
        return;
      }
      if (state == State.ANSWER) {
        pipelined = true;
        if (in.size() + count > MAX_PIPELINED) {
          key.interestOpsAnd(~SelectionKey.OP_READ);
        }
      }
    }
    boolean room = in.append(buffer.array(), count);
    if (room) {
      process();
      room = in.keep();
    }
    if (!room) {
      refuse(new BadRequestException(503, "There is no memory for this request now."), true);
    }
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
      refuse(e, e.status() == 431 || body.isOpen());
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
  }

  /** Whether there may be more to do. */
  private boolean head() throws BadRequestException {
    RequestHead head = in.head(listener.limits().headerBytes());
    if (head == null) {
      return false;
    }
    if (surplus && !listener.handler().isCheck(head.path())) {
      throw new BadRequestException(503, "All connections that this relay may have are taken.");
    }
    ServerExchange next = new ServerExchange(this, head);
    synchronized (this) {
      exchange = next;
      state = State.ANSWER;
      pipelined = !in.isEmpty();
    }
    body.next();
    try {
      listener.handler().handle(next);
    } catch (RuntimeException e) {
      System.getLogger(HttpListener.class.getName())
          .log(System.Logger.Level.ERROR, "A request failed unexpectedly.", e);
      next.respondIfOpen(500);
    }
    return true;
  }

  /** Whether something of an answer has not left yet. */
  synchronized boolean isPending() {
    return !out.isEmpty();
  }

  /**
   * Whether a request is here, or probably on its way from a client that has just connected, that
   * was not answered yet. Only for the listener's thread.
   */
  synchronized boolean isOwed(long now) {
    ServerExchange current = exchange;
    if (closed || state == State.LINGER) {
      return false;
    } else if (current != null) {
      return !current.streaming();
    }
    return !in.isEmpty() || (!answered && now - opened < FRESH_NANOS);
  }

  boolean keepsConnections() {
    return listener.keepsConnections();
  }

  /** Begins to read the body of the current exchange. */
  void readBody(ServerExchange of, int limit, BodyReceiver to) {
    if (!listener.onThread()) {
      listener.execute(() -> readBody(of, limit, to));
      return;
    }
    HeapBudget budget = HeapBudget.messages();
    BodyDecoder decoder = new BodyDecoder(of.head().bodyLength(), budget.longest(limit), budget);
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
    body.begin(decoder, to);
    // Called from inside handle(), the loop that is running goes on.
    process();
  }

  private boolean body() throws BadRequestException {
    if (!body.feed(in)) {
      return false;
    }
    ServerExchange current;
    synchronized (this) {
      state = State.ANSWER;
      pipelined = !in.isEmpty();
      current = exchange;
    }
    return body.deliver(current);
  }

  /**
   * Answers what is not valid HTTP, and closes.
   *
   * @param more whether the client may be in the middle of sending
   */
  private void refuse(BadRequestException e, boolean more) {
    ServerExchange current;
    byte[] answer = ResponseHead.refusal(e.status(), String.valueOf(e.getMessage()));
    dropBody();
    synchronized (this) {
      current = exchange;
      exchange = null;
      state = State.LINGER;
      since = System.nanoTime();
      closeAfterOut = true;
      toCome = more ? Long.MAX_VALUE : 0;
      write(ByteBuffer.wrap(answer));
      if (out.isEmpty()) {
        shut();
      }
    }
    if (current != null) {
      current.disconnected();
    }
  }

  /** Lets go of what was read; on the listener's thread. */
  private void dropBody() {
    body.drop();
    in.release();
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
    boolean alone;
    synchronized (this) {
      if (exchange != of) {
        return;
      }
      alone = keep && !closed && !inputEnded && answer.remaining() <= MAX_ALONE && out.begin();
      if (!alone) {
        write(answer);
      }
      more = done(keep);
    }
    if (alone) {
      writeAlone(answer);
    }
    if (more) {
      next();
    }
  }

  /**
   * Writes without this lock: a client that has its answer sends the next request at once, often
   * while the writer is still on its way back, and the listener must not wait for it.
   */
  private void writeAlone(ByteBuffer answer) {
    boolean good = true;
    try {
      out.writeAlone(answer);
    } catch (IOException e) {
      good = false;
    }
    synchronized (this) {
      if (closed) {
        return;
      }
      try {
        good = good && out.end(answer);
      } catch (IOException e) {
        good = false;
      }
      if (!good) {
        closeNow();
      } else if (!out.isEmpty()) {
        key.interestOpsOr(SelectionKey.OP_WRITE);
        listener.wakeup();
      } else if (closeAfterOut) {
        shut();
      }
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
    answered = true;
    long unread =
        exchange == null || exchange.isBodyRead()
            ? 0
            : exchange.head().bodyLength() == RequestHead.CHUNKED
                ? Long.MAX_VALUE
                : exchange.head().bodyLength();
    exchange = null;
    if (closed) {
      return false;
    }
    if (!keep || (inputEnded && !pipelined)) {
      closeAfterOut = true;
      state = State.LINGER;
      since = System.nanoTime();
      toCome = unread;
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
      if (!out.write(bytes)) {
        // Not even half of the memory holds what clients leave unread: this one is too slow.
        closeNow();
        return;
      }
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
      listener.execute(this::settle);
    } catch (IOException e) {
      close();
    }
  }

  /** Throws away what has come, and closes if the client has nothing more to send. */
  private void settle() {
    long read = body.refused() + in.size();
    dropBody();
    try {
      long more = listener.drain(channel);
      synchronized (this) {
        toCome -= read + Math.max(0, more);
        if (more < 0 || toCome <= 0) {
          close();
        }
      }
    } catch (IOException e) {
      abort();
    }
  }

  /** Since when nothing has been asked on this connection, or null if something is going on. */
  synchronized @Nullable Long idleSince() {
    boolean idle =
        !closed
            && (state == State.LINGER || (state == State.HEAD && exchange == null))
            && out.isEmpty();
    return idle ? (Long) since : null;
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
            case BODY ->
                passed > limits.bodyTimeout().toNanos() + (body.received() >> 16) * 1_000_000_000L;
            case HEAD ->
                !in.isEmpty()
                    ? now - in.since() > limits.headerTimeout().toNanos()
                    : passed > limits.idleTimeout().toNanos();
          };
      late |= out.stalled(now, limits.writeTimeout().toNanos());
    }
    if (late) {
      abort();
      dropBody();
    }
  }

  /** Whether something is left to be let go of after the end; only for the listener's thread. */
  void buried() {
    dropBody();
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
    listener.closed(this);
  }
}
