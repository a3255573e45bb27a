package dev.mcpfly.transport.internal.relay;

import dev.mcpfly.transport.internal.Child;
import dev.mcpfly.transport.internal.ChildExit;
import dev.mcpfly.transport.internal.Envelope;
import dev.mcpfly.transport.internal.Ids;
import dev.mcpfly.transport.internal.Json;
import dev.mcpfly.transport.internal.Member;
import dev.mcpfly.transport.internal.Splice;
import dev.mcpfly.transport.internal.events.ObservedCall;
import dev.mcpfly.transport.internal.events.Observer;
import dev.mcpfly.transport.internal.policy.Rights;
import dev.mcpfly.transport.internal.relay.Questions.Question;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One child and the clients that it serves: gives every message of the child to the one client that
 * it belongs to.
 *
 * <p>An exclusive link has one client, and ids pass as they are unless a server could change them.
 * A shared link replaces ids and progress tokens, lets nothing pass that was not read, and gives a
 * message to the client that it provably belongs to, or drops it ({@link Ownership}).
 */
final class Link {
  /** JSON-RPC's internal error, which every revision allows for what a server cannot do. */
  static final int INTERNAL_ERROR = -32603;

  /** A client asks for its task again within minutes. */
  static final long TASK_NANOS = 300_000_000_000L;

  private final Log log;
  private final Metrics metrics;
  private final BiConsumer<Link, ChildExit> onExit;
  private final List<Peer> peers = new CopyOnWriteArrayList<>();
  private final CallTable calls;
  private final Questions questions = new Questions();
  private final Handshake handshake = new Handshake(this);
  private final Subscriptions subscriptions = new Subscriptions();
  private final Ownership ownership;
  private final SharedRules rules;
  private final ChildMessages messages;
  private final LinkGuard guard;
  private final AtomicLong minted = new AtomicLong();
  private final Object startLock = new Object();
  private volatile @Nullable Child child;
  private volatile boolean exclusive;
  private volatile boolean dead;
  private volatile boolean answered;
  private volatile boolean stopping;
  private volatile boolean kept;
  private volatile boolean tasks;
  private volatile long usedAt = System.nanoTime();

  Link(
      Log log,
      Metrics metrics,
      Quotas quotas,
      RelayGuard guard,
      BiConsumer<Link, ChildExit> onExit) {
    this.calls = new CallTable(quotas);
    this.guard = new LinkGuard(guard);
    this.ownership = new Ownership(calls);
    this.rules = new SharedRules(ownership, subscriptions, questions);
    this.log = log;
    this.onExit = onExit;
    this.metrics = metrics;
    this.messages =
        new ChildMessages(this, peers, calls, questions, subscriptions, ownership, rules);
  }

  Log log() {
    return log;
  }

  Metrics metrics() {
    return metrics;
  }

  void start(Child.Factory factory) throws IOException {
    start(factory, "");
  }

  /** Starts the child; {@code principal} is whose it alone is, or empty. */
  void start(Child.Factory factory, String principal) throws IOException {
    synchronized (startLock) {
      child = factory.start(messages, principal);
    }
    log.log(Level.INFO, child().name() + " started");
    guard.relay().observer().childStarted(child().name(), principal);
  }

  /** The rules at this child. */
  LinkGuard guard() {
    return guard;
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

  /** Whether new messages may be sent: the child neither ended nor was told to end. */
  boolean isUsable() {
    return !dead && !stopping;
  }

  void answered() {
    answered = true;
  }

  /** Whether the child ever answered anything: its command works. */
  boolean everAnswered() {
    return answered;
  }

  /** Whether a client of this principal is attached. */
  boolean serves(String principal) {
    return peers.stream().anyMatch(peer -> peer.principal().equals(principal));
  }

  int load() {
    return peers.size();
  }

  boolean busy() {
    return calls.inFlight().stream().anyMatch(call -> !call.reply.lasts());
  }

  /** Whether a call of this client is in flight. */
  boolean busy(Peer peer) {
    return calls.inFlight().stream().anyMatch(call -> call.peer == peer && !call.reply.lasts());
  }

  /** Says, before the first client comes, whether it stays the only one. */
  void exclusive(boolean alone) {
    exclusive = alone;
  }

  boolean isExclusive() {
    return exclusive;
  }

  void attach(Peer peer) {
    touch();
    peers.add(peer);
  }

  /** Forgets a client; its calls are cancelled at the child if others still use it. */
  void detach(Peer peer) {
    peers.remove(peer);
    rules.forget(peer);
    touch();
    for (Call call : calls.inFlight()) {
      if (call.peer == peer && calls.remove(call)) {
        if (!exclusive && !dead) {
          ownership.abandoned(call);
          sendCancel(call, "The client is gone.");
        }
        call.reply.failed(
            Json.error(call.rawId, INTERNAL_ERROR, "The session ended before the answer came."));
      }
    }
    for (Question question : questions.forget(peer)) {
      if (!exclusive && !dead) {
        answerChild(Json.error(question.rawId(), INTERNAL_ERROR, "The client is gone."));
      }
    }
    calls.forgetTokens(peer);
  }

  void stop() {
    stopping = true;
    child().stop();
  }

  /** A client is about to be attached. */
  void touch() {
    usedAt = System.nanoTime();
  }

  /** Says that the child is not to be taken away from its clients. */
  void keep() {
    kept = true;
  }

  /** Whether the child has ever begun a task, which its client comes back for. */
  boolean hasTasks() {
    return tasks && isUsable();
  }

  /**
   * Returns how long no client has had a call or a stream here, or a negative number if one has, or
   * if the child is not to be taken away.
   */
  long idleNanos(long now) {
    if (kept || !isUsable() || (peers.isEmpty() && exclusive)) {
      return -1;
    }
    long least = now - usedAt;
    for (Peer peer : peers) {
      long idle = peer.idleNanos(now);
      if (idle < 0) {
        return -1;
      }
      least = Math.min(least, idle);
    }
    return tasks && least < TASK_NANOS ? -1 : least;
  }

  /** The child works on something whose client comes back for it with another request. */
  void startedTask() {
    tasks = true;
  }

  /** Tells all clients that the child is needed for another one. */
  void evict() {
    stopping = true;
    peers.forEach(Peer::evicted);
  }

  // ---- client to child ----

  /** What became of a message for the child. */
  enum Sent {
    YES,
    /** The child is gone. */
    DEAD,
    /** The child does not read what waits for it. */
    FULL,
    /** The principal has as many calls in flight as it may. */
    TOO_MANY,
    /** The caller has reached a limit of its own. */
    LIMITED,
    /** An id is used that a call in flight has. */
    DUPLICATE
  }

  /** Sends a request that the relay makes for a client. */
  Sent request(Peer peer, Envelope request, Reply reply) {
    return request(peer, null, request, reply);
  }

  /** Sends a request of a client with these rights. */
  Sent request(Peer peer, @Nullable Rights rights, Envelope request, Reply reply) {
    if (!exclusive && request.isMethod("initialize")) {
      return handshake.initialize(peer, request, reply);
    }
    return call(peer, peer.principal(), rights, request, reply);
  }

  /**
   * Sends a request that is no handshake.
   *
   * @param principal who calls, or null for the relay itself
   * @param rights what the caller may do, or null for the relay itself
   */
  Sent call(
      Peer peer, @Nullable String principal, @Nullable Rights rights, Envelope given, Reply reply) {
    if (rights != null && !guard.relay().takesCall(rights, given)) {
      guard.refused(Observer.Reason.LIMIT, rights, given, peer);
      return Sent.LIMITED;
    }
    NamedRequest named = rights == null ? null : guard.named(given);
    if (rights != null) {
      byte[] refusal = guard.refusal(rights, given, named, reply instanceof ModernReply);
      if (refusal != null) {
        guard.refused(Observer.Reason.RULE, rights, given, peer);
        reply.failed(refusal);
        return Sent.YES;
      }
    }
    Envelope request = rights == null ? given : guard.narrowed(rights, given);
    if (!exclusive && principal != null) {
      byte[] own = rules.answer(peer, principal, request);
      if (own != null) {
        reply.response(own, request);
        return Sent.YES;
      }
      ownership.used(peer, principal);
    }
    String rawId = String.valueOf(request.raw(Member.ID));
    String rawToken = request.raw(Member.META_PROGRESS_TOKEN);
    String childId = exclusive && Ids.isPlain(rawId) && !calls.isConfusable(rawId) ? rawId : mint();
    String childToken =
        rawToken == null || (exclusive && isToken(rawToken) && Ids.isPlain(rawToken))
            ? rawToken
            : mint();
    Call call = new Call(peer, principal, reply, rawId, childId, rawToken, childToken);
    call.initialize = request.isMethod("initialize");
    if (rights != null) {
      call.rights = rights;
      call.named = named;
      call.list = guard.list(request);
      call.cursor = call.list == null ? null : request.raw(Member.CURSOR);
      call.discovers = request.isMethod("server/discover");
      if (!calls.countLimited(call)) {
        guard.refused(Observer.Reason.LIMIT, rights, request, peer);
        return Sent.LIMITED;
      }
    }
    if (!calls.count(call)) {
      return Sent.TOO_MANY;
    }
    // Before it is found by its answer, which can come at once.
    Observer observer = guard.relay().observer();
    if (principal != null && observer != Observer.NONE) {
      call.observed = ObservedCall.begin(observer, request, principal, peer.label());
    }
    if (!calls.add(call)) {
      call.ended(Observer.Outcome.FAILED);
      return Sent.DUPLICATE;
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
      call.ended(Observer.Outcome.FAILED);
      calls.remove(call);
      return refused();
    }
    call.position = position;
    if (dead && calls.remove(call)) {
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

  /** A unique id or token. */
  String mint() {
    return "\"fly-" + minted.incrementAndGet() + "\"";
  }

  /** A notification other than a cancellation. */
  Sent notification(Peer peer, @Nullable String principal, Envelope notification) {
    if (principal != null && isDisguised(peer, principal, notification)) {
      return Sent.YES;
    }
    if (!exclusive && principal != null) {
      if (notification.isMethod("notifications/initialized")) {
        // The handshake is everybody's, whoever was the first.
        if (!handshake.firstInitialized()) {
          return Sent.YES;
        }
      } else if (rules.passes(peer, notification)) {
        ownership.used(peer, principal);
      } else {
        return Sent.YES;
      }
    }
    return child().send(notification.splice().toLine()) < 0 ? refused() : Sent.YES;
  }

  /** Whether a message must be dropped that could be a call in disguise; tells of it. */
  private boolean isDisguised(Peer peer, String principal, Envelope message) {
    boolean disguised = guard.isDisguised(message);
    if (disguised) {
      Rights rights = guard.relay().policy().rights(principal, null);
      guard.refused(Observer.Reason.RULE, rights, message, peer);
    }
    return disguised;
  }

  /** A client's cancellation; one of a call that is unknown or answered is taken and forgotten. */
  Sent cancel(Peer peer, Envelope cancelled) {
    String rawId = cancelled.raw(Member.REQUEST_ID);
    if (rawId == null || isDisguised(peer, peer.principal(), cancelled)) {
      return Sent.YES;
    }
    String key = Ids.looseKey(rawId);
    for (Call call : calls.inFlight()) {
      if (call.peer == peer && Ids.looseKey(call.rawId).equals(key)) {
        // The handshake is the one thing that must not be cancelled.
        if (!call.initialize && calls.remove(call)) {
          ownership.abandoned(call);
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
    if (calls.remove(call)) {
      ownership.abandoned(call);
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

  /** A client's answer to a request of the child; unrequested answers are dropped. */
  Sent response(Peer peer, Envelope response) {
    String rawId = response.raw(Member.ID);
    Question question = questions.answered(peer, rawId == null ? "null" : rawId);
    if (question == null) {
      log.log(Level.DEBUG, "a client answered a request that it was not asked; dropped");
      return Sent.YES;
    }
    if (isDisguised(peer, peer.principal(), response)) {
      answerChild(
          Json.error(question.rawId(), INTERNAL_ERROR, "The client's answer is not clear."));
      return Sent.YES;
    }
    byte[] line = response.splice().replace(response, Member.ID, question.rawId()).toLine();
    return child().send(line) < 0 ? refused() : Sent.YES;
  }

  /** The child is gone; its last line was heard. */
  void exited(ChildExit exit) {
    dead = true;
    log.log(
        Level.INFO,
        child().name() + " exited with code " + exit.code() + ", calls in flight: " + calls.size());
    guard.relay().observer().childExited(child().name(), exit.code(), exit.uptime().toNanos());
    failAll("The server behind this relay ended with exit code " + exit.code() + ".");
    Collection<Peer> left = new ArrayList<>(peers);
    peers.clear();
    left.forEach(peer -> peer.linkDied(exit));
    onExit.accept(this, exit);
  }

  /** The call of a client that the child knows by this id, or null. */
  @Nullable Call find(Reply reply) {
    for (Call call : calls.inFlight()) {
      if (call.reply == reply) {
        return call;
      }
    }
    return null;
  }

  /** Answers a request of the child; {@code key} is the id that the client saw. */
  void answer(Peer peer, String key, String rawResult) {
    Question question = questions.answered(peer, key);
    if (question != null) {
      answerChild(Json.result(question.rawId(), rawResult));
    }
  }

  /** Refuses a request of the child. */
  void refuse(Peer peer, String key, String why) {
    Question question = questions.answered(peer, key);
    if (question != null) {
      answerChild(Json.error(question.rawId(), INTERNAL_ERROR, why));
    }
  }

  /** Fails every call in flight. */
  void failAll(String reason) {
    for (Call call : calls.snapshot()) {
      call.ended(Observer.Outcome.FAILED);
      if (calls.remove(call)) {
        call.reply.failed(Json.error(call.rawId, INTERNAL_ERROR, reason));
      }
    }
  }

  /** Sends the relay's own answer to a request of the child. */
  void answerChild(byte[] message) {
    byte[] line = Arrays.copyOf(message, message.length + 1);
    line[message.length] = '\n';
    child().send(line);
  }
}
