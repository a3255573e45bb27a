package dev.mcpfly.transport.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Measures one target once. */
final class Measurement {
  private static final int MEGABYTE = 1 << 20;

  /** What is slower than this is measured by what it does until then. */
  private static final long PATIENCE = 5_000_000_000L;

  private final Target target;
  private final Plan plan;
  private int made;
  private final Map<Figure, Double> figures = new EnumMap<>(Figure.class);

  /**
   * How much is done.
   *
   * @param figures that are wanted
   * @param calls one at a time
   * @param parallelCalls 32 at a time
   * @param bigCalls of 1 MB
   * @param coldStarts of which the median counts
   * @param sessions that are opened and left alone
   */
  record Plan(
      Set<Figure> figures,
      int calls,
      int parallelCalls,
      int bigCalls,
      int coldStarts,
      int sessions) {}

  Measurement(Target target, Plan plan) {
    this.target = target;
    this.plan = plan;
  }

  /** Returns the figures; one that a target does not have is left out. */
  Map<Figure, Double> run() throws Exception {
    if (wants(Figure.STATELESS)) {
      stateless();
      return figures;
    }
    if (wants(Figure.SESSIONS)) {
      sessions();
      return figures;
    }
    if (wants(Figure.COLD)) {
      double[] starts = new double[plan.coldStarts()];
      for (int i = 0; i < starts.length; i++) {
        try (Running running = Running.start(target, false)) {
          starts[i] = running.coldStartMillis();
        }
      }
      figures.put(Figure.COLD, middle(starts));
    }
    try (Running running = Running.start(target, false)) {
      Thread.sleep(700);
      figures.put(Figure.IDLE, running.measured().residentMb());
      try (Watch watch = new Watch(running.measured())) {
        oneAtATime(running);
        if (target.kind() == Target.Kind.HTTP) {
          manyAtATime(running);
        }
        big(running.caller());
        figures.put(Figure.PEAK, watch.peak());
      }
    }
    figures.keySet().retainAll(plan.figures());
    return figures;
  }

  private boolean wants(Figure figure) {
    return plan.figures().contains(figure);
  }

  private void oneAtATime(Running running) throws IOException {
    for (int i = 0; i < Math.min(300, plan.calls() / 4); i++) {
      echo(running.caller(), "warm" + i);
    }
    double[] times = new double[plan.calls()];
    for (int i = 0; i < times.length; i++) {
      times[i] = timed(running.caller(), "call" + i);
    }
    Arrays.sort(times);
    figures.put(Figure.P50, times[times.length / 2]);
    figures.put(Figure.P99, times[times.length * 99 / 100]);
  }

  private void manyAtATime(Running running) throws Exception {
    double cpu = running.measured().cpuMillis();
    figures.put(
        Figure.CALLS,
        together(32, plan.parallelCalls(), running::anotherConnection, this::echo));
    figures.put(
        Figure.CPU, (running.measured().cpuMillis() - cpu) * 1000 / made);
  }

  private void big(Caller caller) throws IOException {
    String params = Messages.blob(target.prefix() + "blob", MEGABYTE);
    double[] times = new double[plan.bigCalls()];
    for (int i = -5; i < times.length; i++) {
      long start = System.nanoTime();
      String answer = caller.request("tools/call", "", params);
      if (i >= 0) {
        times[i] = (System.nanoTime() - start) / 1e6;
      }
      check(answer.length() > MEGABYTE, answer);
    }
    figures.put(Figure.BIG, middle(times));
  }

  private void stateless() throws Exception {
    try (Running running = Running.start(target, true)) {
      int calls = plan.parallelCalls();
      ToCall call = this::modernEcho;
      together(16, calls / 4, running::anotherConnection, call);
      figures.put(
          Figure.STATELESS, together(16, calls, running::anotherConnection, call));
    }
  }

  private void sessions() throws Exception {
    try (Running running = Running.start(target, false)) {
      List<Caller> all = new ArrayList<>();
      for (int i = 0; i < plan.sessions(); i++) {
        Caller caller = running.anotherClient();
        all.add(caller);
        echo(caller, "session" + i);
        caller.close(); // the connection; the session stays
      }
      Thread.sleep(700);
      figures.put(Figure.SESSIONS, running.measured().residentMb());
    }
  }

  private interface ToCall {
    void call(Caller caller, String text) throws IOException;
  }

  /** Returns how many a second it were; the callers are there before the clock starts. */
  private double together(
      int callers, int calls, Callable<Caller> opened, ToCall toCall) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(callers);
    List<Caller> all = new ArrayList<>();
    try {
      for (int i = 0; i < callers; i++) {
        all.add(opened.call());
      }
      AtomicInteger next = new AtomicInteger();
      AtomicInteger done = new AtomicInteger();
      List<Future<Void>> ends = new ArrayList<>();
      long start = System.nanoTime();
      for (Caller caller : all) {
        Callable<Void> work =
            () -> {
              for (int i; (i = next.getAndIncrement()) < calls; ) {
                toCall.call(caller, "call" + i);
                done.incrementAndGet();
                if (System.nanoTime() - start > PATIENCE) {
                  break;
                }
              }
              return null;
            };
        ends.add(threads.submit(work));
      }
      for (Future<Void> end : ends) {
        end.get();
      }
      made = done.get();
      return made / ((System.nanoTime() - start) / 1e9);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    } finally {
      threads.shutdownNow();
      for (Caller caller : all) {
        caller.close();
      }
    }
  }

  private double timed(Caller caller, String text) throws IOException {
    long start = System.nanoTime();
    String answer = answer(caller, text);
    double millis = (System.nanoTime() - start) / 1e6;
    check(answer.contains(text), answer);
    return millis;
  }

  private void echo(Caller caller, String text) throws IOException {
    String answer = answer(caller, text);
    check(answer.contains('"' + text + '"'), answer);
  }

  private String answer(Caller caller, String text) throws IOException {
    return caller.request("tools/call", "", Messages.echo(target.prefix() + "echo", text));
  }

  private void modernEcho(Caller caller, String text) throws IOException {
    String tool = target.prefix() + "echo";
    String answer =
        caller.request("tools/call", tool, Messages.modern(Messages.echo(tool, text)));
    check(answer.contains('"' + text + '"'), answer);
  }

  private static void check(boolean right, String answer) throws IOException {
    if (!right) {
      throw new IOException(
          "A wrong answer: " + answer.substring(0, Math.min(200, answer.length())));
    }
  }

  static double middle(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted.length == 0 ? Double.NaN : sorted[sorted.length / 2];
  }
}
