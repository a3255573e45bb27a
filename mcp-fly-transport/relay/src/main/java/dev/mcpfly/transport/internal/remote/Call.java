package dev.mcpfly.transport.internal.remote;

import dev.mcpfly.transport.internal.Envelope;
import dev.mcpfly.transport.internal.Member;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A request that waits for its response. */
final class Call {
  /** Looks at a response on its way to the client. */
  interface Hook {
    /**
     * Takes the response.
     *
     * @return the message for the client, or null if it is not for the client
     */
    byte @Nullable [] response(Envelope response);
  }

  private static final Set<String> HARMLESS =
      Set.of(
          "initialize",
          "ping",
          "server/discover",
          "tools/list",
          "resources/list",
          "resources/templates/list",
          "resources/read",
          "resources/subscribe",
          "resources/unsubscribe",
          "prompts/list",
          "prompts/get",
          "completion/complete",
          "logging/setLevel",
          "subscriptions/listen",
          "tasks/get");

  private final Envelope request;
  private final String rawId;
  private final String method;
  private final CompletableFuture<Void> written = new CompletableFuture<>();
  private final CompletableFuture<Void> done = new CompletableFuture<>();
  private volatile @Nullable Hook hook;
  private volatile @Nullable Exchange exchange;
  private volatile @Nullable Predicate<Reply> detour;
  private volatile boolean cancelled;
  private volatile boolean lost;

  Call(Envelope request) {
    this.request = request;
    String id = request.raw(Member.ID);
    String name = request.method();
    if (id == null || name == null) {
      throw new IllegalArgumentException("Only a request can be called.");
    }
    this.rawId = id;
    this.method = name;
  }

  Envelope request() {
    return request;
  }

  String rawId() {
    return rawId;
  }

  String method() {
    return method;
  }

  /** Returns whether the server may get this request twice without doing anything twice. */
  boolean isHarmless() {
    return HARMLESS.contains(method);
  }

  /** Completes when the request is on its way, so that what refers to it may follow. */
  CompletableFuture<Void> written() {
    return written;
  }

  /** Completes when the client has its answer, or needs none any more. */
  CompletableFuture<Void> done() {
    return done;
  }

  boolean isPending() {
    return !done.isDone();
  }

  @Nullable Hook hook() {
    return hook;
  }

  void hook(Hook given) {
    hook = given;
  }

  @Nullable Exchange exchange() {
    return exchange;
  }

  void exchange(Exchange given) {
    exchange = given;
    if (!isPending()) {
      given.close();
    }
  }

  /**
   * Lets somebody else deal with a reply that holds no response, while it is still open what the
   * server speaks.
   */
  void detour(Predicate<Reply> given) {
    detour = given;
  }

  /** Returns whether the reply was dealt with elsewhere. */
  boolean detoured(Reply reply) {
    Predicate<Reply> now = detour;
    return now != null && now.test(reply);
  }

  /** Returns whether the client no longer wants the answer. */
  boolean isCancelled() {
    return cancelled;
  }

  void cancelled() {
    cancelled = true;
  }

  /** Returns whether the server may have acted, though its response will never come. */
  boolean isLost() {
    return lost;
  }

  void lost() {
    lost = true;
  }
}
