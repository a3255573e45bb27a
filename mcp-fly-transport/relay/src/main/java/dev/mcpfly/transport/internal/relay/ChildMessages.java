package dev.mcpfly.transport.internal.relay;

import dev.mcpfly.transport.internal.ChildExit;
import dev.mcpfly.transport.internal.ChildListener;
import dev.mcpfly.transport.internal.Envelope;
import dev.mcpfly.transport.internal.Ids;
import dev.mcpfly.transport.internal.Json;
import dev.mcpfly.transport.internal.MalformedMessageException;
import dev.mcpfly.transport.internal.Member;
import dev.mcpfly.transport.internal.OversizedLine;
import dev.mcpfly.transport.internal.Splice;
import dev.mcpfly.transport.internal.Survival;
import dev.mcpfly.transport.internal.events.ObservedCall;
import dev.mcpfly.transport.internal.events.Observer;
import dev.mcpfly.transport.internal.relay.Questions.Question;
import java.lang.System.Logger.Level;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Passes a child's messages to the clients that they belong to. Lines come from one thread. */
final class ChildMessages implements ChildListener {
  private static final int MAX_BATCH = 1_000;

  private final Link link;
  private final List<Peer> peers;
  private final CallTable calls;
  private final Questions questions;
  private final Subscriptions subscriptions;
  private final Ownership ownership;
  private final SharedRules rules;
  private final Log log;
  private final Metrics metrics;

  ChildMessages(
      Link link,
      List<Peer> peers,
      CallTable calls,
      Questions questions,
      Subscriptions subscriptions,
      Ownership ownership,
      SharedRules rules) {
    this.link = link;
    this.peers = peers;
    this.calls = calls;
    this.questions = questions;
    this.subscriptions = subscriptions;
    this.ownership = ownership;
    this.rules = rules;
    this.log = link.log();
    this.metrics = link.metrics();
  }

  @Override
  public void line(byte[] buf, int from, int to) {
    take(buf, from, to, false);
  }

  @Override
  public void given(byte[] line) {
    take(line, 0, line.length, true);
  }

  private void take(byte[] buf, int from, int to, boolean given) {
    Envelope message;
    try {
      message = Envelope.scanLine(buf, from, to);
      if (given) {
        message.own();
      }
    } catch (MalformedMessageException e) {
      unreadable(buf, from, to, e);
      return;
    }
    if (message.kind() != Envelope.Kind.BATCH) {
      said(message);
      return;
    }
    try {
      message.elementsOfLine(MAX_BATCH).forEach(this::said);
    } catch (MalformedMessageException e) {
      unreadable(buf, from, to, e);
    }
  }

  /** Skips a line, but fails the call that it answers, if its id can be read. */
  private void unreadable(byte[] buf, int from, int to, MalformedMessageException e) {
    metrics.badLines.increment();
    log.log(
        Level.WARNING,
        link.child().name()
            + " wrote a line that is not a JSON-RPC message; skipped: "
            + e.getMessage());
    failUndelivered(
        OversizedLine.idOf(buf, from, to), "The server's answer is not valid: " + e.getMessage());
  }

  private void said(Envelope message) {
    try {
      switch (message.kind()) {
        case RESPONSE -> answered(message);
        case NOTIFICATION -> notified(message);
        case REQUEST -> requested(message);
        default -> throw new IllegalStateException("A batch has no batches.");
      }
    } catch (RuntimeException e) {
      // The reader must live on: one message that cannot be delivered is not the child's end.
      log.log(Level.ERROR, "a message of " + link.child().name() + " was lost: " + e);
    } catch (OutOfMemoryError e) {
      metrics.badLines.increment();
      failUndelivered(
          message.kind() == Envelope.Kind.RESPONSE ? message.raw(Member.ID) : null,
          "The server's answer has "
              + message.length()
              + " bytes, more than this relay has memory for now.");
      Survival.report("A message of a server was lost.", e);
    }
  }

  private void answered(Envelope response) {
    String rawId = response.raw(Member.ID);
    Call call = rawId == null ? null : calls.answered(rawId);
    if (call == null) {
      if (rawId != null) {
        ownership.answered(rawId);
      }
      dropped(rawId);
      return;
    }
    link.answered();
    link.child().confirm(call.position);
    if (response.has(Member.RESULT_TASK) || "task".equals(response.text(Member.RESULT_TYPE))) {
      link.startedTask();
    }
    // A task goes on with its token when its call was answered.
    if (!response.has(Member.RESULT_TASK) || calls.hasManyTokens()) {
      calls.dropToken(call);
    }
    if (!link.isExclusive()) {
      rules.answered(call, response);
    }
    ObservedCall observed = call.observed;
    if (observed != null) {
      observed.answered(response);
    }
    Splice answer = restoring(response, call, Member.ID, Member.RESULT_SUBSCRIPTION_ID);
    link.guard().edit(call, response, answer);
    call.reply.response(answer.toBytes(), response);
  }

  private void dropped(@Nullable String rawId) {
    boolean late = rawId != null && calls.wasEnded(rawId);
    if (!late) {
      metrics.unroutable.increment();
    }
    log.log(
        late ? Level.DEBUG : Level.WARNING,
        link.child().name()
            + " answered "
            + (late ? "a call that is over" : "a call that is not in flight")
            + " (id "
            + (rawId == null ? "missing" : Ids.shown(rawId))
            + "); dropped");
  }

  /** Returns a message with the client's own id wherever the child wrote the one that it got. */
  private static byte[] restored(Envelope message, Call call, Member... places) {
    return restoring(message, call, places).toBytes();
  }

  private static Splice restoring(Envelope message, Call call, Member... places) {
    Splice splice = message.splice();
    for (Member place : places) {
      String raw = message.raw(place);
      if (raw != null
          && !raw.equals(call.rawId)
          && Ids.looseKey(raw).equals(Ids.looseKey(call.childId))) {
        splice.replace(message, place, call.rawId);
      }
    }
    return splice;
  }

  private void notified(Envelope notification) {
    if (peers.stream().anyMatch(Peer::listens)) {
      metrics.used();
    }
    String subscription = notification.raw(Member.META_SUBSCRIPTION_ID);
    if (subscription != null) {
      Call listen = calls.find(subscription);
      if (listen != null) {
        metrics.used();
        listen.reply.related(restored(notification, listen, Member.META_SUBSCRIPTION_ID));
      }
    } else if (notification.isMethod("notifications/resources/updated") && !link.isExclusive()) {
      byte[] message = notification.toBytes();
      subscriptions.of(notification).forEach(peer -> peer.unrelated(message));
    } else if (notification.isMethod("notifications/progress")) {
      progress(notification);
    } else if (!link.isExclusive() && notification.isMethod("notifications/tasks/status")) {
      Peer owner = rules.ownerOfTask(notification);
      if (owner != null && peers.contains(owner)) {
        owner.unrelated(notification.toBytes());
      } else {
        dropped();
      }
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
    Call call = rawToken == null ? null : calls.byToken(rawToken);
    if (call == null && !link.isExclusive()) {
      // Of a call that is over, or of none: a token is the proof.
      dropped();
      return;
    }
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
    if (!calls.contains(call) || !call.reply.related(message)) {
      call.peer.unrelated(message);
    }
  }

  private void childCancelled(Envelope notification) {
    String rawId = notification.raw(Member.REQUEST_ID);
    if (rawId == null) {
      return;
    }
    Call ended = calls.find(rawId);
    if (ended != null && !link.isExclusive()) {
      // A server ends a subscription this way.
      calls.remove(ended);
      ended.reply.cancelled();
      return;
    }
    Question question = questions.withdrawn(rawId);
    if (question != null) {
      question
          .peer()
          .unrelated(
              notification
                  .splice()
                  .replace(notification, Member.REQUEST_ID, question.key())
                  .toBytes());
    }
  }

  private void requested(Envelope request) {
    String rawId = String.valueOf(request.raw(Member.ID));
    Peer owner = owner();
    if (request.isMethod("ping")
        && (!link.isExclusive() || owner == null || (!owner.listens() && calls.isEmpty()))) {
      link.answerChild(Json.result(rawId, "{}"));
      return;
    }
    if (owner == null) {
      metrics.unroutable.increment();
      link.answerChild(
          Json.error(
              rawId,
              Link.INTERNAL_ERROR,
              "The relay cannot tell which client this request is for."));
      return;
    }
    if (!owner.takesRequest(String.valueOf(request.method()))) {
      link.answerChild(Json.error(rawId, -32601, "No client accepts this request."));
      return;
    }
    String key = Ids.isPlain(rawId) ? rawId : link.mint();
    String token = request.raw(Member.META_PROGRESS_TOKEN);
    Question question = new Question(owner, rawId, key, token == null ? null : Ids.key(token));
    if (!questions.add(question)) {
      link.answerChild(
          Json.error(rawId, Link.INTERNAL_ERROR, "Too many requests to clients are open."));
      return;
    }
    deliver(
        request,
        key.equals(rawId)
            ? request.toBytes()
            : request.splice().replace(request, Member.ID, key).toBytes());
  }

  /**
   * Returns the client that whatever the child says now belongs to, or null if that cannot be told.
   */
  private @Nullable Peer owner() {
    if (link.isExclusive()) {
      return peers.isEmpty() ? null : peers.get(0);
    }
    Peer owner = ownership.owner();
    return owner != null && peers.contains(owner) ? owner : null;
  }

  private void dropped() {
    metrics.unroutable.increment();
    log.log(
        Level.DEBUG, link.child().name() + " sent a message whose client cannot be told; dropped");
  }

  private void deliver(Envelope envelope, byte[] message) {
    Peer owner = owner();
    if (owner == null) {
      dropped();
      return;
    }
    if (!link.isExclusive() && !rules.wants(owner, envelope)) {
      return;
    }
    Call only = null;
    int count = 0;
    for (Call call : calls.inFlight()) {
      if (call.peer == owner && !call.initialize && call.reply.mayBeAbout(envelope)) {
        only = call;
        count++;
      }
    }
    // With one call in flight the message is most likely about it, and its stream is open.
    if (count != 1
        || (!link.isExclusive() && ownership.hasAbandoned())
        || only == null
        || !only.reply.related(message)) {
      owner.unrelated(message);
    }
  }

  @Override
  public void oversized(@Nullable String rawId, long length) {
    metrics.badLines.increment();
    log.log(
        Level.WARNING,
        link.child().name() + " wrote a message of " + length + " bytes, over the limit");
    failUndelivered(
        rawId, "The server's answer has " + length + " bytes, more than this relay's limit.");
  }

  /** Fails the call whose answer cannot be passed on. */
  private void failUndelivered(@Nullable String rawId, String why) {
    Call call = rawId == null ? null : calls.answered(rawId);
    if (call != null) {
      calls.dropToken(call);
      call.ended(Observer.Outcome.FAILED);
      call.reply.failed(Json.error(call.rawId, Link.INTERNAL_ERROR, why));
    }
  }

  @Override
  public void errorLine(String line) {
    log.stderr(link.child().name(), line);
  }

  @Override
  public void exited(ChildExit exit) {
    link.exited(exit);
  }
}
