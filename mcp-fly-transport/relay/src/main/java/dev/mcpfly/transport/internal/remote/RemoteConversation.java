package dev.mcpfly.transport.internal.remote;

import dev.mcpfly.transport.internal.Envelope;
import dev.mcpfly.transport.internal.Envelope.Kind;
import dev.mcpfly.transport.internal.Json;
import dev.mcpfly.transport.internal.MalformedMessageException;
import dev.mcpfly.transport.internal.Member;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One client's conversation with a remote MCP server: takes the client's messages, gives it the
 * server's, and answers every request, if need be with an error.
 *
 * <p>{@link #send} is called by one thread at a time; messages for the client come from any thread.
 */
public final class RemoteConversation implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger("dev.mcpfly.transport.proxy");

  /** How long a notification that the server does not take holds the messages behind it. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final RemoteSettings settings;
  private final Consumer<byte[]> out;
  private final Calls calls = new Calls();
  private final ClientSide client;
  private final HttpLink link;
  private final Turnstile turnstile = new Turnstile();
  private final Slots slots;
  private volatile @Nullable Upstream upstream;

  /**
   * Prepares a conversation; nothing is sent before the first message.
   *
   * @param out takes each message for the client: JSON on one line, without a line end
   * @throws IllegalArgumentException if the settings allow no safe connection
   */
  public RemoteConversation(RemoteSettings settings, Consumer<byte[]> out) {
    settings.requireSafeScheme();
    this.settings = settings;
    this.out = out;
    this.client = new ClientSide(out, calls);
    this.link = new HttpLink(settings, () -> !calls.isEmpty());
    this.slots = new Slots(settings.maxParallelRequests);
    if (!settings.pingInterval.isZero()) {
      Threads.after(settings.pingInterval, this::ping);
    }
  }

  /** Takes a message of the client; the bytes are copied. */
  public void send(byte[] buf, int from, int to) {
    byte[] json = Arrays.copyOfRange(buf, from, to);
    try {
      Envelope message = Envelope.scan(json);
      if (message.kind() == Kind.BATCH) {
        batch(json, message.from() + 1, message.to() - 1);
      } else {
        send(message);
      }
    } catch (MalformedMessageException e) {
      LOG.log(System.Logger.Level.WARNING, "Refused a message of the client: {0}", e.getMessage());
      out.accept(Json.error(null, e.reason().code(), String.valueOf(e.getMessage())));
    }
  }

  /** Answers a message that was too long to be read. */
  public void refuseOversized(@Nullable String rawId, long length) {
    String text =
        "The message has "
            + length
            + " bytes, more than the limit of "
            + settings.maxMessageBytes
            + " bytes.";
    LOG.log(System.Logger.Level.WARNING, "Refused a message of the client: {0}", text);
    out.accept(Json.error(rawId, -32600, text));
  }

  private void batch(byte[] json, int from, int to) throws MalformedMessageException {
    int next = from;
    while (next < to) {
      byte b = json[next];
      if (b == ' ' || b == '\t' || b == ',') {
        next++;
      } else {
        Envelope element = Envelope.scanFirst(json, next, to);
        next = element.to();
        send(Envelope.scan(element.toBytes()));
      }
    }
  }

  private void send(Envelope message) {
    switch (message.kind()) {
      case REQUEST -> request(new Call(message));
      case NOTIFICATION -> turnstile.hold(() -> notification(message), PATIENCE);
      default -> turnstile.pass(() -> message(message));
    }
  }

  private void request(Call call) {
    if (calls.add(call)) {
      limit(call);
      turnstile.hold(() -> slots.enter(call, () -> start(call)), null);
    } else {
      out.accept(
          Json.error(call.rawId(), -32600, "Another request with this id is still running."));
    }
  }

  private void limit(Call call) {
    if (!settings.requestTimeout.isZero() && !call.method().equals("subscriptions/listen")) {
      Threads.after(settings.requestTimeout, () -> expired(call));
    }
  }

  private void expired(Call call) {
    Upstream known = upstream;
    if (!call.isPending()) {
      return;
    }
    client.fail(
        call,
        new RemoteException(
            "The MCP server did not answer within "
                + settings.requestTimeout.toMillis() / 1000.0
                + " s."));
    slots.leave(call);
    if (known != null && !call.method().equals("initialize")) {
      known.cancel(
          call,
          ClientSide.scanned(
              ("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":"
                      + call.rawId()
                      + ",\"reason\":\"The request took too long.\"}}")
                  .getBytes(StandardCharsets.UTF_8)));
    }
  }

  private void ping() {
    Upstream known = upstream;
    if (link.isClosed()) {
      return;
    }
    if (known != null && !(known instanceof ModernUpstream) && !(known instanceof EraBridge)) {
      Call call =
          new Call(
              ClientSide.scanned(
                  ("{\"jsonrpc\":\"2.0\",\"id\":" + calls.privateId() + ",\"method\":\"ping\"}")
                      .getBytes(StandardCharsets.UTF_8)));
      call.hook(response -> null);
      calls.add(call);
      Threads.after(settings.pingInterval, () -> client.drop(call));
      known.request(call);
    }
    Threads.after(settings.pingInterval, this::ping);
  }

  private CompletionStage<?> start(Call call) {
    Upstream known = upstream;
    if (known != null) {
      return known.request(call);
    }
    return new Detection(link, calls, client)
        .detect(call)
        .thenAccept(
            found -> {
              upstream = found;
              if (found != null && link.isClosed()) {
                found.close();
              }
            });
  }

  private CompletionStage<?> notification(Envelope message) {
    Upstream known = upstream;
    if (known == null) {
      LOG.log(System.Logger.Level.DEBUG, "Dropped a notification that came before any request");
      return CompletableFuture.completedFuture(null);
    }
    if (message.isMethod("notifications/cancelled")) {
      Call call = calls.find(message.raw(Member.REQUEST_ID));
      if (call != null) {
        call.cancelled();
        if (slots.withdraw(call)) {
          client.drop(call);
          return CompletableFuture.completedFuture(null);
        }
        // Some servers never end what was cancelled.
        slots.leave(call);
        return known.cancel(call, message);
      }
    }
    return known.message(message);
  }

  private void message(Envelope response) {
    Upstream known = upstream;
    if (known != null) {
      known.message(response);
    }
  }

  /**
   * Says goodbye: waits for the responses that are still due, within the settings' limit, then ends
   * the session.
   *
   * @return whether every request was answered by the server
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public boolean finish() throws InterruptedException {
    long deadline = System.nanoTime() + settings.drainTimeout.toNanos();
    CompletableFuture<Void> sent = new CompletableFuture<>();
    turnstile.pass(() -> sent.complete(null));
    boolean complete = calls.await(settings.drainTimeout);
    try {
      sent.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.log(System.Logger.Level.WARNING, "The last messages of the client could not be sent");
    }
    // Nobody reads what would be said about the others.
    client.dropAll();
    leave();
    close();
    return complete;
  }

  /** Ends the session with the server without waiting for responses; at most for a moment. */
  public void leave() {
    Upstream known = upstream;
    if (known == null) {
      return;
    }
    try {
      known.end().toCompletableFuture().get(3, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.log(System.Logger.Level.DEBUG, "The session could not be closed cleanly", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends everything at once. Requests that still wait get an error. */
  @Override
  public void close() {
    Upstream known = upstream;
    if (known != null) {
      known.close();
    }
    link.close();
    client.failAll("The connection was closed before the MCP server answered.");
  }
}
