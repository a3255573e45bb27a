package dev.mcpfly.transport.internal.http;

import dev.mcpfly.transport.internal.HeapBudget;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** An exchange over an {@link HttpConnection}. */
final class ServerExchange implements Exchange {
  private static final int JOIN = 1 << 14;
  private static final int FIRST = 1 << 16;
  private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private final HttpConnection connection;
  private final RequestHead head;
  private final AtomicBoolean answered = new AtomicBoolean();
  private volatile boolean streaming;
  private volatile boolean bodyRead;
  private final AtomicLong held = new AtomicLong();
  private boolean gone;
  private @Nullable Runnable onDisconnect;

  ServerExchange(HttpConnection connection, RequestHead head) {
    this.connection = connection;
    this.head = head;
    this.bodyRead = head.bodyLength() == 0;
  }

  RequestHead head() {
    return head;
  }

  boolean streaming() {
    return streaming;
  }

  /** Takes over the memory that the body holds. */
  void bodyRead(long reserved) {
    bodyRead = true;
    held.set(reserved);
  }

  boolean isBodyRead() {
    return bodyRead;
  }

  @Override
  public void bodyDone() {
    long reserved = held.getAndSet(0);
    if (reserved > 0) {
      HeapBudget.messages().release(reserved);
    }
  }

  @Override
  public String method() {
    return head.method();
  }

  @Override
  public String path() {
    return head.path();
  }

  @Override
  public @Nullable String query() {
    return head.query();
  }

  @Override
  public List<String> headers(String name) {
    return head.all(name);
  }

  @Override
  public @Nullable String header(String name) {
    return head.first(name);
  }

  @Override
  public String remoteAddress() {
    return connection.remoteAddress();
  }

  @Override
  public void readBody(int limit, BodyReceiver receiver) {
    connection.readBody(this, limit, receiver);
  }

  private boolean keep() {
    // What is left of an unread body cannot be told from the next request.
    return head.keepAlive() && bodyRead && connection.keepsConnections();
  }

  void respondIfOpen(int status) {
    if (!answered.get()) {
      respond(status, new byte[0]);
    }
  }

  @Override
  public void respond(int status, byte[] body, String... headers) {
    if (!answered.compareAndSet(false, true)) {
      throw new IllegalStateException("This exchange was answered before.");
    }
    bodyDone();
    boolean keep = keep();
    boolean bare = status == 204;
    byte[] top = ResponseHead.write(status, !keep, bare ? -1 : body.length, false, headers);
    boolean noBody = bare || head.method().equals("HEAD");
    if (noBody || body.length <= JOIN) {
      connection.finish(
          this, ByteBuffer.wrap(noBody ? top : ResponseHead.concat(top, body, body.length)), keep);
    } else {
      // The head and the first of the body leave in one packet train, and wake the client once.
      int first = Math.min(body.length, FIRST);
      connection.part(this, ByteBuffer.wrap(ResponseHead.concat(top, body, first)));
      connection.finish(this, ByteBuffer.wrap(body, first, body.length - first), keep);
    }
  }

  @Override
  public ResponseStream stream(int status, String... headers) {
    if (!answered.compareAndSet(false, true)) {
      throw new IllegalStateException("This exchange was answered before.");
    }
    bodyDone();
    streaming = true;
    boolean chunked = head.http11();
    boolean keep = keep() && chunked;
    connection.part(this, ByteBuffer.wrap(ResponseHead.write(status, !keep, -1, chunked, headers)));
    return new ResponseStream() {
      @Override
      public boolean write(byte[] bytes) {
        if (bytes.length == 0) {
          return true;
        }
        return connection.part(
            ServerExchange.this, ByteBuffer.wrap(chunked ? chunk(bytes) : bytes));
      }

      @Override
      public void close() {
        connection.finish(
            ServerExchange.this, ByteBuffer.wrap(chunked ? LAST_CHUNK : new byte[0]), keep);
      }
    };
  }

  private static byte[] chunk(byte[] bytes) {
    byte[] size = (Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.US_ASCII);
    byte[] out = new byte[size.length + bytes.length + 2];
    System.arraycopy(size, 0, out, 0, size.length);
    System.arraycopy(bytes, 0, out, size.length, bytes.length);
    out[out.length - 2] = '\r';
    out[out.length - 1] = '\n';
    return out;
  }

  @Override
  public void onDisconnect(Runnable action) {
    synchronized (this) {
      if (!gone) {
        onDisconnect = action;
        return;
      }
    }
    action.run();
  }

  void disconnected() {
    Runnable action;
    synchronized (this) {
      gone = true;
      action = onDisconnect;
      onDisconnect = null;
    }
    if (action != null) {
      action.run();
    }
  }
}
