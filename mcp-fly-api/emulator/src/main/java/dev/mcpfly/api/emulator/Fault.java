package dev.mcpfly.api.emulator;

import com.google.errorprone.annotations.CheckReturnValue;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A rule that makes calls fail: which calls of which operation, and what happens to them.
 *
 * <pre>{@code
 * Fault.on("Machines_create").call(1).dropAfter()        // the first create happens, its answer is lost
 * Fault.on("Machines_show").calls(2, 4).answer(503, "")  // the second to fourth GET of a machine
 * Fault.on("*").delay(Duration.ofMillis(300))            // everything is slow
 * }</pre>
 *
 * <p>Operations have the names of the API's own description, such as {@code Machines_create} or
 * {@code Volume_delete}; the emulator's documentation lists all of them. A rule is immutable and
 * may be given to several emulators, each of which counts calls separately.
 */
@CheckReturnValue
@SuppressWarnings("exports") // needed only while compiling
public final class Fault {

  /** What a rule does to a call. */
  enum Kind {
    DELAY,
    REFUSE,
    ANSWER,
    ANSWER_AFTER_EFFECT,
    STALL_BODY,
    DROP_BEFORE,
    DROP_AFTER
  }

  private final Trigger trigger;
  private final Kind kind;
  private final Duration delay;
  private final int status;
  private final String body;
  private final Map<String, String> headers;

  private Fault(
      Trigger trigger,
      Kind kind,
      Duration delay,
      int status,
      String body,
      Map<String, String> headers) {
    this.trigger = trigger;
    this.kind = kind;
    this.delay = delay;
    this.status = status;
    this.body = body;
    this.headers = Map.copyOf(headers);
  }

  /**
   * Starts a rule for every call of an operation.
   *
   * @param operation the operation's name, or {@code *} for all
   */
  public static Trigger on(String operation) {
    return new Trigger(Objects.requireNonNull(operation, "operation"), 1, Integer.MAX_VALUE, null);
  }

  String operation() {
    return trigger.operation;
  }

  Kind kind() {
    return kind;
  }

  Duration delay() {
    return delay;
  }

  int status() {
    return status;
  }

  String body() {
    return body;
  }

  Map<String, String> headers() {
    return headers;
  }

  boolean concerns(String operation, String app) {
    return (trigger.operation.equals("*") || trigger.operation.equals(operation))
        && (trigger.app == null || trigger.app.equals(app));
  }

  boolean strikesAt(int call) {
    return call >= trigger.first && call <= trigger.last;
  }

  @Override
  public String toString() {
    return "Fault[" + trigger + " -> " + kind + (status == 0 ? "" : " " + status) + "]";
  }

  /** The calls that a rule applies to. Immutable: each method returns a new trigger. */
  public static final class Trigger {
    private final String operation;
    private final int first;
    private final int last;
    private final @Nullable String app;

    private Trigger(String operation, int first, int last, @Nullable String app) {
      this.operation = operation;
      this.first = first;
      this.last = last;
      this.app = app;
    }

    /** Strikes only the n-th call, counted from 1 since the rule was added. */
    public Trigger call(int n) {
      return calls(n, n);
    }

    /**
     * Strikes the calls from the first to the last, both included, counted from 1.
     *
     * @throws IllegalArgumentException if the range is empty or begins before 1
     */
    public Trigger calls(int first, int last) {
      if (first < 1 || last < first) {
        throw new IllegalArgumentException(
            "calls are counted from 1 and a range must not end before it begins, but was "
                + first
                + ".."
                + last);
      }
      return new Trigger(operation, first, last, app);
    }

    /** Counts and strikes only calls that name this app. */
    public Trigger inApp(String app) {
      return new Trigger(operation, first, last, Objects.requireNonNull(app, "app"));
    }

    /** Answers as usual, after a delay by the emulator's clock. */
    public Fault delay(Duration delay) {
      return new Fault(this, Kind.DELAY, delay, 0, "", Map.of());
    }

    /** Closes the connection before the request's body is read. The call has no effect. */
    public Fault refuse() {
      return new Fault(this, Kind.REFUSE, Duration.ZERO, 0, "", Map.of());
    }

    /** Answers with this status and the emulator's own error body; the call has no effect. */
    public Fault answer(int status) {
      return answer(status, "{\"error\":\"emulated fault\"}");
    }

    /** Answers with this status and body; the call has no effect. */
    public Fault answer(int status, String body) {
      return answer(status, body, Map.of());
    }

    /** Answers with this status, body and headers; the call has no effect. */
    public Fault answer(int status, String body, Map<String, String> headers) {
      return new Fault(this, Kind.ANSWER, Duration.ZERO, status, body, headers);
    }

    /** Lets the call take effect, but answers with this status and body. */
    public Fault answerAfterEffect(int status, String body) {
      return new Fault(this, Kind.ANSWER_AFTER_EFFECT, Duration.ZERO, status, body, Map.of());
    }

    /**
     * Lets the call take effect and sends the head of the answer and half of its body, but never
     * the rest, until the emulator closes.
     */
    public Fault stallBody() {
      return new Fault(this, Kind.STALL_BODY, Duration.ZERO, 0, "", Map.of());
    }

    /** Reads the whole request, then closes the connection; the call has no effect. */
    public Fault dropBefore() {
      return new Fault(this, Kind.DROP_BEFORE, Duration.ZERO, 0, "", Map.of());
    }

    /** Lets the call take effect, then closes the connection without an answer. */
    public Fault dropAfter() {
      return new Fault(this, Kind.DROP_AFTER, Duration.ZERO, 0, "", Map.of());
    }

    @Override
    public String toString() {
      String calls =
          first == last
              ? "call " + first
              : last == Integer.MAX_VALUE ? "every call" : first + ".." + last;
      return operation + ", " + calls + (app == null ? "" : " in " + app);
    }
  }

  /** The fault rules of a running emulator. Safe for use by several threads. */
  public static final class Rules {
    private final List<Active> rules = new CopyOnWriteArrayList<>();
    private final Set<String> operations;

    Rules(Set<String> operations, List<Fault> initial) {
      this.operations = operations;
      initial.forEach(this::add);
    }

    /**
     * Adds a rule. It counts calls from now on, and comes after the existing rules.
     *
     * @throws IllegalArgumentException if the rule is about an operation that does not exist
     */
    public void add(Fault fault) {
      if (!fault.operation().equals("*") && !operations.contains(fault.operation())) {
        throw new IllegalArgumentException(
            "there is no operation '" + fault.operation() + "'; there are " + operations);
      }
      rules.add(new Active(fault));
    }

    /** Removes all rules. */
    public void clear() {
      rules.clear();
    }

    /** Returns how many calls the rules have changed so far. */
    public int applied() {
      return rules.stream().mapToInt(rule -> rule.applied.get()).sum();
    }

    /**
     * Returns the rule for this call: every rule counts the call, and the first that strikes wins.
     */
    @Nullable Fault strike(String operation, String app) {
      Active hit = null;
      for (Active rule : rules) {
        if (rule.strikes(operation, app) && hit == null) {
          hit = rule;
        }
      }
      if (hit == null) {
        return null;
      }
      hit.applied.incrementAndGet();
      return hit.fault;
    }

    /** One rule with the calls that it has seen. */
    private static final class Active {
      private final Fault fault;
      private final AtomicInteger calls = new AtomicInteger();
      private final AtomicInteger applied = new AtomicInteger();

      Active(Fault fault) {
        this.fault = fault;
      }

      /** Counts the call if the rule applies to it, and returns whether the rule strikes it. */
      boolean strikes(String operation, String app) {
        return fault.concerns(operation, app) && fault.strikesAt(calls.incrementAndGet());
      }
    }
  }
}
