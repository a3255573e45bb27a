package dev.mcpfly.api.internal;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Sends over TCP with the JDK's client.
 *
 * <p>Its blocking call, which goes through fewer threads than the asynchronous one, returns with
 * the head of the reply, and its own timeout ends there too. The body arrives meanwhile; waiting
 * for its end is a timed wait of the caller, so no other thread has to watch over the deadline.
 */
public final class JdkTransport implements Transport {
  /** Longer timeouts make no difference, and sums with them would overflow. */
  private static final Duration LONGEST = Duration.ofDays(365);

  private final HttpClient client;
  private final @Nullable ProxyRules proxies;

  /**
   * Creates a transport on a client that has its own settings for proxies, TLS and cookies.
   *
   * @param proxies the rules that the client follows, whose proxies may want a login; null if it
   *     follows others
   */
  public JdkTransport(HttpClient client, @Nullable ProxyRules proxies) {
    this.client = client;
    this.proxies = proxies;
  }

  @Override
  public Reply send(Request request, Duration timeout) throws IOException, InterruptedException {
    long start = System.nanoTime();
    Duration patience = timeout.compareTo(LONGEST) < 0 ? timeout : LONGEST;
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(request.uri())
            .timeout(patience)
            .method(
                request.method(),
                request.body() == null
                    ? BodyPublishers.noBody()
                    : BodyPublishers.ofByteArray(request.body()));
    if ("http".equals(request.uri().getScheme())) {
      // Without this the client asks every plain server for an upgrade to HTTP/2.
      builder.version(HttpClient.Version.HTTP_1_1);
    }
    request.headers().forEach(builder::setHeader);
    String login = proxies == null ? null : proxies.authorization(request.uri());
    if (login != null) {
      builder.setHeader("Proxy-Authorization", login);
    }
    HttpResponse<BoundedBody> response;
    Collector collector = new Collector(request);
    try {
      response = client.send(builder.build(), collector);
    } catch (InterruptedException e) {
      collector.abandon();
      throw e;
    } catch (HttpConnectTimeoutException e) {
      throw e;
    } catch (HttpTimeoutException e) {
      collector.abandon();
      throw Transport.late(timeout, e);
    } catch (ConnectException e) {
      throw isUnresolved(e) ? unknownHost(request.uri().getHost(), e) : e;
    }
    if (response.statusCode() == ProxyLoginException.STATUS) {
      throw new ProxyLoginException(login != null);
    }
    BoundedBody.Bytes body =
        response.body().await(patience.minusNanos(System.nanoTime() - start), timeout);
    return new Reply(
        response.statusCode(), response.headers().map(), body.bytes(), body.truncated());
  }

  /** Returns whether the host has no address: the client's own exception has no message. */
  private static boolean isUnresolved(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnresolvedAddressException) {
        return true;
      }
    }
    return false;
  }

  private static UnknownHostException unknownHost(String host, ConnectException cause) {
    UnknownHostException unknown = new UnknownHostException("no address for the host " + host);
    unknown.initCause(cause);
    return unknown;
  }

  /**
   * Makes the body's collector. An interrupt or a timeout may come when the client has a reply's
   * head but has not returned yet: it then leaves the exchange open, with no other reference to it.
   */
  private static final class Collector implements HttpResponse.BodyHandler<BoundedBody> {
    private final Request request;
    private volatile boolean abandoned;
    private volatile @Nullable BoundedBody body;

    Collector(Request request) {
      this.request = request;
    }

    @Override
    public BoundedBody apply(HttpResponse.ResponseInfo info) {
      boolean error = info.statusCode() >= 400;
      BoundedBody made = new BoundedBody(error ? request.maxErrorBody() : request.maxBody(), error);
      body = made;
      if (abandoned) {
        made.cancel();
      }
      return made;
    }

    void abandon() {
      abandoned = true;
      BoundedBody current = body;
      if (current != null) {
        current.cancel();
      }
    }
  }
}
