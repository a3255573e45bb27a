package dev.mcpfly.transport.internal.remote;

import dev.mcpfly.transport.internal.Envelope;
import dev.mcpfly.transport.internal.MalformedMessageException;
import dev.mcpfly.transport.internal.Member;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * HTTP+SSE of 2024-11-05: the stream first names an endpoint, to which messages are posted.
 *
 * <p>The stream is the session. When it ends, calls that ran fail, and a new one begins with the
 * client's own {@code initialize}.
 */
final class SseUpstream extends StreamedUpstream {
  /** How long a server may take to name the endpoint, once it is awake. */
  static final Duration ENDPOINT = Duration.ofSeconds(15);

  private static final byte[] INITIALIZED =
      "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}"
          .getBytes(StandardCharsets.UTF_8);

  private volatile @Nullable URI endpoint;
  private volatile byte @Nullable [] initialize;
  private volatile boolean initialized;
  private volatile boolean impatient;
  private volatile CompletableFuture<Void> handshake = CompletableFuture.completedFuture(null);

  SseUpstream(HttpLink link, Calls calls, ClientSide client) {
    super(link, calls, client);
  }

  /** Opens the stream once; fails if the server does not name an endpoint there. */
  CompletableFuture<Void> probe() {
    impatient = true;
    return whenReady().thenRun(() -> impatient = false);
  }

  @Override
  boolean isImpatient() {
    return impatient;
  }

  @Override
  HttpRequest get() {
    return link.request(link.uri()).GET().header("Accept", "text/event-stream").build();
  }

  @Override
  BodySink sink() {
    endpoint = null;
    return new SseParser(
            link.settings().maxMessageBytes,
            new SseParser.Handler() {
              @Override
              public void event(String type, @Nullable String id, byte[] data) {
                if (type.equals("endpoint")) {
                  named(new String(data, StandardCharsets.UTF_8));
                } else if (data.length > 0 && type.equals("message")) {
                  client.deliver(data);
                }
              }

              @Override
              public void retry(long millis) {
                // Sessions of this kind cannot be resumed: the sooner a new one, the better.
              }
            })
        ::feed;
  }

  private void named(String path) {
    URI target = link.resolve(path.trim());
    if (link.sameOrigin(target)) {
      endpoint = target;
      markReady();
    } else {
      client.failAll("The MCP server names an endpoint of another origin, which gets no messages.");
      close();
    }
  }

  @Override
  void asked(Exchange stream) {
    Threads.after(
        ENDPOINT,
        () -> {
          if (stream.answered() && endpoint == null) {
            stream.close();
          }
        });
  }

  @Override
  HttpRequest post(Envelope message, Runnable taken) {
    URI target = endpoint;
    return link.request(target == null ? link.uri() : target)
        .header("Content-Type", "application/json")
        .header("Accept", SessionUpstream.ACCEPT)
        .POST(new Outgoing(message.toBytes(), taken))
        .build();
  }

  @Override
  public CompletionStage<?> request(Call call) {
    if (call.method().equals("initialize")) {
      initialize = call.request().toBytes();
      var unused = deliver(call, call.request(), true);
      return call.done();
    }
    var unused = deliver(call, call.request(), false);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletionStage<?> message(Envelope message) {
    initialized |= message.has(Member.METHOD) && message.isMethod("notifications/initialized");
    return deliver(message, false);
  }

  @Override
  CompletableFuture<Void> settled() {
    return handshake;
  }

  @Override
  void reconnected() {
    byte[] original = initialize;
    for (Call call : calls.pending()) {
      if (call.written().isDone()) {
        client.fail(
            call,
            new RemoteException(
                "The connection broke while the request ran: the MCP server may have done what was"
                    + " asked."));
      }
    }
    if (original == null) {
      return;
    }
    try {
      Envelope scanned = Envelope.scan(original);
      Call call =
          new Call(
              Envelope.scan(
                  scanned.splice().replace(scanned, Member.ID, calls.privateId()).toBytes()));
      call.hook(response -> null);
      calls.add(call);
      CompletableFuture<Void> fresh =
          deliver(call, call.request(), true)
              .thenCompose(sent -> call.done())
              .thenCompose(
                  done ->
                      initialized
                          ? deliver(scan(INITIALIZED), true)
                          : CompletableFuture.<Void>completedFuture(null));
      handshake = fresh;
    } catch (MalformedMessageException e) {
      throw new IllegalStateException("A message could be read once, but not again.", e);
    }
  }

  private static Envelope scan(byte[] json) {
    try {
      return Envelope.scan(json.clone());
    } catch (MalformedMessageException e) {
      throw new IllegalStateException("The relay wrote a message that it cannot read.", e);
    }
  }
}
