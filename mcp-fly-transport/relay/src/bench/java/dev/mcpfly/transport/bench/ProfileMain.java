package dev.mcpfly.transport.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Loads a relay, or a proxy in front of one, for a profiler: {@code ProfileMain JAR ECHO_SERVER
 * one|many|big|stateless|proxy JAVA [FLAG…]}. Says the process to be profiled as soon as it is warm,
 * goes on until its stdin ends or a line comes, and says then what a call has cost each process.
 */
public final class ProfileMain {
  private static final int WARM = 3_000;

  private ProfileMain() {}

  /** Runs it. */
  public static void main(String[] args) throws Exception {
    String jar = args[0];
    String echo = args[1];
    String work = args[2];
    List<String> java = Arrays.asList(args).subList(3, args.length);
    Target relay =
        Target.http(
            "relay",
            "/mcp",
            port -> with(java, jar, "wrap", "--port", "" + port, "--", "node", echo));
    Target target =
        work.equals("proxy")
            ? Target.proxy(
                "proxy",
                relay,
                port -> with(java, jar, "proxy", "--url", "http://127.0.0.1:" + port + "/mcp"))
            : relay;
    boolean modern = work.equals("stateless");
    try (Running running = Running.start(target, modern)) {
      int callers = work.equals("many") ? 32 : modern ? 16 : 1;
      AtomicLong calls = new AtomicLong();
      AtomicLong end = new AtomicLong(Long.MAX_VALUE);
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < callers; i++) {
        Caller caller = callers == 1 ? running.caller() : running.anotherConnection();
        Thread thread = new Thread(() -> load(caller, work, calls, end));
        threads.add(thread);
        thread.start();
      }
      long warm = work.equals("big") ? 50 : WARM;
      while (calls.get() < warm) {
        Thread.sleep(10);
      }
      long pid = running.measured().process().pid();
      System.out.println(pid);
      long node = ProcessHandle.of(pid).orElseThrow().descendants().mapToLong(ProcessHandle::pid)
          .findFirst().orElse(0);
      long own = ProcessHandle.current().pid();
      long[][] before = {ticks(pid), ticks(node), ticks(own)};
      long from = calls.get();
      long began = System.nanoTime();
      System.in.read();
      double seconds = (System.nanoTime() - began) / 1e9;
      long made = calls.get() - from;
      long[][] after = {ticks(pid), ticks(node), ticks(own)};
      end.set(0);
      for (Thread thread : threads) {
        thread.join();
      }
      String[] names = {"measured", "its server", "caller"};
      for (int i = 0; i < names.length; i++) {
        System.err.printf(
            Locale.ROOT,
            "%-12s %8.1f µs a call: %.1f user, %.1f kernel%n",
            names[i],
            1e4 * (after[i][0] + after[i][1] - before[i][0] - before[i][1]) / made,
            1e4 * (after[i][0] - before[i][0]) / made,
            1e4 * (after[i][1] - before[i][1]) / made);
      }
      System.err.printf(Locale.ROOT, "%.0f calls a second%n", made / seconds);
    }
    System.exit(0);
  }

  private static List<String> with(List<String> java, String jar, String... more) {
    List<String> command = new ArrayList<>(java);
    command.addAll(List.of("-jar", jar));
    command.addAll(List.of(more));
    return command;
  }

  private static void load(Caller caller, String work, AtomicLong calls, AtomicLong end) {
    try {
      while (calls.incrementAndGet() < end.get()) {
        if (work.equals("big")) {
          caller.request("tools/call", "", Messages.blob("blob", 1 << 20));
        } else if (work.equals("stateless")) {
          caller.request("tools/call", "echo", Messages.modern(Messages.echo("echo", "hello")));
        } else {
          caller.request("tools/call", "", Messages.echo("echo", "hello"));
        }
      }
    } catch (IOException e) {
      e.printStackTrace();
      System.exit(1);
    }
  }

  /** User and kernel time, in hundredths of a second. */
  private static long[] ticks(long pid) throws IOException {
    if (pid == 0) {
      return new long[2];
    }
    String stat = Files.readString(Path.of("/proc", String.valueOf(pid), "stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return new long[] {Long.parseLong(fields[11]), Long.parseLong(fields[12])};
  }
}
