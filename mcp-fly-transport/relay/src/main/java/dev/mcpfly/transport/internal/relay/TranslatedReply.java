package dev.mcpfly.transport.internal.relay;

import dev.mcpfly.transport.internal.Envelope;
import dev.mcpfly.transport.internal.Envelope.Kind;
import dev.mcpfly.transport.internal.Ids;
import dev.mcpfly.transport.internal.JsonMembers;
import dev.mcpfly.transport.internal.Member;
import dev.mcpfly.transport.internal.http.Exchange;
import java.util.ArrayDeque;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The answer of a child with sessions to a stateless request. */
final class TranslatedReply extends ModernReply {
  private final Link link;
  private final Peer peer;
  private final ParkedCalls parked;
  private final String method;
  private final @Nullable String name;
  private final Map<String, String> capabilities;
  private final int level;
  private final long startedAt = System.nanoTime();
  private final ArrayDeque<Envelope> asked = new ArrayDeque<>();
  private boolean waiting;
  private volatile boolean over;

  TranslatedReply(Exchange exchange, Envelope request, Link link, Peer peer, ParkedCalls parked) {
    super(exchange, request);
    this.link = link;
    this.peer = peer;
    this.parked = parked;
    this.method = String.valueOf(request.method());
    this.name = target(request);
    this.capabilities = JsonMembers.of(request.raw(Member.META_CLIENT_CAPABILITIES));
    String wanted = request.text(Member.META_LOG_LEVEL);
    this.level = wanted == null ? Integer.MAX_VALUE : Math.max(0, LogLevel.weight(wanted));
  }

  private static @Nullable String target(Envelope request) {
    String named = request.text(Member.NAME);
    return named == null ? request.text(Member.URI) : named;
  }

  /** Returns whether a request asks for the same as the one that this answers. */
  boolean fits(Envelope request) {
    String other = target(request);
    return method.equals(request.method()) && (name == null ? other == null : name.equals(other));
  }

  long startedAt() {
    return startedAt;
  }

  boolean open() {
    return !over;
  }

  @Override
  public synchronized boolean related(byte[] bytes) {
    Envelope message = Modern.parse(bytes);
    if (message.kind() == Kind.REQUEST) {
      if (over) {
        return false;
      }
      asked.add(message);
      if (!waiting) {
        ask();
      }
      return true;
    }
    if (message.isMethod("notifications/message") && LogLevel.of(message) < level) {
      return true;
    }
    return super.related(bytes);
  }

  /** Ends this round with the child's next question. */
  private void ask() {
    Envelope question = asked.peek();
    Call call = link.find(this);
    while (question != null && call != null) {
      String needed = TranslatedServer.ASKS.get(String.valueOf(question.method()));
      String key = Ids.key(String.valueOf(question.raw(Member.ID)));
      if (needed != null && capabilities.containsKey(needed)) {
        waiting = true;
        end(parked.park(this, call, key, question), 200);
        return;
      }
      asked.remove();
      link.refuse(peer, key, "The client of this call does not support that.");
      question = asked.peek();
    }
  }

  /** Goes on with the client's answer to the question. */
  synchronized void answered(Exchange exchange, String key, String rawResult) {
    moveTo(exchange);
    waiting = false;
    asked.remove();
    link.answer(peer, key, rawResult);
    if (!asked.isEmpty()) {
      ask();
    }
  }

  /** Asks the same again, on the exchange of a request that did not answer. */
  synchronized void askAgain(Exchange exchange) {
    moveTo(exchange);
    ask();
  }

  @Override
  public void response(byte[] message, Envelope envelope) {
    over = true;
    super.response(TranslatedServer.decorated(message, method), envelope);
  }

  @Override
  public void failed(byte[] message) {
    over = true;
    super.failed(message);
  }

  @Override
  public synchronized void cancelled() {
    over = true;
    super.cancelled();
  }
}
