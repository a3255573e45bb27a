package dev.mcpfly.transport.internal.relay;

import dev.mcpfly.transport.internal.Child;
import dev.mcpfly.transport.internal.ChildExit;
import dev.mcpfly.transport.internal.Survival;
import dev.mcpfly.transport.internal.Text;
import dev.mcpfly.transport.internal.relay.RelaySettings.Sharing;
import dev.mcpfly.transport.internal.remote.HandshakeChild;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Starts children and assigns them to clients.
 *
 * <p>After a child that exits before it ever answered, the next start waits, longer each time: a
 * wrong command must not keep the machine busy. Starting happens on worker threads, because it
 * blocks.
 */
final class Children {
  /** Waits for a child. One of the methods is called once, from any thread. */
  interface Waiter {
    /** Called with the child. */
    void ready(Link link);

    /** Called if there is no child now. */
    void refused(String why, int retryAfterSeconds);

    /** Returns whether the client still waits. */
    default boolean isWanted() {
      return true;
    }
  }

  /** A client that reconnects, or has just said hello, is not idle yet. */
  private static final long LEAST_IDLE_NANOS = 2_000_000_000L;

  private final RelaySettings settings;
  private final Child.Factory factory;
  private final Executor workers;
  private final Log log;
  private final Metrics metrics;
  private final Quotas quotas;
  private final RelayGuard guard;
  private final Restarts restarts = new Restarts();
  private final AtomicInteger starting = new AtomicInteger();
  private final Set<Link> links = ConcurrentHashMap.newKeySet();

  private final SharedChildren shared = new SharedChildren(this);

  // Guarded by this.
  private final WaitingClients queue = new WaitingClients();
  private final SpareChild spare = new SpareChild();
  private final Set<Link> stopped = ConcurrentHashMap.newKeySet();
  private final Set<Link> ending = ConcurrentHashMap.newKeySet();
  private int running;
  private volatile boolean closed;
  private volatile @Nullable ChildExit lastExit;
  private volatile @Nullable String startFailure;

  Children(
      RelaySettings settings,
      Child.Factory factory,
      Executor workers,
      RelayGuard guard,
      Log log,
      Metrics metrics) {
    this.settings = settings;
    this.guard = guard;
    this.quotas = new Quotas(settings);
    this.factory = HandshakeChild.of(factory);
    this.workers = workers;
    this.log = log;
    this.metrics = metrics;
  }

  /**
   * Starts the first child, on this thread.
   *
   * @throws IOException if the command cannot be started
   */
  void prestart() throws IOException {
    synchronized (this) {
      running++;
    }
    Link link = start("");
    synchronized (this) {
      spare.started(link);
    }
  }

  RelayGuard guard() {
    return guard;
  }

  /** Returns whether the servers of a principal are started with variables that others' are not. */
  boolean hasOwnEnvironment(String principal) {
    return settings.owners().contains(principal);
  }

  /**
   * Returns the owner of a child that is started for a principal: the principal, or empty if
   * shared.
   */
  private String owner(String principal) {
    return hasOwnEnvironment(principal) ? principal : "";
  }

  /** Assigns a child to a client, now or later. */
  void acquire(String principal, Waiter waiter) {
    if (settings.sharing() == Sharing.SESSION) {
      exclusive(principal, waiter);
    } else {
      boolean own = settings.sharing() == Sharing.PRINCIPAL;
      shared.acquire(
          own ? "principal " + principal : SharedChildren.EVERYBODY,
          own ? 1 : settings.poolSize(),
          owner(principal),
          waiter);
    }
  }

  private void exclusive(String principal, Waiter given) {
    if (!quotas.children().take(principal)) {
      given.refused("This user has reached the limit of running servers: end a session first.", 5);
      makeRoom(System.nanoTime(), principal);
      return;
    }
    Waiter waiter = counted(principal, given);
    Link ready;
    synchronized (this) {
      ready = hasOwnEnvironment(principal) ? null : takeSpare();
    }
    if (ready != null) {
      ready.exclusive(true);
      waiter.ready(ready);
      return;
    }
    spawn(owner(principal), true, waiter);
  }

  /** Releases the principal's place when its child is gone, or if there is none. */
  private Waiter counted(String principal, Waiter waiter) {
    return new Waiter() {
      @Override
      public boolean isWanted() {
        return waiter.isWanted();
      }

      @Override
      public void ready(Link link) {
        var unused = link.child().onTreeGone().thenRun(() -> quotas.children().release(principal));
        waiter.ready(link);
      }

      @Override
      public void refused(String why, int retryAfterSeconds) {
        quotas.children().release(principal);
        waiter.refused(why, retryAfterSeconds);
      }
    };
  }

  /** Assigns a child that is shared under this key, regardless of the policy for sessions. */
  void acquireShared(String key, String principal, Waiter waiter) {
    shared.acquire(key, 1, owner(principal), waiter);
  }

  /**
   * Returns the child that was started before it was wanted, or null; only under this object's
   * lock.
   */
  @Nullable Link takeSpare() {
    return spare.take();
  }

  /** Starts a child, of one principal or shared, now or when there is a place. */
  void spawn(String owner, boolean exclusive, Waiter waiter) {
    long now = System.nanoTime();
    boolean full = false;
    long wait = restarts.remainingNanos(now);
    if (wait > 0) {
      waiter.refused(
          "The server behind this relay exited as soon as it was started; try again soon.",
          seconds(wait));
      return;
    }
    synchronized (this) {
      if (closed) {
        // Falls through to the refusal.
      } else if (running >= settings.children()) {
        long deadline = now + settings.childWait().toNanos();
        queue.add(new WaitingClients.Waiting(owner, exclusive, waiter, deadline));
        full = true;
      } else {
        running++;
      }
    }
    if (full) {
      makeRoom(now);
      return;
    }
    if (closed) {
      waiter.refused("The relay is shutting down.", 5);
      return;
    }
    starting.incrementAndGet();
    workers.execute(
        () -> {
          try {
            startFor(owner, exclusive, waiter);
          } finally {
            starting.decrementAndGet();
          }
        });
  }

  private void startFor(String owner, boolean exclusive, Waiter waiter) {
    Link link;
    try {
      link = start(owner);
      link.exclusive(exclusive);
    } catch (IOException | RuntimeException | Error e) {
      waiter.refused("The server behind this relay could not be started.", 5);
      if (e instanceof Error) {
        Survival.report("A server could not be started.", e);
      }
      return;
    }
    waiter.ready(link);
  }

  private static int seconds(long nanos) {
    return (int) Math.max(1, Duration.ofNanos(nanos + 999_999_999L).toSeconds());
  }

  /** Starts a child; its place was counted before. */
  private Link start(String owner) throws IOException {
    Link link = new Link(log, metrics, quotas, guard, this::exited);
    links.add(link);
    try {
      link.start(factory, owner);
    } catch (IOException | RuntimeException | Error e) {
      links.remove(link);
      startFailure = String.valueOf(e.getMessage());
      restarts.failed(System.nanoTime());
      free();
      throw e;
    }
    startFailure = null;
    metrics.childStarts.increment();
    CompletableFuture<Void> gone = link.child().onTreeGone();
    var unused =
        gone.thenRun(
            () -> {
              ending.remove(link);
              free();
            });
    return link;
  }

  /** Frees a place, and gives it to the client that has waited longest. */
  private void free() {
    WaitingClients.Waiting next = null;
    synchronized (this) {
      running--;
      if (!closed && running < settings.children()) {
        next = queue.next();
      }
    }
    if (next != null) {
      spawn(next.owner(), next.exclusive(), next.waiter());
    }
  }

  /**
   * Ends the child whose clients have been without a call and a stream for the longest time, for
   * each that waits in vain.
   */
  private void makeRoom(long now) {
    synchronized (this) {
      if (queue.prune() <= ending.size()) {
        return;
      }
    }
    makeRoom(now, null);
  }

  /** Ends the child that is idle for the longest time, of one principal or of any. */
  private void makeRoom(long now, @Nullable String principal) {
    Link idle = null;
    long longest = LEAST_IDLE_NANOS;
    for (Link link : links) {
      long time = isSpare(link) ? -1 : link.idleNanos(now);
      if (time >= longest && (principal == null || link.serves(principal))) {
        longest = time;
        idle = link;
      }
    }
    if (idle != null) {
      metrics.evicted.increment();
      log.log(
          Level.INFO,
          idle.child().name()
              + " was idle for "
              + Duration.ofNanos(longest).toSeconds()
              + " s and is stopped to make room for another client");
      idle.evict();
      stop(idle);
    }
  }

  private synchronized boolean isSpare(Link link) {
    return spare.is(link);
  }

  private void exited(Link link, ChildExit exit) {
    links.remove(link);
    metrics.childExits.increment();
    if (stopped.remove(link)) {
      return;
    }
    lastExit = exit;
    if (!link.isExclusive() || !link.everAnswered()) {
      restarts.failed(System.nanoTime());
      log.log(
          Level.WARNING,
          "child exited with code "
              + exit.code()
              + (exit.lastErrorLines().isEmpty()
                  ? ""
                  : ", last line on stderr: "
                      + Text.excerpt(exit.lastErrorLines().get(exit.lastErrorLines().size() - 1))));
      synchronized (this) {
        spare.want();
      }
    }
  }

  /** Records that a child has answered, so that the command works. */
  void worked(Link link) {
    if (!link.isDead()) {
      restarts.worked();
    }
  }

  /** Releases a child; one that had a single client is stopped. */
  void release(Link link) {
    if (link.isExclusive()) {
      stop(link);
    }
  }

  /** Ends a child. */
  void stop(Link link) {
    if (!link.isDead()) {
      stopped.add(link);
      ending.add(link);
      link.stop();
    }
  }

  /** Refuses clients that have waited too long, and restarts a child that exited on its own. */
  void tick(long now) {
    shared.tick(now, settings.sessionIdle().toNanos());
    List<Waiter> late;
    boolean restart;
    synchronized (this) {
      late = queue.late(now);
      restart =
          !closed
              && restarts.remainingNanos(now) <= 0
              && running < settings.children()
              && spare.begin();
    }
    makeRoom(now);
    for (Waiter waiter : late) {
      waiter.refused(
          "All "
              + settings.children()
              + " servers that this relay may run are in use; try again later.",
          5);
    }
    if (restart) {
      spawn(
          "",
          settings.sharing() == Sharing.SESSION,
          new Waiter() {
            @Override
            public void ready(Link link) {
              synchronized (Children.this) {
                spare.started(link);
              }
            }

            @Override
            public void refused(String why, int retryAfterSeconds) {
              synchronized (Children.this) {
                spare.failed();
              }
            }
          });
    }
  }

  /** Returns whether the next client can expect a child that works. */
  boolean ready() {
    return !closed && startFailure == null && restarts.failures() == 0;
  }

  synchronized int running() {
    return running;
  }

  /** Returns how many children are being started. */
  int starting() {
    return starting.get();
  }

  /** Returns how many clients wait for a child. */
  synchronized int waiting() {
    return queue.size();
  }

  @Nullable ChildExit lastExit() {
    return lastExit;
  }

  Collection<Link> links() {
    return links;
  }

  /** Accepts no new clients and stops every child; the future completes when all are gone. */
  CompletableFuture<Void> close() {
    List<Waiter> left;
    synchronized (this) {
      closed = true;
      left = queue.clear();
    }
    left.forEach(waiter -> waiter.refused("The relay is shutting down.", 5));
    List<CompletableFuture<Void>> gone = new ArrayList<>();
    for (Link link : links) {
      gone.add(link.child().onTreeGone());
      stop(link);
    }
    return CompletableFuture.allOf(gone.toArray(new CompletableFuture<?>[0]));
  }
}
