package dev.mcpfly.transport.internal.auth.client;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.mcpfly.transport.internal.DaemonThreads;
import dev.mcpfly.transport.internal.auth.Encoding;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The page on this machine to which the browser is redirected. It takes one redirect, the one with
 * the state that was sent, and shows what became of the sign-in once that is known.
 */
final class Callback implements AutoCloseable {
  private static final Set<String> HOSTS = Set.of("127.0.0.1", "localhost", "[::1]");
  private static final Duration PAGE_PATIENCE = Duration.ofSeconds(60);

  private final URI redirectUri;
  private final String state;
  private final List<HttpServer> servers = new ArrayList<>();
  private final ExecutorService threads = DaemonThreads.pool("mcp-fly-sign-in");
  private final CompletableFuture<Map<String, String>> redirect = new CompletableFuture<>();
  private final CompletableFuture<CallbackPage> outcome = new CompletableFuture<>();
  private final CountDownLatch shown = new CountDownLatch(1);
  private final AtomicBoolean taken = new AtomicBoolean();

  private Callback(URI redirectUri, String state, HttpServer first) {
    this.redirectUri = redirectUri;
    this.state = state;
    servers.add(first);
  }

  /** Returns whether a redirect leads to this machine in a way that can be served. */
  static boolean canServe(URI uri) {
    return "http".equalsIgnoreCase(uri.getScheme())
        && uri.getHost() != null
        && HOSTS.contains(uri.getHost().toLowerCase(Locale.ROOT))
        && uri.getRawQuery() == null
        && uri.getRawFragment() == null
        && uri.getRawUserInfo() == null;
  }

  /**
   * Starts to listen.
   *
   * @param wanted the redirect; without a port, or with port 0, any port is taken
   * @return null if the port is in use
   */
  static @Nullable Callback open(URI wanted, String state) throws OAuthFailure {
    if (!canServe(wanted)) {
      throw OAuthFailure.because(
          "The redirect "
              + Quote.of(wanted.toString())
              + " is not served on this machine: use http://127.0.0.1:PORT/PATH or"
              + " http://localhost:PORT/PATH.");
    }
    String host = wanted.getHost();
    try {
      HttpServer first = bind(host.equals("[::1]") ? "::1" : "127.0.0.1", wanted.getPort());
      int port = first.getAddress().getPort();
      String path = wanted.getRawPath() == null ? "" : wanted.getRawPath();
      Callback callback =
          new Callback(URI.create("http://" + host + ":" + port + path), state, first);
      if (host.equalsIgnoreCase("localhost")) {
        try {
          callback.servers.add(bind("::1", port));
        } catch (IOException e) {
          // No IPv6 here, or somebody else's: browsers try the other address.
        }
      }
      callback.start();
      return callback;
    } catch (BindException e) {
      return null;
    } catch (IOException e) {
      throw OAuthFailure.because("Cannot listen on this machine for the browser.", e);
    }
  }

  private static HttpServer bind(String address, int port) throws IOException {
    return HttpServer.create(
        new InetSocketAddress(InetAddress.getByName(address), Math.max(port, 0)), 16);
  }

  private void start() {
    for (HttpServer server : servers) {
      server.setExecutor(threads);
      server.createContext("/", this::handle);
      server.start();
    }
  }

  /** Returns the redirect with the port that is listened on. */
  URI redirectUri() {
    return redirectUri;
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      answer(exchange);
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    URI uri = exchange.getRequestURI();
    String host = String.valueOf(exchange.getRequestHeaders().getFirst("Host"));
    if (!HOSTS.contains(host.toLowerCase(Locale.ROOT).replaceFirst(":[0-9]+$", ""))
        || !host.endsWith(":" + redirectUri.getPort())) {
      CallbackPage.STRANGER.send(exchange, 400);
      return;
    }
    if (!String.valueOf(uri.getRawPath()).equals(redirectUri.getRawPath())) {
      CallbackPage.STRANGER.send(exchange, 404);
      return;
    }
    if (!exchange.getRequestMethod().equals("GET")) {
      exchange.getResponseHeaders().set("Allow", "GET");
      CallbackPage.STRANGER.send(exchange, 405);
      return;
    }
    Map<String, String> parameters = expected(uri.getRawQuery());
    if (parameters == null) {
      CallbackPage.STRANGER.send(exchange, 400);
      return;
    }
    if (!taken.compareAndSet(false, true)) {
      CallbackPage.AGAIN.send(exchange, 200);
      return;
    }
    redirect.complete(parameters);
    try {
      CallbackPage page = outcome.get(PAGE_PATIENCE.toSeconds(), TimeUnit.SECONDS);
      page.send(exchange, page.good() ? 200 : 400);
    } catch (ExecutionException | TimeoutException e) {
      CallbackPage.AGAIN.send(exchange, 200);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      shown.countDown();
    }
  }

  /** Returns the parameters of a redirect, or null if it is none that is waited for. */
  private @Nullable Map<String, String> expected(@Nullable String query) {
    try {
      Map<String, String> parameters = Form.parse(query);
      String given = parameters.get("state");
      return given != null && Encoding.same(given, state) ? parameters : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /**
   * Takes a redirect that a person copied from the address bar of a browser elsewhere.
   *
   * @return whether it was the one that is waited for
   */
  boolean paste(String text) {
    String typed = text.strip();
    int query = typed.indexOf('?');
    Map<String, String> parameters =
        query < 0 ? null : expected(typed.substring(query + 1).replaceFirst("#.*", ""));
    if (parameters == null || !taken.compareAndSet(false, true)) {
      return false;
    }
    shown.countDown();
    return redirect.complete(parameters);
  }

  /** Waits for the browser; null if it did not come back in time. */
  @Nullable Map<String, String> await(Duration patience) throws OAuthFailure {
    try {
      return redirect.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw OAuthFailure.because("Signing in was interrupted.");
    }
  }

  /** Shows what became of the sign-in to the browser that waits. */
  void show(CallbackPage page) {
    outcome.complete(page);
    if (taken.get()) {
      try {
        boolean unused = shown.await(2, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public void close() {
    outcome.cancel(false);
    for (HttpServer server : servers) {
      server.stop(0);
    }
    threads.shutdown();
  }
}
