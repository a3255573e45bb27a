package dev.mcpfly.transport.internal.remote;

import dev.mcpfly.transport.internal.Envelope;
import dev.mcpfly.transport.internal.MalformedMessageException;
import dev.mcpfly.transport.internal.Member;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Requests of the revision 2026-07-28 to one server, each of which stands for itself: what belongs
 * to one goes to whoever sent that one. Thread-safe.
 */
public final class StatelessRequests {
  /** Takes what comes for one request; called by one thread at a time. */
  public interface Answer {
    /** Called with a notification, or with the response, which is the last message. */
    void message(byte[] json);

    /** Called if no response will come, although the server may have acted. */
    void lost(String why);
  }

  private final RemoteSettings settings;
  private final HttpLink link;
  private final Slots slots;
  private final AtomicInteger open = new AtomicInteger();

  /**
   * Prepares the connection; nothing is sent before the first request.
   *
   * @throws IllegalArgumentException if the settings allow no safe connection
   */
  public StatelessRequests(RemoteSettings settings) {
    settings.requireSafeScheme();
    this.settings = settings;
    this.link = new HttpLink(settings, () -> open.get() > 0);
    this.slots = new Slots(settings.maxParallelRequests);
  }

  /**
   * Sends a request.
   *
   * @param headers the arguments of a tool that go into headers, by the names that the tool gives
   *     them; empty if the caller does not know the tool
   * @return cancels the request if it still runs
   * @throws MalformedMessageException if the bytes are no JSON-RPC request
   */
  public Runnable send(byte[] request, Map<String, String> headers, Answer answer)
      throws MalformedMessageException {
    Calls calls = new Calls();
    Call call = new Call(Envelope.scan(request));
    Consumer<byte[]> out = message -> deliver(call, message, answer);
    ClientSide client = new ClientSide(out, calls);
    ModernUpstream server = new ModernUpstream(link, calls, client, headers);
    call.detour(reply -> !reply.ok() && Detection.refuseModern(client, call, reply));
    calls.add(call);
    open.incrementAndGet();
    Later.whenDone(call.done(), open::decrementAndGet);
    if (!settings.requestTimeout.isZero() && !call.method().equals("subscriptions/listen")) {
      Threads.after(settings.requestTimeout, () -> expired(server, client, call));
    }
    var unused = slots.enter(call, () -> server.request(call));
    return () -> cancel(server, client, call);
  }

  private static void deliver(Call call, byte[] message, Answer answer) {
    String why = call.isLost() ? reason(message) : null;
    if (why == null) {
      answer.message(message);
    } else {
      answer.lost(why);
    }
  }

  /** Returns the message of the relay's own error, or null for any other message. */
  private static @Nullable String reason(byte[] message) {
    return ClientSide.scanned(message).text(Member.ERROR_MESSAGE);
  }

  private void expired(ModernUpstream server, ClientSide client, Call call) {
    if (call.isPending()) {
      client.fail(
          call,
          new RemoteException(
              "The MCP server did not answer within "
                  + settings.requestTimeout.toMillis() / 1000.0
                  + " s."));
      cancel(server, client, call);
    }
  }

  private void cancel(ModernUpstream server, ClientSide client, Call call) {
    call.cancelled();
    if (slots.withdraw(call)) {
      client.drop(call);
      return;
    }
    slots.leave(call);
    CompletableFuture<?> unused = server.cancel(call, call.request()).toCompletableFuture();
  }
}
