package dev.mcpfly.transport.internal.relay;

import dev.mcpfly.transport.internal.Envelope;
import dev.mcpfly.transport.internal.RandomIds;
import dev.mcpfly.transport.internal.Text;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The sessions that are open, and the ones that are no longer used. */
final class Sessions {
  static final String HEADER = "Mcp-Session-Id";

  private static final int MAX_FAREWELLS = 10_000;

  private final RelaySettings settings;
  private final Children children;
  private final Log log;
  private final Metrics metrics;
  private final LongSupplier clock;

  /** Guarded by itself. */
  private final Set<String> farewells = new LinkedHashSet<>();

  private final Map<String, Session> open = new ConcurrentHashMap<>();

  Sessions(
      RelaySettings settings, Children children, Log log, Metrics metrics, LongSupplier clock) {
    this.clock = clock;
    this.settings = settings;
    this.children = children;
    this.log = log;
    this.metrics = metrics;
  }

  /**
   * Returns whether there is room for another session of a principal, if need be in place of the
   * longest idle one: of its own once it has as many as one principal may, else of any.
   */
  boolean hasRoom(String principal) {
    boolean own = !principal.isEmpty() && count(principal) >= settings.sessionsEach();
    if (!own && open.size() < settings.sessions()) {
      return true;
    }
    long now = System.nanoTime();
    Session idle = null;
    long longest = 0;
    for (Session session : open.values()) {
      if (own && !session.principal().equals(principal)) {
        continue;
      }
      long time = session.idleNanos(now);
      if (time >= longest) {
        longest = time;
        idle = session;
      }
    }
    if (idle == null) {
      return false;
    }
    log.log(Level.INFO, idle + " ended to make room for another client");
    metrics.evicted.increment();
    idle.end();
    return true;
  }

  private long count(String principal) {
    return open.values().stream().filter(session -> session.principal().equals(principal)).count();
  }

  /** Returns a session that cannot be found yet. */
  Session create(String principal, Link link, Envelope initialize) {
    SessionSeal seal = settings.seal();
    MachineSeal machine = settings.machine();
    String id =
        seal == null
            ? null
            : seal.seal(principal, initialize.toBytes(), Instant.now().getEpochSecond());
    id = id == null ? RandomIds.next() : id;
    id = machine == null ? id : machine.seal(MachineSeal.Kind.SESSION, id, principal);
    return again(id, principal, link);
  }

  /** Returns a session with an id that a client knows, which cannot be found yet. */
  Session again(String id, String principal, Link link) {
    Session session = new Session(id, principal, link, settings, metrics, clock, this::ended);
    link.attach(session);
    return session;
  }

  /**
   * Returns the request that opened a session which is lost, or null if it cannot be opened again.
   */
  byte @Nullable [] opener(String id, String principal) {
    SessionSeal seal = settings.seal();
    synchronized (farewells) {
      if (seal == null || farewells.contains(id)) {
        return null;
      }
    }
    MachineSeal machine = settings.machine();
    MachineSeal.Sealed sealed =
        machine == null ? null : machine.open(MachineSeal.Kind.SESSION, id, principal);
    return seal.open(
        sealed == null ? id : sealed.inner(), principal, Instant.now().getEpochSecond());
  }

  /** Records that its client has ended the session, which is not opened again. */
  void farewell(Session session) {
    synchronized (farewells) {
      farewells.add(session.id());
      if (farewells.size() > MAX_FAREWELLS) {
        farewells.remove(farewells.iterator().next());
      }
    }
    session.end();
  }

  void open(Session session) {
    open.put(session.id(), session);
    session.observed().opened(settings.observer(), session.version());
    log.log(Level.INFO, session + " opened, version " + Text.excerpt(session.version(), 40));
  }

  /** Finds a session of this principal. */
  @Nullable Session find(String id, String principal) {
    Session session = open.get(id);
    return session == null || !session.principal().equals(principal) ? null : session;
  }

  private void ended(Session session) {
    open.remove(session.id());
    session.observed().ended(settings.observer());
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
