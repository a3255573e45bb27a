package dev.mcpfly.transport.internal.relay;

import dev.mcpfly.transport.internal.ChildExit;
import dev.mcpfly.transport.internal.Envelope;
import dev.mcpfly.transport.internal.Envelope.Kind;
import dev.mcpfly.transport.internal.Json;
import dev.mcpfly.transport.internal.JsonMembers;
import dev.mcpfly.transport.internal.Member;
import dev.mcpfly.transport.internal.http.Exchange;
import dev.mcpfly.transport.internal.policy.Rights;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A child that speaks the stateless revision itself: requests pass, ids are replaced. */
final class ModernServer implements Peer, StatelessServer {
  private static final long TOOLS_FRESH_NANOS = 30_000_000_000L;

  private final Link link;
  private final List<String> versions;
  private final @Nullable StickyIds sticky;
  private final Set<ModernReply> replies = ConcurrentHashMap.newKeySet();
  private final List<Runnable> waiting = new ArrayList<>();
  private @Nullable ToolHeaderReader tools;
  private long toolsReadAt;
  private boolean reading;

  /**
   * Makes a server of a child that has answered {@code server/discover}.
   *
   * @param versions the versions that the child supports
   * @param sticky marks what clients come back with; null if there is but one Machine
   */
  ModernServer(Link link, List<String> versions, @Nullable StickyIds sticky) {
    this.link = link;
    this.sticky = sticky;
    this.versions = List.copyOf(versions);
    link.attach(this);
  }

  @Override
  public List<String> versions() {
    return versions;
  }

  @Override
  public boolean isDead() {
    return !link.isUsable();
  }

  @Override
  public void handle(Exchange exchange, Rights by, Envelope message) {
    if (message.kind() == Kind.NOTIFICATION) {
      // Cancellation is the end of the connection; ids in here are not the child's.
      boolean sent =
          message.isMethod("notifications/cancelled")
              || link.notification(this, by.principal(), message) == Link.Sent.YES;
      if (sent) {
        Answers.accepted(exchange);
      } else {
        Answers.error(exchange, 503, Answers.SERVER_ERROR, "The server accepts no messages now.");
      }
    } else if (Modern.lacks(String.valueOf(message.method()))) {
      Answers.noSuchMethod(exchange, String.valueOf(message.raw(Member.ID)));
    } else if (message.isMethod("tools/call") && !isBlocked(by, message)) {
      checked(exchange, by, message, true);
    } else {
      pass(exchange, by, message);
    }
  }

  /**
   * Returns whether a call is refused whatever its headers are: they must not tell what is blocked.
   */
  private boolean isBlocked(Rights by, Envelope message) {
    LinkGuard guard = link.guard();
    return guard.refusal(by, message, guard.named(message), true) != null;
  }

  private void pass(Exchange exchange, Rights by, Envelope message) {
    boolean lists = message.isMethod("tools/list");
    ModernReply reply =
        new ModernReply(exchange, message) {
          @Override
          public void response(byte[] answer, Envelope envelope) {
            if (lists) {
              learn(envelope);
            }
            StickyIds ids = sticky;
            super.response(
                ids == null ? answer : ids.answered(answer, envelope, message, by.principal()),
                envelope);
          }

          @Override
          public synchronized boolean related(byte[] notification) {
            StickyIds ids = sticky;
            return super.related(
                ids == null ? notification : ids.notified(notification, by.principal()));
          }
        };
    start(link, this, by, replies, exchange, message, reply);
  }

  /** Sends a request to a child, and cancels it there if the client goes away. */
  static void start(
      Link link,
      Peer peer,
      Rights by,
      Set<ModernReply> replies,
      Exchange exchange,
      Envelope message,
      ModernReply reply) {
    replies.add(reply);
    exchange.onDisconnect(
        () -> {
          Call call = link.find(reply);
          if (call != null) {
            link.cancel(call);
          }
          reply.cancelled();
        });
    Link.Sent sent = link.call(peer, by.principal(), by, message, reply);
    exchange.bodyDone();
    if (sent == Link.Sent.LIMITED) {
      replies.remove(reply);
      Answers.limited(exchange, message.raw(Member.ID), link.guard().relay().retryAfter(by));
    } else if (sent != Link.Sent.YES) {
      String rawId = String.valueOf(message.raw(Member.ID));
      reply.end(
          Json.error(
              rawId, Answers.SERVER_ERROR, "The server behind this relay accepts no requests now."),
          503);
    }
  }

  // ---- headers of tools ----

  private void checked(Exchange exchange, Rights by, Envelope message, boolean mayRead) {
    ToolHeaderReader known;
    synchronized (this) {
      known = tools;
      boolean unknown = known == null || (mayRead && !known.knows(message.text(Member.NAME)));
      if (unknown && mayRead) {
        waiting.add(() -> checked(exchange, by, message, false));
        read();
        return;
      }
      if (System.nanoTime() - toolsReadAt > TOOLS_FRESH_NANOS) {
        read();
      }
    }
    String wrong = known == null ? null : known.mismatch(exchange, message);
    if (wrong == null) {
      pass(exchange, by, message);
    } else if (mayRead) {
      // The list may be an old one.
      synchronized (this) {
        waiting.add(() -> checked(exchange, by, message, false));
        read();
      }
    } else {
      ModernEndpoint.refuse(exchange, message, ModernHeaders.mismatch(wrong));
    }
  }

  private void read() {
    if (!reading) {
      reading = true;
      read("", new ArrayList<>());
    }
  }

  private void read(String cursor, List<String> found) {
    Link.Sent sent =
        link.call(
            this,
            null,
            null,
            Modern.own("tools/list", cursor),
            new OwnReply(
                answer -> {
                  found.addAll(
                      JsonMembers.elements(
                          answer == null ? null : answer.raw(Member.RESULT_TOOLS)));
                  String next = answer == null ? null : answer.raw(Member.RESULT_NEXT_CURSOR);
                  if (next == null || next.equals("null") || found.size() > 10_000) {
                    learned(ToolHeaderReader.of(found));
                  } else {
                    read("\"cursor\":" + next + ",", found);
                  }
                }));
    if (sent != Link.Sent.YES) {
      learned(ToolHeaderReader.of(List.of()));
    }
  }

  /** Takes over what a client's own tools/list brought, if it was the whole list. */
  private void learn(Envelope answer) {
    String rawTools = answer.raw(Member.RESULT_TOOLS);
    if (rawTools != null && !answer.has(Member.RESULT_NEXT_CURSOR)) {
      synchronized (this) {
        tools = ToolHeaderReader.of(JsonMembers.elements(rawTools));
        toolsReadAt = System.nanoTime();
      }
    }
  }

  private void learned(ToolHeaderReader found) {
    List<Runnable> all;
    synchronized (this) {
      tools = found;
      toolsReadAt = System.nanoTime();
      reading = false;
      all = new ArrayList<>(waiting);
      waiting.clear();
    }
    all.forEach(Runnable::run);
  }

  // ---- what the child says besides ----

  @Override
  public String principal() {
    // Each request says it.
    return "";
  }

  @Override
  public void unrelated(byte[] message) {
    // Everything in this revision belongs to a request; what does not is nobody's.
  }

  @Override
  public boolean takesRequest(String method) {
    return false;
  }

  @Override
  public boolean listens() {
    return false;
  }

  @Override
  public void linkDied(ChildExit exit) {
    replies.clear();
  }

  @Override
  public void tick(long now, long heartbeat) {
    replies.removeIf(reply -> reply.tick(now, heartbeat));
  }
}
