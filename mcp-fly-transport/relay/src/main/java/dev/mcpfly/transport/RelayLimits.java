package dev.mcpfly.transport;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import java.time.Duration;

/**
 * Limits on what the clients and server processes of a {@link Relay} may use. Immutable: each
 * setter returns a copy.
 */
@CheckReturnValue
@SuppressWarnings("exports") // needed only while compiling
public final class RelayLimits {
  private static final RelayLimits DEFAULTS = new RelayLimits(new Values());

  private final Values values;

  private RelayLimits(Values values) {
    this.values = values;
  }

  /** The values, which do not change after they are set. */
  private static final class Values implements Cloneable {
    int requestBytes = 64 << 20;
    int headerBytes = 32 << 10;
    int messageBytes = 64 << 20;
    int connections = 4096;
    int sessions = 1024;
    int children = MachineMemory.servers();
    int sessionsPerPrincipal;
    int childrenPerPrincipal;
    int callsPerPrincipal = 1024;
    int keptEvents = 1000;
    long keptBytes = 8L << 20;
    Duration childWait = Duration.ofSeconds(45);
    Duration sessionIdle = Duration.ofMinutes(30);
    Duration headerTimeout = Duration.ofSeconds(10);
    Duration bodyTimeout = Duration.ofSeconds(30);
    Duration idleConnection = Duration.ofMinutes(2);
    Duration stopGrace = Duration.ofSeconds(2);

    Values copy() {
      try {
        return (Values) clone();
      } catch (CloneNotSupportedException e) {
        throw new AssertionError(e);
      }
    }
  }

  /** Returns the default limits. */
  public static RelayLimits ofDefaults() {
    return DEFAULTS;
  }

  private interface Change {
    void on(Values values);
  }

  private RelayLimits with(Change change) {
    Values copy = values.copy();
    change.on(copy);
    return new RelayLimits(copy);
  }

  @CanIgnoreReturnValue
  private static int positive(int value, String what) {
    if (value < 1) {
      throw new IllegalArgumentException(what + " must be at least 1, but was " + value + ".");
    }
    return value;
  }

  @CanIgnoreReturnValue
  private static Duration positive(Duration value, String what) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(what + " must be positive, but was " + value + ".");
    }
    return value;
  }

  /**
   * Sets the longest request body, in bytes; 64 MiB by default, longer ones get 413.
   *
   * <p>Whatever is set, all messages in flight together take at most half of this JVM's heap, so
   * that a body can have 3/16 of it; a message that does not fit gets 503 with {@code Retry-After}.
   */
  public RelayLimits requestBytes(int bytes) {
    positive(bytes, "requestBytes");
    return with(v -> v.requestBytes = bytes);
  }

  /**
   * Sets the longest request line with headers, in bytes; 32 KiB by default, longer ones get 431.
   */
  public RelayLimits headerBytes(int bytes) {
    positive(bytes, "headerBytes");
    return with(v -> v.headerBytes = bytes);
  }

  /**
   * Sets the longest message that is taken from a server, in bytes; 64 MiB by default, and 3/16 of
   * the heap at most. The call that a longer one answers fails.
   */
  public RelayLimits messageBytes(int bytes) {
    positive(bytes, "messageBytes");
    return with(v -> v.messageBytes = bytes);
  }

  /**
   * Sets how many connections may be open at once; 4096 by default. One more replaces the
   * connection that has been idle for the longest time; if none is idle, it gets 503.
   */
  public RelayLimits connections(int count) {
    positive(count, "connections");
    return with(v -> v.connections = count);
  }

  /**
   * Sets how many sessions may be open at once; 1024 by default. One more takes the place of the
   * session that has been without a call and a stream for the longest time; if there is none, it
   * gets 503.
   */
  public RelayLimits sessions(int count) {
    positive(count, "sessions");
    return with(v -> v.sessions = count);
  }

  /**
   * Sets how many sessions one principal may have open at once; a quarter of {@link #sessions} by
   * default, more get 503. Without authentication all clients are one principal, for which only the
   * limit for all counts.
   */
  public RelayLimits sessionsPerPrincipal(int count) {
    positive(count, "sessionsPerPrincipal");
    return with(v -> v.sessionsPerPrincipal = count);
  }

  /**
   * Sets how many server processes one principal may have for its sessions at once; half of {@link
   * #children} by default, more get 503. Without authentication only the limit for all counts.
   */
  public RelayLimits childrenPerPrincipal(int count) {
    positive(count, "childrenPerPrincipal");
    return with(v -> v.childrenPerPrincipal = count);
  }

  /**
   * Sets how many calls of one principal may be in flight at once; 1024 by default, more get 503.
   */
  public RelayLimits callsPerPrincipal(int count) {
    positive(count, "callsPerPrincipal");
    return with(v -> v.callsPerPrincipal = count);
  }

  /**
   * Sets how many server processes may run at once. By default this follows from the memory of the
   * machine or its container: one for each 48 MiB beyond the first 128, at least 8 and at most 512.
   *
   * <p>A client that needs one more gets the process whose client has been without a call and a
   * stream for the longest time, at least two seconds; that client's next request gets 404, which
   * tells it to begin anew. If all are in use, the client waits for {@link #childWait}.
   */
  public RelayLimits children(int count) {
    positive(count, "children");
    return with(v -> v.children = count);
  }

  /** Sets how long a client waits for a server process before it gets 503; 45 s by default. */
  public RelayLimits childWait(Duration time) {
    positive(time, "childWait");
    return with(v -> v.childWait = time);
  }

  /**
   * Sets how many events of each session are kept for a client that reconnects; 1000 by default.
   */
  public RelayLimits keptEvents(int count) {
    positive(count, "keptEvents");
    return with(v -> v.keptEvents = count);
  }

  /** Sets how many bytes of events of each session are kept; 8 MiB by default. */
  public RelayLimits keptBytes(int bytes) {
    positive(bytes, "keptBytes");
    return with(v -> v.keptBytes = bytes);
  }

  /** Sets how long an unused session lives; 30 minutes by default. */
  public RelayLimits sessionIdle(Duration time) {
    positive(time, "sessionIdle");
    return with(v -> v.sessionIdle = time);
  }

  /** Sets how long the head of a request may take to arrive; 10 s by default. */
  public RelayLimits headerTimeout(Duration time) {
    positive(time, "headerTimeout");
    return with(v -> v.headerTimeout = time);
  }

  /**
   * Sets how long a body may take to arrive, in addition to one second for each 64 KiB of it; 30 s
   * by default.
   */
  public RelayLimits bodyTimeout(Duration time) {
    positive(time, "bodyTimeout");
    return with(v -> v.bodyTimeout = time);
  }

  /** Sets how long an idle connection is kept open; 2 minutes by default. */
  public RelayLimits idleConnection(Duration time) {
    positive(time, "idleConnection");
    return with(v -> v.idleConnection = time);
  }

  /**
   * Sets how long a server process has to end once its stdin is closed, and again after TERM,
   * before it is killed; 2 s by default.
   */
  public RelayLimits stopGrace(Duration time) {
    positive(time, "stopGrace");
    return with(v -> v.stopGrace = time);
  }

  int requestBytes() {
    return values.requestBytes;
  }

  int headerBytes() {
    return values.headerBytes;
  }

  int messageBytes() {
    return values.messageBytes;
  }

  int connections() {
    return values.connections;
  }

  int sessions() {
    return values.sessions;
  }

  int children() {
    return values.children;
  }

  int sessionsPerPrincipal() {
    int each = values.sessionsPerPrincipal;
    return each > 0 ? each : Math.max(1, values.sessions / 4);
  }

  int childrenPerPrincipal() {
    int each = values.childrenPerPrincipal;
    return each > 0 ? each : Math.max(1, values.children / 2);
  }

  int callsPerPrincipal() {
    return values.callsPerPrincipal;
  }

  int keptEvents() {
    return values.keptEvents;
  }

  long keptBytes() {
    return values.keptBytes;
  }

  Duration childWait() {
    return values.childWait;
  }

  Duration sessionIdle() {
    return values.sessionIdle;
  }

  Duration headerTimeout() {
    return values.headerTimeout;
  }

  Duration bodyTimeout() {
    return values.bodyTimeout;
  }

  Duration idleConnection() {
    return values.idleConnection;
  }

  Duration stopGrace() {
    return values.stopGrace;
  }
}
