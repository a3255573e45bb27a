package dev.mcpfly.transport.internal.relay;

import dev.mcpfly.transport.internal.http.Exchange.ResponseStream;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Ends streams when the credentials end that opened them. Thread-safe. */
final class Expiries {
  private final Set<Stream> open = ConcurrentHashMap.newKeySet();

  ResponseStream add(ResponseStream stream, long expiresAt) {
    Stream limited = new Stream(stream, expiresAt);
    open.add(limited);
    return limited;
  }

  /** Ends what has expired at this time, in milliseconds since the epoch. */
  void tick(long now) {
    for (Stream stream : open) {
      if (stream.expiresAt <= now) {
        stream.close();
      }
    }
  }

  private final class Stream implements ResponseStream {
    private final ResponseStream stream;
    private final long expiresAt;
    private volatile boolean closed;

    Stream(ResponseStream stream, long expiresAt) {
      this.stream = stream;
      this.expiresAt = expiresAt;
    }

    @Override
    public synchronized boolean write(byte[] bytes) {
      boolean stands = !closed && stream.write(bytes);
      if (!stands) {
        open.remove(this);
      }
      return stands;
    }

    @Override
    public synchronized void close() {
      open.remove(this);
      if (!closed) {
        closed = true;
        stream.close();
      }
    }
  }
}
