package dev.mcpfly.transport;

import dev.mcpfly.transport.internal.DaemonThreads;
import dev.mcpfly.transport.internal.Survival;
import dev.mcpfly.transport.internal.Text;
import dev.mcpfly.transport.internal.events.ObservedCall;
import dev.mcpfly.transport.internal.events.ObservedSession;
import dev.mcpfly.transport.internal.events.Observer;
import dev.mcpfly.transport.internal.relay.Log;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Delivers events to listeners on a separate thread.
 *
 * <p>Threads that serve clients do not wait: an event is put into a queue, and the thread is woken
 * only if it sleeps. It sleeps at least some milliseconds between two looks, so that under load one
 * wake-up is for many events.
 */
final class EventQueue implements Observer {
  static final int MOST = 10_000;

  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final long CLOSE_MILLIS = 2_000;

  /** Receives events; only the audit log may receive contents. */
  interface Sink {
    void accept(RelayEvent event, @Nullable String arguments, @Nullable String result);

    default boolean wantsContents() {
      return false;
    }

    default void flush() {}

    default void close() {}
  }

  /** Creates an event, on the listeners' thread. */
  private interface Making {
    RelayEvent at(Instant time);
  }

  private record Item(
      Instant time, Making event, @Nullable String arguments, @Nullable String result) {}

  private final List<Sink> sinks;
  private final InstantSource clock;
  private final Log log;
  private final ConcurrentLinkedQueue<Item> queue = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicLong dropped = new AtomicLong();
  private final AtomicBoolean asleep = new AtomicBoolean();
  private final Thread thread;
  private final boolean contentsWanted;
  private volatile boolean closed;

  private EventQueue(String name, List<Sink> sinks, InstantSource clock, Log log) {
    this.sinks = List.copyOf(sinks);
    this.contentsWanted = sinks.stream().anyMatch(Sink::wantsContents);
    this.clock = clock;
    this.log = log;
    this.thread = DaemonThreads.named(name).newThread(this::run);
  }

  /** Starts to deliver events, on a thread of this name. */
  static EventQueue start(String name, List<Sink> sinks, InstantSource clock, Log log) {
    EventQueue queue = new EventQueue(name, sinks, clock, log);
    queue.thread.start();
    return queue;
  }

  private void put(Making event) {
    put(event, null, null);
  }

  private void put(Making event, @Nullable String arguments, @Nullable String result) {
    if (waiting.incrementAndGet() > MOST) {
      waiting.decrementAndGet();
      dropped.incrementAndGet();
      return;
    }
    queue.add(new Item(clock.instant(), event, arguments, result));
    if (asleep.compareAndSet(true, false)) {
      LockSupport.unpark(thread);
    }
  }

  private void run() {
    while (true) {
      boolean last = closed;
      drain();
      if (last) {
        sinks.forEach(sink -> safely(sink::close));
        return;
      }
      if (!closed) {
        LockSupport.parkNanos(this, PAUSE_NANOS);
      }
      if (queue.isEmpty()) {
        asleep.set(true);
        // An event that came before that has not woken this thread.
        if (queue.isEmpty() && !closed) {
          LockSupport.parkNanos(this, IDLE_NANOS);
        }
        asleep.set(false);
      }
    }
  }

  private void drain() {
    Item item;
    while ((item = queue.poll()) != null) {
      waiting.decrementAndGet();
      tell(item);
    }
    long lost = dropped.getAndSet(0);
    if (lost > 0) {
      warn(lost + " events were dropped because a listener is too slow");
      tell(new Item(clock.instant(), time -> new RelayEvent.EventsDropped(time, lost), null, null));
    }
    sinks.forEach(sink -> safely(sink::flush));
  }

  private void tell(Item item) {
    RelayEvent event = item.event.at(item.time);
    for (Sink sink : sinks) {
      safely(() -> sink.accept(event, item.arguments, item.result));
    }
  }

  /** Runs what belongs to one sink: its failure must end neither the others nor the thread. */
  private void safely(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException | Error e) {
      warn("a listener failed: " + Text.excerpt(String.valueOf(e)));
    }
  }

  /** Logs a line; whoever takes the relay's lines may fail as listeners may. */
  private void warn(String line) {
    try {
      log.log(Level.WARNING, line);
    } catch (RuntimeException | Error e) {
      Survival.report("A listener's failure could not be logged.", e);
    }
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
    if (Thread.currentThread() == thread) {
      return;
    }
    try {
      thread.join(CLOSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  // ---- what happens ----

  @Override
  public boolean wantsContents() {
    return contentsWanted;
  }

  @Override
  public void sessionOpened(ObservedSession session, String version) {
    put(
        time ->
            new RelayEvent.SessionOpened(
                time,
                session.label(),
                Text.excerpt(session.principal()),
                session.transport(),
                Text.excerpt(version, 40)));
  }

  @Override
  public void sessionEnded(ObservedSession session) {
    long nanos = session.nanos();
    put(
        time ->
            new RelayEvent.SessionEnded(
                time,
                session.label(),
                Text.excerpt(session.principal()),
                session.transport(),
                Duration.ofNanos(nanos)));
  }

  @Override
  public void callStarted(ObservedCall call) {
    put(
        time ->
            new RelayEvent.CallStarted(
                time,
                call.number(),
                Text.excerpt(call.method()),
                name(call.name()),
                Text.excerpt(call.principal()),
                call.session(),
                call.requestBytes()));
  }

  @Override
  public void callEnded(
      ObservedCall call,
      Outcome outcome,
      @Nullable String errorCode,
      int responseBytes,
      @Nullable String contents) {
    long nanos = call.nanos();
    put(
        time ->
            new RelayEvent.CallEnded(
                time,
                call.number(),
                Text.excerpt(call.method()),
                name(call.name()),
                Text.excerpt(call.principal()),
                call.session(),
                call.requestBytes(),
                responseBytes,
                Duration.ofNanos(nanos),
                outcome(outcome),
                code(errorCode)),
        contentsWanted ? call.arguments() : null,
        contentsWanted ? contents : null);
  }

  private static Optional<String> name(@Nullable String name) {
    return name == null ? Optional.empty() : Optional.of(Text.excerpt(name));
  }

  private static RelayEvent.Outcome outcome(Outcome outcome) {
    return switch (outcome) {
      case SUCCESS -> RelayEvent.Outcome.SUCCESS;
      case TOOL_ERROR -> RelayEvent.Outcome.TOOL_ERROR;
      case ERROR -> RelayEvent.Outcome.ERROR;
      case CANCELLED -> RelayEvent.Outcome.CANCELLED;
      case FAILED -> RelayEvent.Outcome.FAILED;
    };
  }

  private static RelayEvent.Reason reason(Reason reason) {
    return switch (reason) {
      case CREDENTIALS -> RelayEvent.Reason.CREDENTIALS;
      case PLACE -> RelayEvent.Reason.PLACE;
      case SCOPE -> RelayEvent.Reason.SCOPE;
      case RULE -> RelayEvent.Reason.RULE;
      case LIMIT -> RelayEvent.Reason.LIMIT;
    };
  }

  private static OptionalInt code(@Nullable String raw) {
    try {
      return raw == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(raw));
    } catch (NumberFormatException e) {
      return OptionalInt.empty();
    }
  }

  @Override
  public void childStarted(String child, String principal) {
    put(time -> new RelayEvent.ChildStarted(time, child, Text.excerpt(principal)));
  }

  @Override
  public void childExited(String child, int code, long uptimeNanos) {
    put(time -> new RelayEvent.ChildExited(time, child, code, Duration.ofNanos(uptimeNanos)));
  }

  @Override
  public void signIn(String principal, boolean success) {
    put(time -> new RelayEvent.SignIn(time, Text.excerpt(principal), success));
  }

  @Override
  public void refused(
      Reason reason,
      String method,
      @Nullable String name,
      String principal,
      String session,
      String address) {
    put(
        time ->
            new RelayEvent.Refused(
                time,
                reason(reason),
                Text.excerpt(method),
                name(name),
                Text.excerpt(principal),
                session,
                Text.excerpt(address)));
  }

  @Override
  public void unmatchedRule(String kind, String pattern) {
    put(time -> new RelayEvent.UnmatchedRule(time, kind, Text.excerpt(pattern)));
  }

  /** Returns a listener as a sink. */
  static Sink sink(RelayListener listener) {
    return (event, arguments, result) -> listener.on(event);
  }
}
