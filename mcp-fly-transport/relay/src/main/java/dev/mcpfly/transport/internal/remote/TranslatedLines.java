package dev.mcpfly.transport.internal.remote;

import dev.mcpfly.transport.internal.Child;
import dev.mcpfly.transport.internal.Envelope;
import dev.mcpfly.transport.internal.Member;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A client of the session era at a child of the stateless era: lines go through a translation. */
final class TranslatedLines {
  private static final System.Logger LOG = System.getLogger("dev.mcpfly.transport.relay");

  /** How long a server may think about a request that it perhaps does not know. */
  private static final Duration PROBE = Duration.ofSeconds(10);

  private final Calls calls = new Calls();
  private final ClientSide client;
  private final Lines upstream;
  private final EraBridge bridge;
  private final Child child;
  private final Runnable giveUp;

  /**
   * Prepares a translation.
   *
   * @param out takes each message for the client
   * @param giveUp is run if the child turns out to be no server of the stateless era
   */
  TranslatedLines(Child child, Consumer<byte[]> out, Runnable giveUp) {
    this.child = child;
    this.client = new ClientSide(out, calls);
    this.upstream = new Lines();
    this.bridge = new EraBridge(upstream, calls, client);
    client.filter(TranslatedLines::withoutSubscription);
    this.giveUp = giveUp;
  }

  /**
   * Removes the id of the subscription, which the client does not know; drops its acknowledgement.
   */
  private static byte @Nullable [] withoutSubscription(Envelope message) {
    if (message.isMethod("notifications/subscriptions/acknowledged")) {
      return null;
    }
    if (!message.has(Member.META_SUBSCRIPTION_ID)) {
      return message.toBytes();
    }
    Map<String, String> meta = RawJson.members(message.raw(Member.PARAMS_META));
    meta.remove("io.modelcontextprotocol/subscriptionId");
    return message.splice().replace(message, Member.PARAMS_META, RawJson.object(meta)).toBytes();
  }

  /**
   * Does what stands for the handshake.
   *
   * @param initialize the client's
   * @param refusal what the child answered to it: the client gets that if this fails, too
   */
  void begin(Envelope initialize, byte[] refusal) {
    Call call = new Call(initialize);
    calls.add(call);
    call.hook(
        response -> {
          if (response.has(Member.RESULT)) {
            LOG.log(
                System.Logger.Level.INFO,
                "{0} speaks the stateless revision; clients with a handshake are translated",
                child.name());
            return response.toBytes();
          }
          giveUp.run();
          return refusal;
        });
    Threads.after(
        PROBE,
        () -> client.fail(call, new RemoteException("The server did not answer a question.")));
    bridge.request(call);
  }

  /** Takes a message of the client. */
  void receive(byte[] line) {
    Envelope message = ClientSide.scanned(line);
    switch (message.kind()) {
      case REQUEST -> request(new Call(message));
      case NOTIFICATION -> notification(message);
      default -> bridge.message(message);
    }
  }

  private void request(Call call) {
    if (calls.add(call)) {
      bridge.request(call);
    }
  }

  private void notification(Envelope message) {
    if (message.isMethod("notifications/cancelled")) {
      Call call = calls.find(message.raw(Member.REQUEST_ID));
      if (call != null) {
        call.cancelled();
        bridge.cancel(call, message);
      }
    } else {
      bridge.message(message);
    }
  }

  /** Takes a message of the child. */
  void deliver(byte[] line) {
    client.deliver(line);
  }

  /** Answers the request whose answer was too long; false if there is none. */
  boolean oversized(@Nullable String rawId, long length) {
    Call call = calls.find(rawId);
    if (call == null) {
      return false;
    }
    client.fail(
        call,
        -32603,
        "The server's answer has " + length + " bytes, more than a relay passes.",
        null);
    return true;
  }

  void close() {
    bridge.close();
  }

  /** The child, as a way to speak the stateless era. */
  private final class Lines implements Upstream {
    @Override
    public CompletionStage<?> request(Call call) {
      if (!send(call.request().toBytes())) {
        client.fail(call, new RemoteException("The server accepts no messages now."));
      }
      call.written().complete(null);
      return CompletableFuture.completedFuture(null);
    }

    private boolean send(byte[] message) {
      byte[] line = Arrays.copyOf(message, message.length + 1);
      line[message.length] = '\n';
      return child.send(line) >= 0;
    }

    @Override
    public CompletionStage<?> message(Envelope message) {
      send(message.toBytes());
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<?> cancel(Call call, Envelope notification) {
      client.drop(call);
      send(
          notification.has(Member.REQUEST_ID)
              ? notification
                  .splice()
                  .replace(notification, Member.REQUEST_ID, call.rawId())
                  .toBytes()
              : ("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":"
                      + "{\"requestId\":"
                      + call.rawId()
                      + "}}")
                  .getBytes(StandardCharsets.UTF_8));
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<?> end() {
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public void close() {
      // The relay ends its children itself.
    }
  }
}
