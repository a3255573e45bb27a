package dev.mcpfly.transport.internal.front;

import com.sun.net.httpserver.HttpExchange;
import dev.mcpfly.transport.internal.http.Exchange;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * An exchange of {@code com.sun.net.httpserver}. That server only has writes that block, so they
 * are left to an executor, and only while there is something to write.
 */
public final class HandlerExchange implements Exchange {
  private final HttpExchange exchange;
  private final String path;
  private final Executor writers;
  private final Disconnect disconnect = new Disconnect();
  private final Backlog backlog;
  private boolean writing;
  private boolean closed;

  /**
   * Wraps a request.
   *
   * @param path the path below the relay's mount point
   * @param maxWaiting how many bytes may wait for a client that does not read
   * @param writers runs writes, which may block
   */
  public HandlerExchange(HttpExchange exchange, String path, long maxWaiting, Executor writers) {
    this.exchange = exchange;
    this.path = path;
    this.writers = writers;
    this.backlog = new Backlog(maxWaiting);
  }

  @Override
  public String method() {
    return exchange.getRequestMethod();
  }

  @Override
  public String path() {
    return path;
  }

  @Override
  public String mount() {
    String context = exchange.getHttpContext().getPath();
    return context.endsWith("/") ? context.substring(0, context.length() - 1) : context;
  }

  @Override
  public @Nullable String query() {
    return exchange.getRequestURI().getRawQuery();
  }

  @Override
  public List<String> headers(String name) {
    return exchange.getRequestHeaders().getOrDefault(name, List.of());
  }

  @Override
  public String remoteAddress() {
    return exchange.getRemoteAddress().getAddress().getHostAddress();
  }

  @Override
  public String principal() {
    return exchange.getPrincipal() == null ? "" : exchange.getPrincipal().getName();
  }

  @Override
  public void readBody(int limit, BodyReceiver receiver) {
    if (!RequestBody.read(exchange::getRequestBody, limit, receiver)) {
      gone();
    }
  }

  @Override
  public void respond(int status, byte[] body, String... headers) {
    boolean bare = body.length == 0 || status == 204 || method().equals("HEAD");
    head(headers);
    synchronized (backlog) {
      backlog.add(bare ? new byte[0] : body);
      backlog.end();
    }
    start(status, bare ? -1 : body.length);
  }

  @Override
  public ResponseStream stream(int status, String... headers) {
    head(headers);
    start(status, 0);
    return backlog.stream(this::wake);
  }

  private void head(String... headers) {
    for (int i = 0; i + 1 < headers.length; i += 2) {
      exchange.getResponseHeaders().add(headers[i], headers[i + 1]);
    }
  }

  private void start(int status, long length) {
    synchronized (backlog) {
      writing = true;
    }
    writers.execute(
        () -> {
          try {
            exchange.sendResponseHeaders(status, length);
            if (length == 0) {
              exchange.getResponseBody().flush();
            }
            write();
          } catch (IOException e) {
            gone();
          }
        });
  }

  private void wake() {
    synchronized (backlog) {
      if (writing || closed) {
        return;
      }
      writing = true;
    }
    writers.execute(
        () -> {
          try {
            write();
          } catch (IOException e) {
            gone();
          }
        });
  }

  private void write() throws IOException {
    OutputStream body = exchange.getResponseBody();
    while (true) {
      byte[] piece;
      synchronized (backlog) {
        piece = backlog.next();
        if (piece == null) {
          writing = false;
          if (!backlog.isDone() && !backlog.isBroken()) {
            return;
          }
          closed = true;
        }
      }
      if (piece == null) {
        exchange.close();
        if (backlog.isBroken()) {
          disconnect.gone();
        }
        return;
      }
      body.write(piece);
      body.flush();
    }
  }

  private void gone() {
    synchronized (backlog) {
      backlog.breakOff();
      closed = true;
    }
    exchange.close();
    disconnect.gone();
  }

  @Override
  public void onDisconnect(Runnable action) {
    disconnect.onGone(action);
  }
}
