package dev.mcpfly.transport.internal.http;

import dev.mcpfly.transport.internal.Gathering;
import dev.mcpfly.transport.internal.Survival;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/1.1 server with one thread.
 *
 * <p>Why not {@code jdk.httpserver}: it cannot tell that a client went away while it waits for an
 * answer (which cancels a call in the stateless revision of MCP), needs a thread for every open
 * stream, has its limits in system properties of the whole JVM, and takes two more thread hops for
 * each call. Here the one thread reads, and whichever thread has an answer writes it.
 */
public final class HttpListener implements AutoCloseable {
  private static final int TICK_MILLIS = 500;
  private static final int BACKLOG = 4096;
  private static final int READ_SIZE = 1 << 16;

  /** Connections beyond the limit, on which only checks of a platform are answered. */
  private static final int SURPLUS = 64;

  private static final int MAX_DRAINS = 64;
  private static final long FLUSH_NANOS = 1_000_000_000L;

  /** How long the end waits for answers that are due, and longer if it gets no processor time. */
  private static final long OWED_NANOS = 3_000_000_000L;

  private static final long LONGEST_END_NANOS = 10_000_000_000L;
  private static final long ROUND_NANOS = 50_000_000L;

  /** How often in a row the loop may fail before it is given up. */
  private static final int MAX_FAILURES = 8;

  private static final byte[] BUSY =
      ResponseHead.refusal(503, "All connections that this relay may have are taken.");

  private final ServerSocketChannel server;
  private final Selector selector;
  private final HttpLimits limits;
  private final ExchangeHandler handler;
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final ByteBuffer readBuffer = ByteBuffer.allocate(READ_SIZE);
  private final Thread thread;
  private final SelectionKey listening;
  private volatile boolean open = true;
  private volatile boolean ending;
  private volatile @Nullable Throwable failure;

  // The one thread only.
  private final IdleConnections idlest = new IdleConnections();
  private long nextTick = System.nanoTime();
  private long selections;
  private long nothingIdleAt = -1;
  private volatile int connections;

  /**
   * Binds the address and begins to serve.
   *
   * @throws IOException if the address cannot be bound
   */
  public HttpListener(InetSocketAddress address, HttpLimits limits, ExchangeHandler handler)
      throws IOException {
    this.limits = limits;
    this.handler = handler;
    this.server = ServerSocketChannel.open();
    try {
      server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      server.bind(address, BACKLOG);
      server.configureBlocking(false);
      this.selector = Selector.open();
      this.listening = server.register(selector, SelectionKey.OP_ACCEPT);
    } catch (IOException | RuntimeException e) {
      server.close();
      throw e;
    }
    this.thread = new Thread(this::run, "mcp-relay-http");
    thread.setDaemon(true);
    thread.start();
  }

  /** The address that is bound, with the real port. */
  public InetSocketAddress address() {
    return (InetSocketAddress) server.socket().getLocalSocketAddress();
  }

  /** How many connections are open. */
  public int connections() {
    return connections;
  }

  /** What the listener could not go on after, or null while it runs or was closed. */
  public @Nullable Throwable failure() {
    return failure;
  }

  HttpLimits limits() {
    return limits;
  }

  ExchangeHandler handler() {
    return handler;
  }

  boolean onThread() {
    return Thread.currentThread() == thread;
  }

  /** Runs a task on the one thread, soon. */
  void execute(Runnable task) {
    tasks.add(task);
    selector.wakeup();
  }

  void wakeup() {
    selector.wakeup();
  }

  private void run() {
    try {
      int failures = 0;
      while (open) {
        try {
          turn();
          failures = 0;
        } catch (IOException | RuntimeException | Error e) {
          if (++failures > MAX_FAILURES || !Survival.isPossible(e)) {
            throw e;
          }
          Survival.report("The HTTP listener goes on after an unexpected failure.", e);
          evictIdlest();
        }
      }
    } catch (Throwable e) {
      // A process that runs but listens no more looks healthy: whoever watches it must see this.
      failure = e;
      open = false;
      Survival.report("The HTTP listener cannot go on.", e);
    } finally {
      closeAll();
    }
  }

  private void turn() throws IOException {
    selector.select(TICK_MILLIS);
    selections++;
    Runnable task;
    while ((task = tasks.poll()) != null) {
      try {
        task.run();
      } catch (RuntimeException | Error e) {
        Survival.survive("A task of a connection failed unexpectedly.", e);
      }
    }
    Set<SelectionKey> selected = selector.selectedKeys();
    Gathering gathering = selected.size() > 1 ? Gathering.begin() : null;
    try {
      for (SelectionKey key : selected) {
        serve(key);
      }
    } finally {
      selected.clear();
      if (gathering != null) {
        gathering.end();
      }
    }
    long now = System.nanoTime();
    if (now - nextTick >= 0) {
      nextTick = now + TICK_MILLIS * 1_000_000L;
      tick(now);
    }
  }

  private void serve(SelectionKey key) {
    if (!key.isValid()) {
      return;
    }
    if (!(key.attachment() instanceof HttpConnection connection)) {
      accept();
      return;
    }
    try {
      if (key.isWritable()) {
        connection.flush();
      }
      if (key.isValid() && key.isReadable()) {
        connection.read(readBuffer);
      }
    } catch (IOException e) {
      connection.abort();
    } catch (RuntimeException | Error e) {
      connection.abort();
      Survival.survive("A connection is closed after an unexpected failure.", e);
    }
  }

  private void accept() {
    while (true) {
      SocketChannel channel = null;
      try {
        channel = server.accept();
        if (channel == null) {
          return;
        }
        boolean full = connections >= limits.connections() && !evictIdlest();
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        if (full && connections >= limits.connections() + SURPLUS) {
          channel.write(ByteBuffer.wrap(BUSY));
          channel.close();
          continue;
        }
        SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
        key.attach(new HttpConnection(this, channel, key, full));
        count(1);
      } catch (IOException e) {
        debug("A connection could not be accepted.", e);
        if (channel == null) {
          // Out of file descriptors: one is free after the next select, or else with the next tick.
          if (!evictIdlest()) {
            listening.interestOps(0);
          }
          return;
        }
        closeQuietly(channel);
      } catch (RuntimeException | Error e) {
        closeQuietly(channel);
        Survival.survive("A connection could not be accepted.", e);
        return;
      }
    }
  }

  // Written by the one thread only.
  @SuppressWarnings("NonAtomicVolatileUpdate")
  private void count(int change) {
    connections += change;
  }

  private static void closeQuietly(@Nullable SocketChannel channel) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      debug("A connection did not close well.", e);
    }
  }

  /** Finding the logger costs time, which no start needs. */
  private static void debug(String line, Throwable failure) {
    System.getLogger(HttpListener.class.getName()).log(Level.DEBUG, line, failure);
  }

  /**
   * Closes the connection on which nothing has been asked for the longest time.
   *
   * @return false if something is going on at each
   */
  private boolean evictIdlest() {
    if (idlest.evict()) {
      return true;
    }
    if (nothingIdleAt == selections) {
      return false;
    }
    for (SelectionKey key : selector.keys()) {
      if (key.attachment() instanceof HttpConnection connection) {
        idlest.add(connection);
      }
    }
    if (idlest.evict()) {
      return true;
    }
    // Once in a turn is enough: a flood must not cost a search for each of its connections.
    nothingIdleAt = selections;
    return false;
  }

  /** Counts a connection out, on the one thread, where also its memory is let go of. */
  void closed(HttpConnection connection) {
    boolean now = onThread();
    if (now) {
      count(-1);
    }
    execute(
        () -> {
          count(now ? 0 : -1);
          // Not at once: it may be in the middle of reading.
          connection.buried();
          resumeAccepting();
        });
  }

  private void resumeAccepting() {
    if (listening.isValid() && listening.interestOps() == 0) {
      listening.interestOps(SelectionKey.OP_ACCEPT);
    }
  }

  /** Throws away what waits to be read; returns how much that was, or -1 at its end. */
  long drain(SocketChannel channel) throws IOException {
    long drained = 0;
    for (int i = 0; i < MAX_DRAINS; i++) {
      readBuffer.clear();
      int count = channel.read(readBuffer);
      if (count <= 0) {
        return count < 0 ? -1 : drained;
      }
      drained += count;
    }
    return drained;
  }

  private void tick(long now) {
    resumeAccepting();
    for (SelectionKey key : new ArrayList<>(selector.keys())) {
      if (key.attachment() instanceof HttpConnection connection) {
        connection.tick(now);
      }
    }
  }

  /**
   * Closes every connection with its next answer, so that a proxy that keeps connections does not
   * ask on one that is about to end.
   */
  public void keepNoConnections() {
    ending = true;
  }

  boolean keepsConnections() {
    return !ending;
  }

  /** Takes no new connections; what is open goes on. */
  public void stopAccepting() {
    execute(
        () -> {
          try {
            // Who is connected already is answered, and not cut off.
            accept();
            server.close();
          } catch (IOException e) {
            debug("The server socket did not close well.", e);
          }
        });
  }

  /**
   * Waits until every request that came is answered, which includes those of clients that have just
   * connected: three seconds at most, or ten if the computer is so busy that a look at all
   * connections takes long; and until the answers have left, a second at most.
   */
  public void flush() {
    long begun = System.nanoTime();
    long last = begun;
    long waited = 0;
    try {
      while (open && !onThread() && waited < OWED_NANOS && last - begun < LONGEST_END_NANOS) {
        CompletableFuture<Boolean> pending = new CompletableFuture<>();
        boolean leaving = waited < FLUSH_NANOS;
        execute(() -> pending.complete(isPending(leaving)));
        if (!pending.get(LONGEST_END_NANOS - (last - begun), TimeUnit.NANOSECONDS)) {
          return;
        }
        Thread.sleep(10);
        long now = System.nanoTime();
        waited += Math.min(now - last, ROUND_NANOS);
        last = now;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      debug("The HTTP listener does not answer.", e);
    }
  }

  private boolean isPending(boolean leaving) {
    long now = System.nanoTime();
    for (SelectionKey key : selector.keys()) {
      if (key.attachment() instanceof HttpConnection connection
          && (connection.isOwed(now) || (leaving && connection.isPending()))) {
        return true;
      }
    }
    return false;
  }

  /** Closes every connection and the listener; waits until its thread has ended. */
  @Override
  public void close() {
    open = false;
    selector.wakeup();
    if (!onThread()) {
      try {
        thread.join(5_000);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void closeAll() {
    for (SelectionKey key : new ArrayList<>(selector.keys())) {
      if (key.attachment() instanceof HttpConnection connection) {
        connection.abort();
      }
    }
    try {
      server.close();
      selector.close();
    } catch (IOException e) {
      debug("The HTTP listener did not close well.", e);
    }
  }
}
