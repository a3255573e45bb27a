package dev.mcpfly.transport.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Loads one relay at a moderate rate for long and says once a minute what it holds, then by how
 * much that grows in an hour: {@code GrowthMain JAR BUSY_SERVER MINUTES CALLS_PER_SECOND JAVA
 * [FLAG…]}.
 *
 * <p>Four connections of one session make the calls, every 2,000th for a result of 1 MB. A new
 * {@link Visitor} starts every two seconds, with its own session and server process.
 */
public final class GrowthMain {
  private static final int CALLERS = 4;
  private static final int BIG_EACH = 2000;

  /** So many minutes at the start are not counted: caches fill, code is compiled. */
  private static final int START = 10;

  private final AtomicBoolean goOn = new AtomicBoolean(true);
  private final AtomicLong calls = new AtomicLong();
  private final AtomicLong visits = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();

  private GrowthMain() {}

  /** Runs it; ends with 1 if a call failed. */
  public static void main(String[] args) throws Exception {
    new GrowthMain().run(args);
  }

  private void run(String[] args) throws Exception {
    int minutes = Integer.parseInt(args[2]);
    double rate = Double.parseDouble(args[3]);
    List<String> java = Arrays.asList(args).subList(4, args.length);
    Target target = target(java, args[0], args[1]);
    List<Holdings> all = new ArrayList<>();
    try (Running running = Running.start(target, false)) {
      ExecutorService threads = Executors.newFixedThreadPool(CALLERS + 1);
      for (int i = 0; i < CALLERS; i++) {
        threads.execute(() -> load(running, rate / CALLERS));
      }
      threads.execute(() -> visit(running.port()));
      System.out.println("minute\tcalls\tvisits\tfailed\t" + Holdings.HEAD);
      for (int minute = 1; minute <= minutes; minute++) {
        Thread.sleep(60_000);
        Holdings now = Holdings.of(running.measured().process(), java.get(0));
        all.add(now);
        System.out.printf(
            "%d\t%d\t%d\t%d\t%s%n", minute, calls.get(), visits.get(), failed.get(), now);
      }
      goOn.set(false);
      threads.shutdownNow();
    }
    System.out.println(
        "growth in an hour, from minute "
            + START
            + " on: "
            + Holdings.growth(all.subList(Math.min(START, all.size()), all.size()), 60));
    System.exit(failed.get() == 0 ? 0 : 1);
  }

  private static Target target(List<String> java, String jar, String server) {
    return Target.http(
        "growth",
        "/mcp",
        port -> {
          List<String> command = new ArrayList<>(java);
          command.addAll(List.of("-jar", Path.of(jar).toString(), "wrap"));
          // Some visitors leave without a word.
          command.addAll(List.of("--session-idle", "1m", "--port", "" + port));
          command.addAll(List.of("--", "node", server));
          return command;
        });
  }

  /** Makes up for what it has missed, so that the rate holds on a loaded machine, too. */
  private void load(Running running, double rate) {
    Caller caller = running.anotherConnection();
    long start = System.nanoTime();
    for (long made = 0; goOn.get(); made++) {
      try {
        long early = start + (long) (made / rate * 1e9) - System.nanoTime();
        if (early > 0) {
          Thread.sleep(early / 1_000_000, (int) (early % 1_000_000));
        }
        long number = calls.incrementAndGet();
        caller.request(
            "tools/call",
            "",
            number % BIG_EACH == 0
                ? Messages.blob("blob", 1 << 20)
                : Messages.echo("echo", "call" + number));
      } catch (Exception e) {
        fail(e);
      }
    }
  }

  private void visit(int port) {
    try (Visitor visitor = new Visitor(port)) {
      while (goOn.get()) {
        try {
          visitor.visit(visits.incrementAndGet());
          Thread.sleep(2000);
        } catch (Exception e) {
          fail(e);
        }
      }
    }
  }

  private void fail(Exception e) {
    if (goOn.get()) {
      failed.incrementAndGet();
      System.err.println("failed: " + e);
    }
  }
}
