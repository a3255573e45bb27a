package dev.mcpfly.transport.internal.relay;

import dev.mcpfly.transport.internal.Child;
import dev.mcpfly.transport.internal.ChildExit;
import dev.mcpfly.transport.internal.DaemonThreads;
import dev.mcpfly.transport.internal.Survival;
import dev.mcpfly.transport.internal.auth.Gate;
import dev.mcpfly.transport.internal.http.Exchange;
import dev.mcpfly.transport.internal.http.ExchangeHandler;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A relay without its HTTP server: every front hands its exchanges to this. Thread-safe. */
public final class RelayCore implements ExchangeHandler, AutoCloseable {
  private static final long TICK_MILLIS = 100;
  private static final long STOP_SECONDS = 10;

  private final RelaySettings settings;
  private final Gate gate;
  private final Access access;
  private final Log log;
  private final Metrics metrics = new Metrics();
  private final RelayGuard guard;
  private final Children children;
  private final Sessions sessions;
  private final StatelessServers stateless;
  private final StreamableEndpoint streamable;
  private final WrapEndpoint wrap;
  private final SseEndpoint sse;
  private final @Nullable StickyRouting sticky;
  private final HealthEndpoint health;
  private final ThreadPoolExecutor workers;
  private final ScheduledExecutorService timer;
  private final Drain drain;
  private final AtomicBoolean closing = new AtomicBoolean();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final AtomicBoolean ending = new AtomicBoolean();
  private volatile Runnable whenIdle = this::close;

  /** Made once: C1 does not inline what makes an object of a method. */
  private final BiConsumer<Exchange, String> admitted = this::route;

  private volatile @Nullable Throwable failure;
  private volatile boolean drained;

  /**
   * Makes a relay, and starts its first child if the settings say so.
   *
   * @throws IOException if the child cannot be started
   */
  public RelayCore(RelaySettings settings, Gate gate, Child.Factory factory, Log log)
      throws IOException {
    this(settings, gate, factory, log, System::nanoTime);
  }

  /** Makes a relay whose memory of requests that were cut off follows a clock of the caller. */
  RelayCore(RelaySettings settings, Gate gate, Child.Factory factory, Log log, LongSupplier clock)
      throws IOException {
    this.settings = settings;
    this.gate = gate;
    this.access = new Access(settings, gate, log, metrics);
    this.log = log;
    ThreadFactory threads = DaemonThreads.named("mcp-relay-worker");
    this.workers =
        new ThreadPoolExecutor(4, 4, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), threads);
    workers.allowCoreThreadTimeOut(true);
    this.timer = new ScheduledThreadPoolExecutor(1, threads);
    this.guard = new RelayGuard(settings, log);
    this.children = new Children(settings, factory, workers, guard, log, metrics);
    this.sessions = new Sessions(settings, children, log, metrics, clock);
    MachineSeal machine = settings.machine();
    StickyIds ids = machine == null ? null : new StickyIds(machine);
    this.drain = new Drain(machine != null);
    this.stateless = new StatelessServers(children, log, metrics, ids);
    this.streamable =
        new StreamableEndpoint(
            settings,
            sessions,
            children,
            new ModernEndpoint(stateless, drain, settings.policy(), ids),
            drain,
            log);
    this.wrap = new WrapEndpoint(settings, children, drain);
    this.sse = new SseEndpoint(settings, children, drain);
    this.sticky = machine == null ? null : new StickyRouting(machine, sessions, sse, wrap);
    this.health =
        new HealthEndpoint(settings, children, sessions, metrics, () -> failure == null, drain);
    if (settings.prestart()) {
      children.prestart();
    }
    var unused =
        timer.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Does what is due; called by the timer. */
  public void tick() {
    try {
      long now = System.nanoTime();
      children.tick(now);
      sessions.tick(now);
      stateless.tick(now, settings.heartbeat().toNanos());
      wrap.tick(now);
      sse.tick(now);
      access.tick();
      endIfUnused(now);
      guard.tick();
    } catch (RuntimeException e) {
      log.log(Level.ERROR, "a timer failed: " + e);
    } catch (Error e) {
      // Thrown on, it would end the timer, and nobody would see that nothing times out any more.
      if (!Survival.isPossible(e)) {
        failure = e;
      }
      Survival.report("A timer failed.", e);
    }
  }

  /** Returns the failure after which the relay cannot continue, or null. */
  public @Nullable Throwable failure() {
    return failure;
  }

  @Override
  public boolean isCheck(String path) {
    return path.equals(HealthEndpoint.LIVE) || path.equals(HealthEndpoint.READY);
  }

  @Override
  public void handle(Exchange plain) {
    String origin = plain.header("origin");
    Exchange exchange = origin == null ? plain : new CorsExchange(plain, origin);
    metrics.requests.increment();
    if (isCheck(withoutSlash(exchange.path()))) {
      // To anybody, and to no web page: without CORS headers a page cannot read the answer.
      health.handle(plain);
      return;
    }
    if (access.serveMetadata(plain) || !access.placeIsRight(plain)) {
      return;
    }
    if (exchange instanceof CorsExchange page
        && page.method().equals("OPTIONS")
        && page.header("Access-Control-Request-Method") != null) {
      page.preflight(settings.headers());
      return;
    }
    access.admit(exchange, admitted);
  }

  /**
   * Ends the relay if it was unused: calls count while they run, streams when something is sent.
   */
  private void endIfUnused(long now) {
    long idle = settings.exitWhenIdle().toNanos();
    if (idle == 0 || drain.isOn()) {
      return;
    }
    if (children.links().stream().anyMatch(Link::hasTasks)) {
      idle = Math.max(idle, Link.TASK_NANOS);
    }
    if (isBusy()) {
      metrics.used();
    } else if (now - metrics.usedAt() > idle && ending.compareAndSet(false, true)) {
      log.log(
          Level.INFO,
          "nothing was asked for " + settings.exitWhenIdle().toSeconds() + " s: ending");
      DaemonThreads.named("mcp-relay-end").newThread(whenIdle).start();
    }
  }

  /** Returns whether a client waits for a server, or for its answer. */
  private boolean isBusy() {
    return children.waiting() > 0
        || children.starting() > 0
        || children.links().stream().anyMatch(Link::busy);
  }

  private void route(Exchange exchange, String principal) {
    String path = withoutSlash(exchange.path());
    metrics.used();
    String encoding = exchange.header("Content-Encoding");
    if (encoding != null && !encoding.strip().equalsIgnoreCase("identity")) {
      Answers.error(
          exchange,
          415,
          Answers.INVALID_REQUEST,
          "Content-Encoding is not supported: send the message uncompressed.",
          "Accept-Encoding",
          "identity");
    } else if (path.equals(withoutSlash(settings.path()))) {
      if (sticky == null || !sticky.sendsOnSession(exchange, principal)) {
        streamable.handle(exchange, principal);
      }
    } else if (path.equals("/")) {
      wrapped(exchange, principal);
    } else if (path.equals(SseEndpoint.STREAM)) {
      sse.handle(exchange, principal);
    } else if (path.equals(SseEndpoint.MESSAGES)) {
      if (sticky == null || !sticky.sendsOnMessage(exchange, principal)) {
        sse.handle(exchange, principal);
      }
    } else if (path.equals("/metrics") && settings.metrics()) {
      health.metrics(exchange);
    } else {
      Answers.error(
          exchange,
          404,
          Answers.INVALID_REQUEST,
          "There is nothing here; MCP is served at " + settings.path() + ".");
    }
  }

  private void wrapped(Exchange exchange, String principal) {
    StickyRouting routing = sticky;
    if (routing == null) {
      wrap.handle(exchange, principal, false);
    } else if (!routing.sendsOnWrapped(exchange, principal)) {
      wrap.handle(
          routing.mark(exchange, principal), principal, routing.hasStrayed(exchange, principal));
    }
  }

  /** Removes a slash at the end: {@code /mcp/} is {@code /mcp}. */
  private static String withoutSlash(String path) {
    return path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }

  /** Returns how the last child exited on its own, or null if none did. */
  public @Nullable ChildExit lastExit() {
    return children.lastExit();
  }

  /** Returns whether the next client can expect a child that works. */
  public boolean isReady() {
    return children.ready();
  }

  /** Tells where clients reach the relay: {@code https://app.example}. */
  public void servedAt(String origin) {
    gate.servedAt(origin);
  }

  /** Returns whether neither {@link #drain} nor {@link #close} was called yet. */
  public boolean isOpen() {
    return !drain.isOn();
  }

  /** Says how to end what this is a part of when it was idle for the time that the settings say. */
  public void whenIdle(Runnable end) {
    whenIdle = end;
  }

  /**
   * Begins nothing new, and waits until the calls in flight have ended, but no longer than the
   * settings say. Sessions without a call end, so that their clients begin anew, elsewhere if other
   * Machines serve the app. Meanwhile exchanges are to be handed in as before, because answers of
   * clients may be what a call waits for.
   *
   * @return whether the wait was interrupted
   */
  public boolean drain() {
    drain.begin();
    long end = System.nanoTime() + settings.drain().toNanos();
    try {
      endIdle();
      boolean quiet = false;
      while (System.nanoTime() - end < 0 && (isBusy() || !quiet)) {
        // Looked at twice: a request that came just before this is not seen at once.
        quiet = !isBusy();
        Thread.sleep(10);
        endIdle();
      }
      return false;
    } catch (InterruptedException e) {
      return true;
    } finally {
      drained = true;
    }
  }

  private void endIdle() {
    sessions.all().forEach(Session::endIfIdle);
    sse.endIdle();
    wrap.endIdle();
  }

  /**
   * Drains, fails the calls that are left, and ends every child with all that it started. Returns
   * when they are gone, or after ten seconds.
   */
  @Override
  public void close() {
    boolean interrupted = !drained && drain();
    if (!closing.compareAndSet(false, true)) {
      awaitClosed();
      return;
    }
    for (Link link : children.links()) {
      link.failAll(Drain.WHY);
    }
    var gone = children.close();
    sessions.all().forEach(Session::end);
    wrap.close();
    sse.close();
    try {
      gone.get(interrupted ? 0 : STOP_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      interrupted = true;
    } catch (ExecutionException | TimeoutException e) {
      log.log(Level.WARNING, "a child is still ending while the relay has closed");
    }
    timer.shutdownNow();
    gate.close();
    workers.shutdown();
    settings.observer().close();
    closed.countDown();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits until another thread has closed the relay. */
  private void awaitClosed() {
    try {
      var unused = closed.await(STOP_SECONDS * 2, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
