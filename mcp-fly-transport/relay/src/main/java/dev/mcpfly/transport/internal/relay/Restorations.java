package dev.mcpfly.transport.internal.relay;

import dev.mcpfly.transport.internal.Envelope;
import dev.mcpfly.transport.internal.JsonMembers;
import dev.mcpfly.transport.internal.MalformedMessageException;
import dev.mcpfly.transport.internal.Member;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Opens sessions again that this relay has lost, as after a restart: a new child is initialized as
 * the client did it, once for all requests that wait for it. What the old child remembered is gone.
 */
final class Restorations {
  private static final String INITIALIZED =
      "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}";

  private final Sessions sessions;
  private final Children children;
  private final Log log;
  private final Map<String, List<Consumer<Boolean>>> running = new HashMap<>();

  /** The server keeps for its sessions what cannot be repeated. */
  private volatile boolean hopeless;

  Restorations(Sessions sessions, Children children, Log log) {
    this.sessions = sessions;
    this.children = children;
    this.log = log;
  }

  /**
   * Opens a session again, if its id is genuine.
   *
   * @param then is told, later and from any thread, whether the session is there now
   * @return false if the id is not one that can be restored; {@code then} is not told then
   */
  boolean restore(String id, String principal, Consumer<Boolean> then) {
    byte[] initialize = hopeless ? null : sessions.opener(id, principal);
    if (initialize == null) {
      return false;
    }
    synchronized (this) {
      List<Consumer<Boolean>> waiting = running.get(id);
      if (waiting != null) {
        waiting.add(then);
        return true;
      }
      if (sessions.find(id, principal) == null) {
        running.put(id, new ArrayList<>(List.of(then)));
      }
    }
    if (sessions.find(id, principal) != null) {
      done(id, true);
      then.accept(true);
      return true;
    }
    if (!sessions.hasRoom(principal)) {
      done(id, false);
      return true;
    }
    children.acquire(
        principal,
        new Children.Waiter() {
          @Override
          public void ready(Link link) {
            handshake(id, principal, link, initialize);
          }

          @Override
          public void refused(String why, int retryAfterSeconds) {
            done(id, false);
          }
        });
    return true;
  }

  private void handshake(String id, String principal, Link link, byte[] initialize) {
    Session session = sessions.again(id, principal, link);
    Envelope request;
    try {
      request = Envelope.scan(initialize);
    } catch (MalformedMessageException e) {
      session.end();
      done(id, false);
      return;
    }
    Link.Sent sent =
        link.request(session, request, new OwnReply(answer -> answered(session, link, answer)));
    if (sent != Link.Sent.YES) {
      session.end();
      done(id, false);
    }
  }

  private void answered(Session session, Link link, @Nullable Envelope answer) {
    if (answer == null || !answer.has(Member.RESULT)) {
      session.end();
      done(session.id(), false);
      return;
    }
    children.worked(link);
    if (isStateful(answer)) {
      hopeless = true;
      log.log(
          Level.INFO,
          "a lost session is not restored: the server offers subscriptions or tasks, which would be"
              + " lost silently");
      session.end();
      done(session.id(), false);
      return;
    }
    String version = answer.text(Member.RESULT_PROTOCOL_VERSION);
    session.agreed(version == null ? "" : version);
    link.notification(session, session.principal(), Modern.parse(INITIALIZED));
    session.restored();
    sessions.open(session);
    log.log(Level.INFO, session + " was lost and is restored with a new server");
    done(session.id(), true);
  }

  /** Returns whether a client may have made, in the old session, what a new one does not have. */
  private static boolean isStateful(Envelope answer) {
    Map<String, String> capabilities = JsonMembers.of(answer.raw(Member.RESULT_CAPABILITIES));
    String subscribes = JsonMembers.of(capabilities.get("resources")).get("subscribe");
    return "true".equals(subscribes) || capabilities.containsKey("tasks");
  }

  private void done(String id, boolean restored) {
    List<Consumer<Boolean>> waiting;
    synchronized (this) {
      waiting = running.remove(id);
    }
    if (waiting != null) {
      waiting.forEach(each -> each.accept(restored));
    }
  }
}
