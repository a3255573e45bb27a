package dev.mcpfly.transport.internal.remote;

import dev.mcpfly.transport.internal.Envelope;
import dev.mcpfly.transport.internal.MalformedMessageException;
import dev.mcpfly.transport.internal.Member;
import dev.mcpfly.transport.internal.Text;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Streamable HTTP of the session era (2025-03-26 to 2025-11-25).
 *
 * <p>A session that the server lost is opened again with the client's own {@code initialize}, once
 * for all messages that met its end; a stream that broke is resumed where its last event id allows
 * it.
 */
final class SessionUpstream implements Upstream {
  static final String ACCEPT = "application/json, text/event-stream";
  private static final System.Logger LOG = System.getLogger("dev.mcpfly.transport.proxy");
  private static final byte[] INITIALIZED =
      "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}"
          .getBytes(StandardCharsets.UTF_8);

  /** A session as the server gave it; without an id if the server keeps none. */
  record Session(@Nullable String id, @Nullable String version, int number) {
    void headers(HttpRequest.Builder request) {
      if (id != null) {
        request.setHeader("Mcp-Session-Id", id);
      }
      if (version != null) {
        request.setHeader("MCP-Protocol-Version", version);
      }
    }
  }

  private final HttpLink link;
  private final Calls calls;
  private final ClientSide client;
  private final ServerEvents events;
  private volatile Session session = new Session(null, null, 0);
  private volatile byte @Nullable [] initialize;
  private volatile boolean initialized;
  private volatile boolean used;
  private @Nullable CompletableFuture<Session> renewal;

  SessionUpstream(HttpLink link, Calls calls, ClientSide client) {
    this.link = link;
    this.calls = calls;
    this.client = client;
    this.events = new ServerEvents(link, client, this::lost);
  }

  @Override
  public CompletionStage<?> request(Call call) {
    if (call.method().equals("initialize")) {
      return open(call);
    }
    post(call, session, false);
    return CompletableFuture.completedFuture(null);
  }

  /** Returns whether the server answered a request in this way. */
  boolean isUsed() {
    return used;
  }

  /** Sends the client's {@code initialize}; completes when its response is here. */
  private CompletableFuture<Void> open(Call call) {
    byte[] json = call.request().toBytes();
    int number = session.number() + 1;
    String[] id = new String[1];
    String[] version = new String[1];
    call.hook(
        response -> {
          version[0] = response.text(Member.RESULT_PROTOCOL_VERSION);
          if (response.has(Member.RESULT)) {
            initialize = json;
            session = new Session(id[0], version[0], number);
          }
          return response.toBytes();
        });
    session = new Session(null, null, number);
    post(call, session, true, info -> id[0] = sessionId(info));
    return call.done();
  }

  private static @Nullable String sessionId(ResponseInfo info) {
    return info.headers().firstValue("Mcp-Session-Id").orElse(null);
  }

  private void post(Call call, Session used, boolean again) {
    post(call, used, again, info -> {});
  }

  private void post(
      Call call, Session used, boolean again, java.util.function.Consumer<ResponseInfo> onHead) {
    EventReader reader = new EventReader(link.settings().maxMessageBytes, client::deliver);
    Later.whenDone(
        Delivery.send(
            link,
            () -> request(call, used),
            call.isHarmless(),
            info -> {
              onHead.accept(info);
              boolean stream = reader.accepts(info);
              this.used |= stream;
              return stream ? reader : null;
            },
            call::exchange),
        (reply, failure) -> replied(call, used, again, reader, reply, failure));
  }

  private HttpRequest request(Call call, Session used) {
    HttpRequest.Builder request =
        link.request(link.uri())
            .header("Content-Type", "application/json")
            .header("Accept", ACCEPT)
            .POST(new Outgoing(call.request().toBytes(), () -> call.written().complete(null)));
    used.headers(request);
    return request.build();
  }

  private void replied(
      Call call,
      Session used,
      boolean again,
      EventReader reader,
      @Nullable Reply reply,
      @Nullable Throwable failure) {
    call.written().complete(null);
    if (!call.isPending()) {
      return;
    }
    if (reply == null) {
      if (reader.canResume() && !link.isClosed()) {
        events.resume(call, reader, used);
      } else {
        client.fail(call, failure == null ? new RemoteException("No reply.") : failure);
      }
    } else if (reply.ok()) {
      accepted(call, used, reader, reply);
    } else if (call.detoured(reply)) {
      return;
    } else if (!again && used.id() != null && HttpErrors.isSessionLost(reply)) {
      Later.whenDone(
          renew(used),
          (renewed, trouble) -> {
            if (renewed == null) {
              client.fail(call, trouble == null ? new RemoteException("No session.") : trouble);
            } else {
              post(call, renewed, true);
            }
          });
    } else {
      client.refuse(call, reply);
    }
  }

  private void accepted(Call call, Session used, EventReader reader, Reply reply) {
    if (reply.streamed()) {
      if (reader.canResume()) {
        events.resume(call, reader, used);
      } else {
        client.fail(
            call, new RemoteException("The MCP server ended the stream without a response."));
      }
      return;
    }
    if (reply.isEmpty()) {
      if (call.detoured(reply)) {
        return;
      }
      if (events.isOpen()) {
        // Against the specification, but clear: the response comes on the other stream.
        return;
      }
      client.fail(
          call,
          new RemoteException(
              "The MCP server took the request (HTTP "
                  + reply.status()
                  + ") but gave no response."));
      return;
    }
    this.used = true;
    client.deliver(reply.body());
    if (call.isPending()) {
      client.fail(
          call,
          new RemoteException(
              "The MCP server answered HTTP "
                  + reply.status()
                  + " without a response to this request."
                  + reply.excerpt()));
    }
  }

  @Override
  public CompletionStage<?> message(Envelope message) {
    byte[] json = message.toBytes();
    boolean ready = message.has(Member.METHOD) && message.isMethod("notifications/initialized");
    initialized |= ready;
    return post(json, session, false)
        .thenRun(
            () -> {
              if (ready) {
                events.open(session);
              }
            });
  }

  /** Posts what gets no response; never fails. */
  private CompletableFuture<Void> post(byte[] json, Session used, boolean again) {
    CompletableFuture<Void> taken = new CompletableFuture<>();
    Later.whenDone(
        Delivery.send(
            link,
            () -> request(json, used),
            true,
            info -> {
              EventReader reader =
                  new EventReader(link.settings().maxMessageBytes, client::deliver);
              return reader.accepts(info) ? reader : null;
            },
            exchange -> {}),
        (reply, failure) -> {
          if (reply != null && !again && used.id() != null && HttpErrors.isSessionLost(reply)) {
            Later.whenDone(
                renew(used),
                (renewed, trouble) -> {
                  if (renewed == null) {
                    taken.complete(null);
                  } else {
                    Later.whenDone(post(json, renewed, true), () -> taken.complete(null));
                  }
                });
            return;
          }
          if (!link.isClosed() && (reply == null || !reply.ok())) {
            LOG.log(
                System.Logger.Level.WARNING,
                "{0} did not take a notification or response: {1}",
                link.uri().getHost(),
                reply != null ? "HTTP " + reply.status() : Failures.describe(failure));
          }
          taken.complete(null);
        });
    return taken;
  }

  private HttpRequest request(byte[] json, Session used) {
    HttpRequest.Builder request =
        link.request(link.uri())
            .header("Content-Type", "application/json")
            .header("Accept", ACCEPT)
            .POST(BodyPublishers.ofByteArray(json));
    used.headers(request);
    return request.build();
  }

  @Override
  public CompletionStage<?> cancel(Call call, Envelope notification) {
    byte[] json = notification.toBytes();
    return call.written().thenCompose(written -> post(json, session, false));
  }

  /** Starts a new session after the server has lost the session of a stream. */
  private void lost(Session used) {
    if (session.number() == used.number() && !link.isClosed()) {
      var unused = renew(used);
    }
  }

  /** Opens a new session in place of one that is gone; once for all who ask. */
  private synchronized CompletableFuture<Session> renew(Session used) {
    if (session.number() != used.number()) {
      return CompletableFuture.completedFuture(session);
    }
    CompletableFuture<Session> running = renewal;
    if (running != null && !running.isDone()) {
      return running;
    }
    byte[] original = initialize;
    if (original == null) {
      return CompletableFuture.failedFuture(
          new RemoteException("The MCP server does not know the session (any more).", 404, null));
    }
    LOG.log(
        System.Logger.Level.INFO,
        "{0} lost the session; initializing a new one",
        link.uri().getHost());
    CompletableFuture<Session> fresh =
        reinitialize(original, used.number() + 1)
            .thenCompose(
                opened ->
                    (initialized
                            ? post(INITIALIZED, opened, true)
                            : CompletableFuture.<Void>completedFuture(null))
                        .thenApply(
                            done -> {
                              session = opened;
                              if (initialized) {
                                events.open(opened);
                              }
                              return opened;
                            }));
    renewal = fresh;
    return fresh;
  }

  private CompletableFuture<Session> reinitialize(byte[] original, int number) {
    Call call;
    try {
      Envelope scanned = Envelope.scan(original);
      call =
          new Call(
              Envelope.scan(
                  scanned.splice().replace(scanned, Member.ID, calls.privateId()).toBytes()));
    } catch (MalformedMessageException e) {
      return CompletableFuture.failedFuture(e);
    }
    calls.add(call);
    String[] id = new String[1];
    CompletableFuture<Session> opened = new CompletableFuture<>();
    call.hook(
        response -> {
          if (response.has(Member.RESULT)) {
            opened.complete(
                new Session(id[0], response.text(Member.RESULT_PROTOCOL_VERSION), number));
          } else {
            opened.completeExceptionally(
                new RemoteException(
                    "The MCP server lost the session and refused a new one: "
                        + Text.excerpt(response.text(Member.ERROR_MESSAGE))));
          }
          return null;
        });
    post(call, new Session(null, null, number), true, info -> id[0] = sessionId(info));
    return opened;
  }

  @Override
  public CompletionStage<?> end() {
    events.close();
    Session last = session;
    if (last.id() == null) {
      return CompletableFuture.completedFuture(null);
    }
    HttpRequest.Builder request = link.request(link.uri()).DELETE();
    last.headers(request);
    return link.send(request.build(), info -> null)
        .reply()
        .orTimeout(Duration.ofSeconds(2).toMillis(), TimeUnit.MILLISECONDS)
        .handle((reply, failure) -> null);
  }

  @Override
  public void close() {
    events.close();
  }
}
