package dev.mcpfly.transport.internal.relay;

import dev.mcpfly.transport.auth.ScopeRules;
import dev.mcpfly.transport.internal.Envelope;
import dev.mcpfly.transport.internal.MalformedMessageException;
import dev.mcpfly.transport.internal.Member;
import dev.mcpfly.transport.internal.auth.Caller;
import dev.mcpfly.transport.internal.auth.Gate;
import dev.mcpfly.transport.internal.events.Observer;
import dev.mcpfly.transport.internal.http.Exchange;
import dev.mcpfly.transport.internal.http.ForwardingExchange;
import dev.mcpfly.transport.internal.policy.Policy;
import dev.mcpfly.transport.internal.policy.Rights;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * An exchange with a caller whose credentials are limited: messages for which the caller's scopes
 * do not suffice are refused before they go anywhere, and streams that only listen end with the
 * credentials.
 */
final class AdmittedExchange extends ForwardingExchange {
  private final Caller caller;
  private final ScopeRules rules;
  private final Gate gate;
  private final Expiries expiries;
  private final Rights rights;
  private final Observer observer;

  AdmittedExchange(
      Exchange exchange, Caller caller, RelaySettings settings, Gate gate, Expiries expiries) {
    super(exchange);
    this.rights = settings.policy().rights(caller.principal(), caller.scopes());
    this.observer = settings.observer();
    this.caller = caller;
    this.rules = settings.scopeRules();
    this.gate = gate;
    this.expiries = expiries;
  }

  /**
   * Returns what the sender of a request may do; without known scopes if they were not asked for.
   */
  static Rights rights(Exchange exchange, String principal, Policy policy) {
    return exchange instanceof AdmittedExchange admitted
        ? admitted.rights
        : policy.rights(principal, null);
  }

  @Override
  public void readBody(int limit, BodyReceiver receiver) {
    if (rules.isEmpty() || caller.scopes() == null) {
      super.readBody(limit, receiver);
      return;
    }
    super.readBody(
        limit,
        new BodyReceiver() {
          @Override
          public void received(byte[] body) {
            List<Envelope> messages = messages(body);
            Set<String> needed = required(messages);
            if (messages.stream().anyMatch(Envelope::isAmbiguous)) {
              // The server could read another method or tool than this one.
              Answers.error(AdmittedExchange.this, 400, Answers.INVALID_REQUEST, Answers.AMBIGUOUS);
            } else if (caller.hasAll(needed)) {
              receiver.received(body);
            } else {
              refuse(needed);
            }
          }

          @Override
          public void tooLarge() {
            receiver.tooLarge();
          }

          @Override
          public void noRoom() {
            receiver.noRoom();
          }
        });
  }

  private void refuse(Set<String> needed) {
    observer.refused(Observer.Reason.SCOPE, "", null, caller.principal(), "", remoteAddress());
    String challenge = gate.insufficient(this, needed);
    Answers.error(
        this,
        403,
        Answers.SERVER_ERROR,
        "The token lacks a scope that this request needs.",
        challenge == null ? new String[0] : new String[] {"WWW-Authenticate", challenge});
  }

  /** Returns the messages of a body; none of one that is malformed, which is refused further on. */
  private static List<Envelope> messages(byte[] body) {
    try {
      return Envelope.scanAll(body, true, StreamPeer.MAX_MESSAGES);
    } catch (MalformedMessageException e) {
      return List.of();
    }
  }

  /** Returns the scopes that messages need. */
  private Set<String> required(List<Envelope> messages) {
    Set<String> needed = new LinkedHashSet<>();
    messages.forEach(message -> add(needed, message));
    return needed;
  }

  private void add(Set<String> needed, Envelope message) {
    String method = message.method();
    if (method != null) {
      String tool = message.text(Member.NAME);
      needed.addAll(rules.required(method, tool == null ? "" : tool));
    }
  }

  @Override
  public ResponseStream stream(int status, String... headers) {
    ResponseStream stream = super.stream(status, headers);
    boolean listens = method().equals("GET") || "subscriptions/listen".equals(header("Mcp-Method"));
    return listens && caller.expiresAt() != Long.MAX_VALUE
        ? expiries.add(stream, caller.expiresAt())
        : stream;
  }
}
