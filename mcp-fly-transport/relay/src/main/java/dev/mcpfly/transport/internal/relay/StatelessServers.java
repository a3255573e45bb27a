package dev.mcpfly.transport.internal.relay;

import dev.mcpfly.transport.internal.ChildExit;
import dev.mcpfly.transport.internal.Envelope;
import dev.mcpfly.transport.internal.JsonMembers;
import dev.mcpfly.transport.internal.Member;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Finds out which revision the command speaks, once, and gives stateless clients a child: all of
 * them the same if it is a stateless server, each principal one of its own if it must be translated
 * to, because such a child remembers.
 */
final class StatelessServers {
  /** A server that says nothing to what it does not know. */
  private static final long PROBE_NANOS = 10_000_000_000L;

  /** What waits for a server. */
  interface Waiter {
    void ready(StatelessServer server);

    void refused(String why, int retryAfterSeconds);
  }

  private enum Era {
    UNKNOWN,
    STATELESS,
    SESSIONS
  }

  private static final class Place {
    /** Whom a server that must be translated to is for. */
    final String principal;

    @Nullable StatelessServer server;
    boolean starting;
    @Nullable Probe probe;
    final List<Waiter> waiters = new ArrayList<>();

    Place(String principal) {
      this.principal = principal;
    }

    /** Returns whether nothing is lost with it; only under the lock of the servers. */
    boolean isEmpty() {
      StatelessServer last = server;
      return !starting && waiters.isEmpty() && (last == null || last.isDead());
    }
  }

  private final Children children;
  private final Log log;
  private final Metrics metrics;
  private final @Nullable StickyIds sticky;
  private final Map<String, Place> places = new HashMap<>();
  private Era era = Era.UNKNOWN;

  StatelessServers(Children children, Log log, Metrics metrics, @Nullable StickyIds sticky) {
    this.sticky = sticky;
    this.children = children;
    this.log = log;
    this.metrics = metrics;
  }

  void with(String principal, Waiter waiter) {
    Place place;
    StatelessServer ready;
    synchronized (this) {
      place =
          places.computeIfAbsent(
              isShared(principal) ? "" : "principal " + principal, any -> new Place(principal));
      ready = place.server;
      if (ready != null && ready.isDead()) {
        place.server = null;
        ready = null;
      }
      if (ready == null) {
        place.waiters.add(waiter);
        if (place.starting) {
          return;
        }
        place.starting = true;
      }
    }
    if (ready != null) {
      waiter.ready(ready);
      return;
    }
    Place starting = place;
    children.acquireShared(
        "stateless " + (isShared(principal) ? "" : principal),
        principal,
        new Children.Waiter() {
          @Override
          public void ready(Link link) {
            started(starting, link);
          }

          @Override
          public void refused(String why, int retryAfterSeconds) {
            end(starting, null).forEach(each -> each.refused(why, retryAfterSeconds));
          }
        });
  }

  /** Returns whether a principal uses the server that is everybody's. */
  private boolean isShared(String principal) {
    return era == Era.STATELESS && !children.hasOwnEnvironment(principal);
  }

  private void started(Place place, Link link) {
    switch (era) {
      case STATELESS -> finish(place, new ModernServer(link, versions, sticky));
      case SESSIONS -> translate(place, link);
      default -> {
        Probe probe = new Probe(place, link);
        synchronized (this) {
          place.probe = probe;
        }
        link.attach(probe);
        Link.Sent sent =
            link.call(
                probe,
                null,
                null,
                Modern.own("server/discover", ""),
                new OwnReply(probe::answered));
        if (sent != Link.Sent.YES) {
          probe.answered(null);
        }
      }
    }
  }

  private List<String> versions = List.of(Modern.VERSION);

  /** A question to a child whose revision is not known yet. */
  private final class Probe extends QuietPeer {
    private final Place place;
    private final Link link;
    private final long since = System.nanoTime();
    private boolean over;

    Probe(Place place, Link link) {
      this.place = place;
      this.link = link;
    }

    void answered(@Nullable Envelope answer) {
      synchronized (this) {
        if (over) {
          return;
        }
        over = true;
      }
      link.detach(this);
      if (link.isDead()) {
        end(place, null)
            .forEach(each -> each.refused("The server behind this relay has ended.", 1));
        return;
      }
      List<String> supported = supported(answer);
      if (supported.isEmpty()) {
        log.log(
            Level.INFO,
            "the server speaks a revision with sessions; stateless calls are translated");
        era = Era.SESSIONS;
        translate(place, link);
      } else {
        log.log(Level.INFO, "the server is stateless, versions " + supported);
        children.worked(link);
        versions = supported;
        era = Era.STATELESS;
        if (!children.hasOwnEnvironment(place.principal)) {
          synchronized (StatelessServers.this) {
            places.put("", place);
          }
        }
        finish(place, new ModernServer(link, supported, sticky));
      }
    }

    @Override
    public void linkDied(ChildExit exit) {
      answered(null);
    }
  }

  /**
   * Returns the versions that an answer to server/discover names; none if it is no stateless
   * server's.
   */
  private static List<String> supported(@Nullable Envelope answer) {
    if (answer == null) {
      return List.of();
    }
    String raw = answer.raw(Member.RESULT_SUPPORTED_VERSIONS);
    String code = answer.raw(Member.ERROR_CODE);
    if (raw == null && String.valueOf(Modern.UNSUPPORTED_VERSION).equals(code)) {
      raw = JsonMembers.of(answer.raw(Member.ERROR_DATA)).get("supported");
    }
    return JsonMembers.elements(raw).stream()
        .map(JsonMembers::text)
        .filter(Objects::nonNull)
        .filter(Modern::isModern)
        .toList();
  }

  private void translate(Place place, Link link) {
    TranslatedServer.start(
        link,
        place.principal,
        log,
        metrics,
        sticky,
        server -> {
          if (server == null) {
            end(place, null)
                .forEach(each -> each.refused("The server behind this relay does not answer.", 1));
          } else {
            children.worked(link);
            finish(place, server);
          }
        });
  }

  private void finish(Place place, StatelessServer server) {
    end(place, server).forEach(each -> each.ready(server));
  }

  private synchronized List<Waiter> end(Place place, @Nullable StatelessServer server) {
    place.starting = false;
    place.server = server;
    place.probe = null;
    List<Waiter> all = new ArrayList<>(place.waiters);
    place.waiters.clear();
    return all;
  }

  /** For how many principals something is kept. */
  synchronized int size() {
    return places.size();
  }

  void tick(long now, long heartbeat) {
    List<Place> all;
    synchronized (this) {
      places.values().removeIf(Place::isEmpty);
      all = new ArrayList<>(places.values());
    }
    for (Place place : all) {
      Probe probe = place.probe;
      if (probe != null && now - probe.since > PROBE_NANOS) {
        probe.answered(null);
      }
      StatelessServer server = place.server;
      if (server != null) {
        server.tick(now, heartbeat);
      }
    }
  }
}
