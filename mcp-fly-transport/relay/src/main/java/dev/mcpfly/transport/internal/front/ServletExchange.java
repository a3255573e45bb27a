package dev.mcpfly.transport.internal.front;

import dev.mcpfly.transport.internal.http.Exchange;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An exchange in a servlet container: asynchronous, so that a stream holds no thread, and written
 * only when the container says that it would not block.
 */
public final class ServletExchange implements Exchange {
  private final HttpServletRequest request;
  private final HttpServletResponse response;
  private final AsyncContext async;
  private final String path;
  private final Disconnect disconnect = new Disconnect();
  private final Backlog backlog;

  private @Nullable ServletOutputStream out;
  private boolean completed;
  private boolean listening;

  /**
   * Takes a request out of the container's hands.
   *
   * @param path the path below the relay's mount point
   * @param maxWaiting how many bytes may wait for a client that does not read
   */
  public ServletExchange(
      HttpServletRequest request, HttpServletResponse response, String path, long maxWaiting) {
    this.request = request;
    this.response = response;
    this.path = path;
    this.backlog = new Backlog(maxWaiting);
    this.async = request.startAsync(request, response);
    async.setTimeout(0);
    async.addListener(new Ends());
  }

  @Override
  public String method() {
    return request.getMethod();
  }

  @Override
  public String path() {
    return path;
  }

  @Override
  public String mount() {
    return request.getContextPath() + request.getServletPath();
  }

  @Override
  public @Nullable String query() {
    return request.getQueryString();
  }

  @Override
  public List<String> headers(String name) {
    return Collections.list(request.getHeaders(name));
  }

  @Override
  public String remoteAddress() {
    return request.getRemoteAddr();
  }

  @Override
  public String principal() {
    Principal user = request.getUserPrincipal();
    return user == null ? "" : user.getName();
  }

  @Override
  public void readBody(int limit, BodyReceiver receiver) {
    if (!RequestBody.read(request::getInputStream, limit, receiver)) {
      gone();
    }
  }

  @Override
  public void respond(int status, byte[] body, String... headers) {
    head(status, headers);
    if (status != 204) {
      response.setContentLength(body.length);
    }
    synchronized (backlog) {
      backlog.add(method().equals("HEAD") ? new byte[0] : body);
      backlog.end();
    }
    begin();
  }

  @Override
  public ResponseStream stream(int status, String... headers) {
    head(status, headers);
    begin();
    return backlog.stream(this::drain);
  }

  private void head(int status, String... headers) {
    response.setStatus(status);
    for (int i = 0; i + 1 < headers.length; i += 2) {
      response.addHeader(headers[i], headers[i + 1]);
    }
  }

  private void begin() {
    try {
      ServletOutputStream body = response.getOutputStream();
      body.setWriteListener(new Writes());
    } catch (IOException | IllegalStateException e) {
      gone();
    }
  }

  /** Writes what the container takes now; it calls back for the rest. */
  private void drain() {
    boolean gone = false;
    synchronized (backlog) {
      ServletOutputStream body = out;
      if (body == null || completed) {
        return;
      }
      try {
        while (!backlog.isBroken() && body.isReady()) {
          byte[] piece = backlog.next();
          if (piece != null) {
            listening = true;
            body.write(piece);
          } else if (backlog.isDone()) {
            complete();
            return;
          } else if (listening) {
            listening = false;
            body.flush();
          } else {
            return;
          }
        }
        if (backlog.isBroken()) {
          complete();
          gone = true;
        }
      } catch (IOException | IllegalStateException e) {
        gone = true;
      }
    }
    if (gone) {
      gone();
    }
  }

  private void complete() {
    if (!completed) {
      completed = true;
      async.complete();
    }
  }

  private void gone() {
    synchronized (backlog) {
      backlog.breakOff();
      try {
        complete();
      } catch (IllegalStateException e) {
        // The container has ended the exchange itself.
      }
    }
    disconnect.gone();
  }

  @Override
  public void onDisconnect(Runnable action) {
    disconnect.onGone(action);
  }

  private final class Writes implements WriteListener {
    @Override
    public void onWritePossible() throws IOException {
      synchronized (backlog) {
        if (out == null) {
          out = response.getOutputStream();
          // The headers of a stream leave before it has something to say.
          listening = true;
        }
      }
      drain();
    }

    @Override
    public void onError(Throwable failure) {
      gone();
    }
  }

  private final class Ends implements AsyncListener {
    @Override
    public void onComplete(AsyncEvent event) {
      // All is written, or the client is gone, which was told before.
    }

    @Override
    public void onTimeout(AsyncEvent event) {
      gone();
    }

    @Override
    public void onError(AsyncEvent event) {
      gone();
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
      // Only this class starts it.
    }
  }
}
