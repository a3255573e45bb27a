package dev.mcpfly.transport.internal.relay;

import dev.mcpfly.transport.auth.ScopeRules;
import dev.mcpfly.transport.internal.Envelope;
import dev.mcpfly.transport.internal.Envelope.Kind;
import dev.mcpfly.transport.internal.JsonMembers;
import dev.mcpfly.transport.internal.MalformedMessageException;
import dev.mcpfly.transport.internal.Member;
import dev.mcpfly.transport.internal.auth.Caller;
import dev.mcpfly.transport.internal.auth.Gate;
import dev.mcpfly.transport.internal.http.Exchange;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An exchange with a caller whose credentials are limited: messages for which the caller's scopes
 * do not suffice are refused before they go anywhere, and streams that only listen end with the
 * credentials.
 */
final class AdmittedExchange implements Exchange {
  private final Exchange exchange;
  private final Caller caller;
  private final ScopeRules rules;
  private final Gate gate;
  private final Expiries expiries;

  AdmittedExchange(
      Exchange exchange, Caller caller, ScopeRules rules, Gate gate, Expiries expiries) {
    this.exchange = exchange;
    this.caller = caller;
    this.rules = rules;
    this.gate = gate;
    this.expiries = expiries;
  }

  @Override
  public void readBody(int limit, BodyReceiver receiver) {
    if (rules.isEmpty() || caller.scopes() == null) {
      exchange.readBody(limit, receiver);
      return;
    }
    exchange.readBody(
        limit,
        new BodyReceiver() {
          @Override
          public void received(byte[] body) {
            Set<String> needed = required(body);
            if (caller.hasAll(needed)) {
              receiver.received(body);
            } else {
              refuse(needed);
            }
          }

          @Override
          public void tooLarge() {
            receiver.tooLarge();
          }
        });
  }

  private void refuse(Set<String> needed) {
    String challenge = gate.insufficient(exchange, needed);
    Answers.error(
        exchange,
        403,
        Answers.SERVER_ERROR,
        "The token lacks a scope that this request needs.",
        challenge == null ? new String[0] : new String[] {"WWW-Authenticate", challenge});
  }

  /** The scopes that the messages of a body need; what is malformed is refused further on. */
  private Set<String> required(byte[] body) {
    Set<String> needed = new LinkedHashSet<>();
    try {
      int at = 0;
      while (at < body.length) {
        if (body[at] == ' ' || body[at] == '\n' || body[at] == '\r' || body[at] == '\t') {
          at++;
          continue;
        }
        Envelope message = Envelope.scanFirst(body, at, body.length);
        at = message.to();
        if (message.kind() == Kind.BATCH) {
          String text = new String(message.toBytes(), StandardCharsets.UTF_8);
          for (String element : JsonMembers.elements(text)) {
            add(needed, Envelope.scan(element.getBytes(StandardCharsets.UTF_8)));
          }
        } else {
          add(needed, message);
        }
      }
    } catch (MalformedMessageException | IllegalArgumentException e) {
      return needed;
    }
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
    ResponseStream stream = exchange.stream(status, headers);
    boolean listens =
        exchange.method().equals("GET")
            || "subscriptions/listen".equals(exchange.header("Mcp-Method"));
    return listens && caller.expiresAt() != Long.MAX_VALUE
        ? expiries.add(stream, caller.expiresAt())
        : stream;
  }

  // ---- as it is ----

  @Override
  public String method() {
    return exchange.method();
  }

  @Override
  public String path() {
    return exchange.path();
  }

  @Override
  public String mount() {
    return exchange.mount();
  }

  @Override
  public @Nullable String query() {
    return exchange.query();
  }

  @Override
  public List<String> headers(String name) {
    return exchange.headers(name);
  }

  @Override
  public String principal() {
    return exchange.principal();
  }

  @Override
  public String remoteAddress() {
    return exchange.remoteAddress();
  }

  @Override
  public void respond(int status, byte[] body, String... headers) {
    exchange.respond(status, body, headers);
  }

  @Override
  public void onDisconnect(Runnable action) {
    exchange.onDisconnect(action);
  }
}
