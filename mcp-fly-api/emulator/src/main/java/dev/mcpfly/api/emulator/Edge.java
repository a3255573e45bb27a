package dev.mcpfly.api.emulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;

/** The stand-in for Fly's proxy: one listener for each app name, created on first use. */
final class Edge {
  private final Dispatcher dispatcher;
  private final ReplayCache cache;
  private final Executor workers;
  private final Map<String, EdgeListener> listeners = new HashMap<>();

  Edge(Dispatcher dispatcher, ReplayCache cache, Executor workers) {
    this.dispatcher = dispatcher;
    this.cache = cache;
    this.workers = workers;
  }

  synchronized URI uri(String app) {
    EdgeListener listener = listeners.get(app);
    if (listener == null) {
      try {
        listener = new EdgeListener(app, dispatcher, cache, workers);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot open a loopback port for app '" + app + "'", e);
      }
      listeners.put(app, listener);
    }
    return listener.uri();
  }

  synchronized void close() {
    listeners.values().forEach(EdgeListener::close);
    listeners.clear();
  }
}
