package dev.mcpfly.transport.internal.relay;

import dev.mcpfly.transport.internal.Envelope;
import dev.mcpfly.transport.internal.Json;
import dev.mcpfly.transport.internal.JsonMembers;
import dev.mcpfly.transport.internal.Member;
import dev.mcpfly.transport.internal.RandomIds;
import dev.mcpfly.transport.internal.http.Exchange;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Calls that wait at the child until the client has brought the input that the child asked for.
 *
 * <p>The state that the client carries is a random name of the parked call, good once, for the same
 * method and target, and only at the child of the same principal: there is nothing in it to forge.
 */
final class ParkedCalls {
  private static final long LIFETIME_NANOS = 300_000_000_000L;

  /** The one question of a round. */
  private static final String KEY = "input";

  private final Map<String, Parked> parked = new ConcurrentHashMap<>();
  private final @Nullable StickyIds sticky;
  private final String principal;

  /**
   * Makes an empty place.
   *
   * @param sticky marks the states; null if there is but one Machine
   * @param principal whose calls they are
   */
  ParkedCalls(@Nullable StickyIds sticky, String principal) {
    this.sticky = sticky;
    this.principal = principal;
  }

  private record Parked(TranslatedReply reply, Call call, String askedKey, long since) {}

  /** Parks a call; returns the result that asks the client. */
  byte[] park(TranslatedReply reply, Call call, String askedKey, Envelope question) {
    String state = RandomIds.next();
    parked.put(state, new Parked(reply, call, askedKey, System.nanoTime()));
    String params = question.raw(Member.PARAMS);
    String rawState = Json.quote(state);
    StickyIds ids = sticky;
    return Json.result(
        call.rawId,
        "{\"resultType\":\"input_required\",\"inputRequests\":{\""
            + KEY
            + "\":{\"method\":"
            + question.raw(Member.METHOD)
            + (params == null ? "" : ",\"params\":" + params)
            + "}},\"requestState\":"
            + (ids == null ? rawState : ids.state(rawState, principal))
            + "}");
  }

  boolean holdsAny() {
    return !parked.isEmpty();
  }

  boolean holds(ModernReply reply) {
    return parked.values().stream().anyMatch(each -> each.reply == reply);
  }

  /** Goes on with the call that a request names by its state. */
  void resume(Link link, Peer peer, Exchange exchange, Envelope message) {
    String rawId = String.valueOf(message.raw(Member.ID));
    String state = message.text(Member.REQUEST_STATE);
    Parked found = state == null ? null : parked.get(state);
    if (found == null
        || !found.reply.fits(message)
        || !parked.remove(state, found)
        || link.find(found.reply) == null) {
      Answers.error(
          exchange,
          400,
          rawId,
          Modern.INVALID_PARAMS,
          "The requestState is invalid or has expired; send the request without it.");
      return;
    }
    found.call.rawId = rawId;
    if (message.has(Member.META_PROGRESS_TOKEN)) {
      found.call.rawToken = message.raw(Member.META_PROGRESS_TOKEN);
    }
    exchange.onDisconnect(
        () -> {
          Call call = link.find(found.reply);
          if (call != null) {
            link.cancel(call);
          }
          found.reply.cancelled();
        });
    String answer = JsonMembers.of(message.raw(Member.INPUT_RESPONSES)).get(KEY);
    if (answer == null) {
      found.reply.askAgain(exchange);
    } else {
      found.reply.answered(exchange, found.askedKey, answer);
    }
  }

  /** Ends the calls whose clients did not come back. */
  void tick(long now, Link link, Peer peer) {
    parked.forEach(
        (state, each) -> {
          if (now - each.since > LIFETIME_NANOS && parked.remove(state, each)) {
            link.refuse(peer, each.askedKey, "The client did not provide the input in time.");
            link.cancel(each.call);
            each.reply.cancelled();
          }
        });
  }
}
