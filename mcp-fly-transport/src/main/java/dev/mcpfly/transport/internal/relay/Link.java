package dev.mcpfly.transport.internal.relay;

import dev.mcpfly.transport.internal.Child;
import dev.mcpfly.transport.internal.ChildExit;
import dev.mcpfly.transport.internal.ChildListener;
import dev.mcpfly.transport.internal.Envelope;
import dev.mcpfly.transport.internal.Json;
import dev.mcpfly.transport.internal.MalformedMessageException;
import dev.mcpfly.transport.internal.Member;
import dev.mcpfly.transport.internal.Splice;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One child and the clients that it serves: gives every message of the child to the one client that
 * it belongs to.
 *
 * <p>An exclusive link has one client, and ids pass as they are unless a server could change them.
 * A shared link replaces ids and progress tokens; a message whose owner cannot be told goes to
 * nobody, because it could be another's.
 */
final class Link implements ChildListener {
  /** JSON-RPC's internal error, which every revision allows for what a server cannot do. */
  static final int INTERNAL_ERROR = -32603;

  private static final int MAX_KEPT_TOKENS = 1000;

  private final Log log;
  private final Metrics metrics;
  private final BiConsumer<Link, ChildExit> onExit;
  private final List<Peer> peers = new CopyOnWriteArrayList<>();
  private final Map<String, Call> calls = new ConcurrentHashMap<>();
  private final Map<String, Call> tokens = new ConcurrentHashMap<>();
  private final Map<String, Asked> asked = new ConcurrentHashMap<>();
  private final Handshake handshake = new Handshake(this);
  private final Subscriptions subscriptions = new Subscriptions();
  private final AtomicLong minted = new AtomicLong();
  private final Object startLock = new Object();
  private volatile @Nullable Child child;
  private volatile boolean exclusive;
  private volatile boolean dead;
  private volatile boolean answered;

  /** A request of the child that a client has not answered yet. */
  private record Asked(Peer peer, String rawId) {}

  Link(Log log, Metrics metrics, BiConsumer<Link, ChildExit> onExit) {
    this.log = log;
    this.metrics = metrics;
    this.onExit = onExit;
  }

  void start(Child.Factory factory) throws IOException {
    synchronized (startLock) {
      child = factory.start(this);
    }
    log.log(Level.INFO, child().name() + " started");
  }

  Child child() {
    Child started = child;
    if (started == null) {
      // Its first line can come before start() has returned.
      synchronized (startLock) {
        started = child;
      }
    }
    if (started == null) {
      throw new IllegalStateException("The child was not started.");
    }
    return started;
  }

  boolean isDead() {
    return dead;
  }

  /** Whether the child ever answered anything: its command works. */
  boolean everAnswered() {
    return answered;
  }

  int load() {
    return peers.size();
  }

  boolean busy() {
    return calls.values().stream().anyMatch(call -> !call.reply.lasts());
  }

  /** Says, before the first client comes, whether it stays the only one. */
  void exclusive(boolean alone) {
    exclusive = alone;
  }

  boolean isExclusive() {
    return exclusive;
  }

  void attach(Peer peer) {
    peers.add(peer);
  }

  /** Forgets a client; its calls are cancelled at the child if others still use it. */
  void detach(Peer peer) {
    peers.remove(peer);
    subscriptions.forget(peer);
    for (Call call : calls.values()) {
      if (call.peer == peer) {
        drop(call);
        if (!exclusive && !dead) {
          sendCancel(call, "The client is gone.");
        }
        call.reply.failed(
            Json.error(call.rawId, INTERNAL_ERROR, "The session ended before the answer came."));
      }
    }
    asked.values().removeIf(request -> request.peer == peer);
    tokens.values().removeIf(call -> call.peer == peer);
  }

  void stop() {
    child().stop();
  }

  // ---- client to child ----

  /** What became of a message for the child. */
  enum Sent {
    YES,
    /** The child is gone. */
    DEAD,
    /** The child does not read what waits for it. */
    FULL,
    /** An id is used that a call in flight has. */
    DUPLICATE
  }

  Sent request(Peer peer, Envelope request, Reply reply) {
    if (!exclusive && request.isMethod("initialize")) {
      return handshake.initialize(peer, request, reply);
    }
    if (!exclusive && subscriptions.answers(peer, request)) {
      reply.response(Json.result(String.valueOf(request.raw(Member.ID)), "{}"), request);
      return Sent.YES;
    }
    return call(peer, request, reply);
  }

  /** Sends a request as it is. */
  Sent call(Peer peer, Envelope request, Reply reply) {
    String rawId = String.valueOf(request.raw(Member.ID));
    String rawToken = request.raw(Member.META_PROGRESS_TOKEN);
    String childId = exclusive && Ids.isPlain(rawId) ? rawId : mint();
    String childToken =
        rawToken == null || (exclusive && isToken(rawToken) && Ids.isPlain(rawToken))
            ? rawToken
            : mint();
    Call call =
        new Call(peer, reply, rawId, childId, rawToken, childToken, request.isMethod("initialize"));
    if (calls.putIfAbsent(childId, call) != null) {
      return Sent.DUPLICATE;
    }
    if (childToken != null) {
      tokens.put(childToken, call);
    }
    Splice line = request.splice();
    if (!childId.equals(rawId)) {
      line.replace(request, Member.ID, childId);
    }
    if (childToken != null && !childToken.equals(rawToken)) {
      line.replace(request, Member.META_PROGRESS_TOKEN, childToken);
    }
    long position = dead ? -1 : child().send(line.toLine());
    if (position < 0) {
      drop(call);
      return refused();
    }
    call.position = position;
    if (dead && calls.remove(childId, call)) {
      return Sent.DEAD;
    }
    return Sent.YES;
  }

  private static boolean isToken(String raw) {
    return raw.charAt(0) == '"' || raw.charAt(0) == '-' || Character.isDigit(raw.charAt(0));
  }

  private Sent refused() {
    return dead || !child().isAlive() ? Sent.DEAD : Sent.FULL;
  }

  private String mint() {
    return exclusive ? "\"fly-" + minted.incrementAndGet() + "\"" : "" + minted.incrementAndGet();
  }

  /** A notification other than a cancellation. */
  Sent notification(Envelope notification) {
    if (!exclusive
        && notification.isMethod("notifications/initialized")
        && !handshake.firstInitialized()) {
      return Sent.YES;
    }
    return child().send(notification.splice().toLine()) < 0 ? refused() : Sent.YES;
  }

  /** A client's cancellation; one of a call that is unknown or answered is taken and forgotten. */
  Sent cancel(Peer peer, Envelope cancelled) {
    String rawId = cancelled.raw(Member.REQUEST_ID);
    if (rawId == null) {
      return Sent.YES;
    }
    String key = Ids.key(rawId);
    for (Call call : calls.values()) {
      if (call.peer == peer && Ids.key(call.rawId).equals(key)) {
        // The handshake is the one thing that must not be cancelled.
        if (!call.initialize && calls.remove(call.childId, call)) {
          dropToken(call);
          long sent =
              child()
                  .send(
                      cancelled
                          .splice()
                          .replace(cancelled, Member.REQUEST_ID, call.childId)
                          .toLine());
          call.reply.cancelled();
          return sent < 0 ? refused() : Sent.YES;
        }
        return Sent.YES;
      }
    }
    return Sent.YES;
  }

  /** Cancels a call whose client is gone. */
  void cancel(Call call) {
    if (calls.remove(call.childId, call)) {
      dropToken(call);
      sendCancel(call, "The client is gone.");
    }
  }

  private void sendCancel(Call call, String reason) {
    child()
        .send(
            ("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":"
                    + call.childId
                    + ",\"reason\":"
                    + Json.quote(reason)
                    + "}}\n")
                .getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  /** A client's answer to a request of the child; answers that nobody asked for are dropped. */
  Sent response(Peer peer, Envelope response) {
    String rawId = response.raw(Member.ID);
    String key = rawId == null ? "" : Ids.key(rawId);
    Asked request = asked.get(key);
    if (request == null || request.peer != peer) {
      log.log(Level.DEBUG, "a client answered a request that it was not asked; dropped");
      return Sent.YES;
    }
    asked.remove(key);
    byte[] line = response.splice().replace(response, Member.ID, request.rawId).toLine();
    return child().send(line) < 0 ? refused() : Sent.YES;
  }

  // ---- child to client ----

  @Override
  public void line(byte[] buf, int from, int to) {
    Envelope message;
    try {
      message = Envelope.scanLine(buf, from, to);
    } catch (MalformedMessageException e) {
      metrics.badLines.increment();
      log.log(
          Level.WARNING,
          child().name() + " wrote a line that is no message, skipped: " + e.getMessage());
      return;
    }
    try {
      switch (message.kind()) {
        case RESPONSE -> answered(message);
        case NOTIFICATION -> notified(message);
        case REQUEST -> requested(message);
        case BATCH -> log.log(Level.WARNING, child().name() + " wrote a batch, skipped");
      }
    } catch (RuntimeException e) {
      // The reader must live on: one message that cannot be delivered is not the child's end.
      log.log(Level.ERROR, "a message of " + child().name() + " was lost: " + e);
    }
  }

  private void answered(Envelope response) {
    String rawId = response.raw(Member.ID);
    Call call = rawId == null ? null : calls.remove(Ids.key(rawId));
    if (call == null) {
      log.log(Level.DEBUG, child().name() + " answered a call that is over; dropped");
      return;
    }
    answered = true;
    child().confirm(call.position);
    if (!response.has(Member.RESULT_TASK) || tokens.size() > MAX_KEPT_TOKENS) {
      dropToken(call);
    }
    call.reply.response(
        restored(response, call, Member.ID, Member.RESULT_SUBSCRIPTION_ID), response);
  }

  /** A message with the client's own id wherever the child wrote the one that it got. */
  private static byte[] restored(Envelope message, Call call, Member... places) {
    if (call.childId.equals(call.rawId)) {
      return message.toBytes();
    }
    Splice splice = message.splice();
    for (Member place : places) {
      String raw = message.raw(place);
      if (raw != null && Ids.key(raw).equals(call.childId)) {
        splice.replace(message, place, call.rawId);
      }
    }
    return splice.toBytes();
  }

  private void notified(Envelope notification) {
    String subscription = notification.raw(Member.META_SUBSCRIPTION_ID);
    if (subscription != null) {
      Call listen = calls.get(Ids.key(subscription));
      if (listen != null) {
        listen.reply.related(restored(notification, listen, Member.META_SUBSCRIPTION_ID));
      }
    } else if (notification.isMethod("notifications/resources/updated") && !exclusive) {
      byte[] message = notification.toBytes();
      subscriptions.of(notification).forEach(peer -> peer.unrelated(message));
    } else if (notification.isMethod("notifications/progress")) {
      progress(notification);
    } else if (notification.isMethod("notifications/cancelled")) {
      childCancelled(notification);
    } else if (isForAll(notification)) {
      byte[] message = notification.toBytes();
      peers.forEach(peer -> peer.unrelated(message));
    } else {
      deliver(notification, notification.toBytes());
    }
  }

  private static boolean isForAll(Envelope notification) {
    return notification.isMethod("notifications/tools/list_changed")
        || notification.isMethod("notifications/prompts/list_changed")
        || notification.isMethod("notifications/resources/list_changed");
  }

  private void progress(Envelope notification) {
    String rawToken = notification.raw(Member.PROGRESS);
    Call call = rawToken == null ? null : tokens.get(Ids.key(rawToken));
    if (call == null) {
      deliver(notification, notification.toBytes());
      return;
    }
    String own = call.rawToken;
    byte[] message =
        own == null
            ? notification.toBytes()
            : notification.splice().replace(notification, Member.PROGRESS, own).toBytes();
    // A task's progress goes on after its call was answered.
    if (!calls.containsKey(call.childId) || !call.reply.related(message)) {
      call.peer.unrelated(message);
    }
  }

  private void childCancelled(Envelope notification) {
    String rawId = notification.raw(Member.REQUEST_ID);
    if (rawId == null) {
      return;
    }
    Call ended = calls.get(Ids.key(rawId));
    if (ended != null && !exclusive) {
      // A server ends a subscription this way.
      drop(ended);
      ended.reply.cancelled();
      return;
    }
    for (Map.Entry<String, Asked> entry : asked.entrySet()) {
      if (Ids.key(entry.getValue().rawId).equals(Ids.key(rawId))) {
        asked.remove(entry.getKey());
        entry
            .getValue()
            .peer
            .unrelated(
                notification
                    .splice()
                    .replace(notification, Member.REQUEST_ID, entry.getKey())
                    .toBytes());
        return;
      }
    }
  }

  private void requested(Envelope request) {
    String rawId = String.valueOf(request.raw(Member.ID));
    Peer owner = owner();
    if (request.isMethod("ping") && (owner == null || (!owner.listens() && calls.isEmpty()))) {
      answerChild(Json.result(rawId, "{}"));
      return;
    }
    if (owner == null) {
      metrics.unroutable.increment();
      answerChild(
          Json.error(
              rawId, INTERNAL_ERROR, "The relay cannot tell which client this request is for."));
      return;
    }
    if (!owner.takesRequest(String.valueOf(request.method()))) {
      answerChild(Json.error(rawId, -32601, "No client takes this request."));
      return;
    }
    String key = Ids.isPlain(rawId) ? rawId : mint();
    asked.put(key, new Asked(owner, rawId));
    deliver(
        request,
        key.equals(rawId)
            ? request.toBytes()
            : request.splice().replace(request, Member.ID, key).toBytes());
  }

  private void answerChild(byte[] message) {
    byte[] line = java.util.Arrays.copyOf(message, message.length + 1);
    line[message.length] = '\n';
    child().send(line);
  }

  /** The client that whatever the child says now belongs to, or null if that cannot be told. */
  private @Nullable Peer owner() {
    if (peers.size() == 1) {
      return peers.get(0);
    }
    Peer owner = null;
    for (Call call : calls.values()) {
      if (owner != null && call.peer != owner) {
        return null;
      }
      owner = call.peer;
    }
    return owner;
  }

  private void deliver(Envelope envelope, byte[] message) {
    Peer owner = owner();
    if (owner == null) {
      metrics.unroutable.increment();
      log.log(Level.DEBUG, child().name() + " sent a message whose client cannot be told; dropped");
      return;
    }
    Call only = null;
    int count = 0;
    for (Call call : calls.values()) {
      if (call.peer == owner && !call.initialize && call.reply.mayBeAbout(envelope)) {
        only = call;
        count++;
      }
    }
    // With one call in flight the message is most likely about it, and its stream is open.
    if (count != 1 || only == null || !only.reply.related(message)) {
      owner.unrelated(message);
    }
  }

  @Override
  public void oversized(@Nullable String rawId, long length) {
    metrics.badLines.increment();
    log.log(
        Level.WARNING, child().name() + " wrote a message of " + length + " bytes, over the limit");
    Call call = rawId == null ? null : calls.remove(Ids.key(rawId));
    if (call != null) {
      dropToken(call);
      call.reply.failed(
          Json.error(
              call.rawId,
              INTERNAL_ERROR,
              "The server's answer has " + length + " bytes, more than this relay's limit."));
    }
  }

  @Override
  public void errorLine(String line) {
    log.stderr(child().name(), line);
  }

  @Override
  public void exited(ChildExit exit) {
    dead = true;
    log.log(
        Level.INFO,
        child().name() + " exited with code " + exit.code() + ", calls in flight: " + calls.size());
    failAll("The server behind this relay ended with exit code " + exit.code() + ".");
    Collection<Peer> left = new ArrayList<>(peers);
    peers.clear();
    left.forEach(peer -> peer.linkDied(exit));
    onExit.accept(this, exit);
  }

  /** The call of a client that the child knows by this id, or null. */
  @Nullable Call find(Reply reply) {
    for (Call call : calls.values()) {
      if (call.reply == reply) {
        return call;
      }
    }
    return null;
  }

  /** Answers a request of the child; {@code key} is the id that the client saw. */
  void answer(Peer peer, String key, String rawResult) {
    Asked request = asked.get(key);
    if (request != null && request.peer == peer && asked.remove(key, request)) {
      answerChild(Json.result(request.rawId, rawResult));
    }
  }

  /** Refuses a request of the child. */
  void refuse(Peer peer, String key, String why) {
    Asked request = asked.get(key);
    if (request != null && request.peer == peer && asked.remove(key, request)) {
      answerChild(Json.error(request.rawId, INTERNAL_ERROR, why));
    }
  }

  /** Fails every call in flight. */
  void failAll(String reason) {
    Set<Call> open = new HashSet<>(calls.values());
    for (Call call : open) {
      if (calls.remove(call.childId, call)) {
        dropToken(call);
        call.reply.failed(Json.error(call.rawId, INTERNAL_ERROR, reason));
      }
    }
  }

  private void drop(Call call) {
    calls.remove(call.childId, call);
    dropToken(call);
  }

  private void dropToken(Call call) {
    if (call.childToken != null) {
      tokens.remove(call.childToken, call);
    }
  }
}
