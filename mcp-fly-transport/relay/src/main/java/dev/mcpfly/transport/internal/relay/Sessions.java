package dev.mcpfly.transport.internal.relay;

import java.lang.System.Logger.Level;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The sessions that are open, and the ones that nobody uses any more. */
final class Sessions {
  private final RelaySettings settings;
  private final Children children;
  private final Log log;
  private final Metrics metrics;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, Session> open = new ConcurrentHashMap<>();

  Sessions(RelaySettings settings, Children children, Log log, Metrics metrics) {
    this.settings = settings;
    this.children = children;
    this.log = log;
    this.metrics = metrics;
  }

  boolean full() {
    return open.size() >= settings.sessions();
  }

  /** A session that nobody can find yet. */
  Session create(String principal, Link link) {
    byte[] id = new byte[24];
    random.nextBytes(id);
    Session session =
        new Session(
            Base64.getUrlEncoder().withoutPadding().encodeToString(id),
            principal,
            link,
            settings,
            metrics,
            this::ended);
    link.attach(session);
    return session;
  }

  void open(Session session) {
    open.put(session.id(), session);
    log.log(Level.INFO, session + " opened, version " + session.version());
  }

  /** Finds a session of this principal. */
  @Nullable Session find(String id, String principal) {
    Session session = open.get(id);
    return session == null || !session.principal().equals(principal) ? null : session;
  }

  private void ended(Session session) {
    open.remove(session.id());
    session.link().detach(session);
    children.release(session.link());
  }

  void tick(long now) {
    long idle = settings.sessionIdle().toNanos();
    for (Session session : open.values()) {
      session.tick(now, settings.heartbeat().toNanos(), settings.streamAfter().toNanos());
      if (session.idleSince(idle, now)) {
        log.log(Level.INFO, session + " ended, idle too long");
        session.end();
      }
    }
  }

  Collection<Session> all() {
    return open.values();
  }
}
