package dev.mcpfly.api.emulator;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** Accepts connections for one app. */
final class EdgeListener {
  private final String app;
  private final Dispatcher dispatcher;
  private final ReplayCache cache;
  private final Executor workers;
  private final ServerSocket socket;
  private final Set<EdgeConnection> connections = ConcurrentHashMap.newKeySet();

  EdgeListener(String app, Dispatcher dispatcher, ReplayCache cache, Executor workers)
      throws IOException {
    this.app = app;
    this.dispatcher = dispatcher;
    this.cache = cache;
    this.workers = workers;
    this.socket = new ServerSocket(0, 256, InetAddress.getLoopbackAddress());
    Thread thread = new Thread(this::accept, "fly-emulator-edge-" + app);
    thread.setDaemon(true);
    thread.start();
  }

  URI uri() {
    String host = socket.getInetAddress().getHostAddress();
    return URI.create("http://" + host + ":" + socket.getLocalPort());
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket client = socket.accept();
        EdgeConnection connection = new EdgeConnection(app, client, dispatcher, cache, workers);
        connections.add(connection);
        workers.execute(
            () -> {
              try {
                connection.serve();
              } finally {
                connections.remove(connection);
              }
            });
      } catch (IOException | RejectedExecutionException e) {
        // closed, or one connection failed: the loop's condition tells
      }
    }
  }

  void close() {
    try {
      socket.close();
    } catch (IOException e) {
      // it can no longer be used
    }
    connections.forEach(EdgeConnection::close);
  }
}
