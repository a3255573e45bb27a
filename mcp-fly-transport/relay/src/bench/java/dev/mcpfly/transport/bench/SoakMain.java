package dev.mcpfly.transport.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Loads one relay for a while and says, a line each time, what it does and what memory it has:
 * {@code SoakMain JAR ECHO_SERVER SECONDS LINES JAVA [FLAG…]}. Calls come 8 at a time, each 1,000th
 * asks for a result of 256 KB, and each 500th comes in a session that is opened for it.
 */
public final class SoakMain {
  private static final int CALLERS = 8;

  private SoakMain() {}

  /** Runs it; ends with 1 if a call failed. */
  public static void main(String[] args) throws Exception {
    Path jar = Path.of(args[0]);
    Path echo = Path.of(args[1]);
    double seconds = Double.parseDouble(args[2]);
    int lines = Integer.parseInt(args[3]);
    List<String> java = Arrays.asList(args).subList(4, args.length);
    Target target =
        Target.http(
            "soak",
            "/mcp",
            port -> {
              List<String> command = new ArrayList<>(java);
              command.addAll(List.of("-jar", jar.toString(), "wrap", "--policy", "shared"));
              command.addAll(List.of("--port", "" + port, "--", "node", echo.toString()));
              return command;
            });
    AtomicBoolean goOn = new AtomicBoolean(true);
    AtomicLong calls = new AtomicLong();
    AtomicLong failed = new AtomicLong();
    try (Running running = Running.start(target, false)) {
      ExecutorService threads = Executors.newFixedThreadPool(CALLERS);
      for (int i = 0; i < CALLERS; i++) {
        threads.execute(() -> load(running, goOn, calls, failed));
      }
      System.out.println("second\tcalls/s\tCPU µs/call\tRSS MB\tfailed");
      long last = 0;
      double cpu = running.measured().cpuMillis();
      for (int line = 1; line <= lines; line++) {
        Thread.sleep((long) (seconds * 1000 / lines));
        long now = calls.get();
        double used = running.measured().cpuMillis();
        System.out.printf(
            Locale.ROOT,
            "%.0f\t%.0f\t%.1f\t%.1f\t%d%n",
            line * seconds / lines,
            (now - last) * lines / seconds,
            (used - cpu) * 1000 / Math.max(1, now - last),
            running.measured().residentMb(),
            failed.get());
        last = now;
        cpu = used;
      }
      goOn.set(false);
      threads.shutdownNow();
    }
    System.exit(failed.get() == 0 ? 0 : 1);
  }

  private static void load(
      Running running, AtomicBoolean goOn, AtomicLong calls, AtomicLong failed) {
    Caller caller = running.anotherConnection();
    while (goOn.get()) {
      long number = calls.incrementAndGet();
      try {
        if (number % 1000 == 0) {
          caller.request("tools/call", "", Messages.blob("blob", 1 << 18));
        } else if (number % 500 == 0) {
          try (Caller another = running.anotherClient()) {
            another.request("ping", "", "{}");
          }
        } else {
          caller.request("tools/call", "", Messages.echo("echo", "call" + number));
        }
      } catch (Exception e) {
        if (goOn.get()) {
          failed.incrementAndGet();
        }
      }
    }
  }
}
