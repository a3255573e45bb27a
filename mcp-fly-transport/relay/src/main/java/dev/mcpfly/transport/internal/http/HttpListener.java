package dev.mcpfly.transport.internal.http;

import java.io.IOException;
import java.lang.System.Logger;
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
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * An HTTP/1.1 server with one thread.
 *
 * <p>Why not {@code jdk.httpserver}: it cannot tell that a client went away while it waits for an
 * answer (which cancels a call in the stateless revision of MCP), needs a thread for every open
 * stream, has its limits in system properties of the whole JVM, and takes two more thread hops for
 * each call. Here the one thread reads, and whichever thread has an answer writes it.
 */
public final class HttpListener implements AutoCloseable {
  private static final Logger LOGGER = System.getLogger(HttpListener.class.getName());
  private static final int TICK_MILLIS = 500;
  private static final int BACKLOG = 1024;
  private static final int READ_SIZE = 1 << 16;

  private final ServerSocketChannel server;
  private final Selector selector;
  private final HttpLimits limits;
  private final ExchangeHandler handler;
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final ByteBuffer readBuffer = ByteBuffer.allocateDirect(READ_SIZE);
  private final Thread thread;
  private volatile boolean open = true;
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
      server.register(selector, SelectionKey.OP_ACCEPT);
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
    long nextTick = System.nanoTime();
    while (open) {
      try {
        selector.select(TICK_MILLIS);
        Runnable task;
        while ((task = tasks.poll()) != null) {
          task.run();
        }
        for (SelectionKey key : selector.selectedKeys()) {
          serve(key);
        }
        selector.selectedKeys().clear();
        long now = System.nanoTime();
        if (now - nextTick >= 0) {
          nextTick = now + TICK_MILLIS * 1_000_000L;
          tick(now);
        }
      } catch (IOException | RuntimeException e) {
        LOGGER.log(Level.ERROR, "The HTTP listener goes on after an unexpected failure.", e);
      }
    }
    closeAll();
  }

  private void serve(SelectionKey key) {
    if (!key.isValid()) {
      return;
    }
    if (key.isAcceptable()) {
      accept();
      return;
    }
    HttpConnection connection = (HttpConnection) key.attachment();
    try {
      if (key.isWritable()) {
        connection.flush();
      }
      if (key.isValid() && key.isReadable()) {
        connection.read(readBuffer);
      }
    } catch (IOException e) {
      connection.abort();
    } catch (RuntimeException e) {
      LOGGER.log(Level.ERROR, "A connection is closed after an unexpected failure.", e);
      connection.abort();
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
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        if (connections >= limits.connections()) {
          channel.write(ByteBuffer.wrap(HttpConnection.busy()));
          channel.close();
          continue;
        }
        SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
        key.attach(new HttpConnection(this, channel, key));
        count(1);
      } catch (IOException e) {
        // Out of file descriptors, or a client that left already: the others go on.
        LOGGER.log(Level.DEBUG, "A connection could not be accepted.", e);
        if (channel == null) {
          return;
        }
      }
    }
  }

  // Written by the one thread only.
  @SuppressWarnings("NonAtomicVolatileUpdate")
  private void count(int change) {
    connections += change;
  }

  void closed() {
    if (onThread()) {
      count(-1);
    } else {
      execute(() -> count(-1));
    }
  }

  private void tick(long now) {
    for (SelectionKey key : new ArrayList<>(selector.keys())) {
      if (key.attachment() instanceof HttpConnection connection) {
        connection.tick(now);
      }
    }
  }

  /** Takes no new connections; what is open goes on. */
  public void stopAccepting() {
    execute(
        () -> {
          try {
            server.close();
          } catch (IOException e) {
            LOGGER.log(Level.DEBUG, "The server socket did not close well.", e);
          }
        });
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
      LOGGER.log(Level.DEBUG, "The HTTP listener did not close well.", e);
    }
  }
}
