package dev.mcpfly.transport;

import static dev.mcpfly.transport.HttpPeer.call;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpfly.transport.HttpPeer.Answer;
import dev.mcpfly.transport.HttpPeer.Stream;
import java.io.IOException;
import java.net.http.HttpTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Full load with random faults for as long as {@code mcp.soak.seconds} says; runs in the Maven
 * profile {@code soak}. Prints its seed and its figures.
 */
@EnabledIfSystemProperty(named = "mcp.soak.seconds", matches = "\\d+")
class RelaySoakTest {
  private static final int CLIENTS = 8;

  private final LongAdder calls = new LongAdder();
  private final LongAdder lost = new LongAdder();
  private final LongAdder duplicated = new LongAdder();
  private final Map<String, LongAdder> faults = new ConcurrentSkipListMap<>();
  private final List<String> wrong = new CopyOnWriteArrayList<>();

  private record Footprint(
      long heapMb, long residentMb, int threads, long files, long sockets, long processes) {
    static Footprint now() throws IOException {
      System.gc();
      Runtime runtime = Runtime.getRuntime();
      return new Footprint(
          (runtime.totalMemory() - runtime.freeMemory()) >> 20,
          resident(),
          // The relay's own; the client of this test keeps some for a while.
          (int)
              Thread.getAllStackTraces().keySet().stream()
                  .filter(thread -> thread.getName().startsWith("mcp-"))
                  .count(),
          open(""),
          open("socket:"),
          ProcessHandle.current().descendants().count());
    }

    private static long resident() throws IOException {
      Path status = Path.of("/proc/self/status");
      return Files.isReadable(status)
          ? Files.readAllLines(status).stream()
              .filter(line -> line.startsWith("VmRSS:"))
              .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) >> 10)
              .sum()
          : 0;
    }

    private static long open(String kind) throws IOException {
      Path open = Path.of("/proc/self/fd");
      if (!Files.isDirectory(open)) {
        return 0;
      }
      try (var list = Files.list(open)) {
        return list.filter(file -> target(file).startsWith(kind)).count();
      }
    }

    private static String target(Path link) {
      try {
        return Files.readSymbolicLink(link).toString();
      } catch (IOException e) {
        // Closed meanwhile, as the one that lists them is.
        return "";
      }
    }
  }

  @Test
  void survivesFaultsWithoutLossesOrLeaks() throws Exception {
    long seconds = Long.getLong("mcp.soak.seconds");
    long seed = Long.getLong("mcp.soak.seed", 20_261_128);
    System.out.println("soak: seed " + seed + ", " + seconds + " s, " + CLIENTS + " clients");
    try (Relay relay =
        Relay.stdio(StdioServerMain.command())
            .port(0)
            // So that a call that is cut off is answered to who sends it again.
            .streamAfter(Duration.ofMinutes(1))
            .limits(
                RelayLimits.ofDefaults()
                    .children(CLIENTS + 4)
                    .sessionIdle(Duration.ofSeconds(5))
                    .idleConnection(Duration.ofSeconds(5)))
            .logger(line -> {})
            .stderr(line -> {})
            .start()) {
      load(relay, seed - CLIENTS, System.nanoTime() + TimeUnit.SECONDS.toNanos(5));
      settle();
      Footprint before = Footprint.now();
      calls.reset();
      faults.clear();
      load(relay, seed, System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds));
      settle();
      Footprint after = Footprint.now();
      System.out.printf(
          "soak: %d calls, faults %s, %d lost, %d duplicated, %d wrong%n"
              + "soak: before %s%nsoak: after  %s%n",
          calls.sum(), faults, lost.sum(), duplicated.sum(), wrong.size(), before, after);
      assertThat(wrong).isEmpty();
      assertThat(lost.sum()).isZero();
      assertThat(duplicated.sum()).isZero();
      assertThat(calls.sum()).isPositive();
      assertThat(after.threads()).isLessThanOrEqualTo(before.threads() + 3);
      assertThat(after.sockets()).isLessThanOrEqualTo(before.sockets() + 30);
      assertThat(after.files()).isLessThanOrEqualTo(before.files() + 30);
      assertThat(after.heapMb()).isLessThanOrEqualTo(before.heapMb() + 64);
      assertThat(after.processes()).isLessThanOrEqualTo(before.processes() + 1);
    }
  }

  /** Long enough for sessions that were dropped to be noticed, and their servers to end. */
  private static void settle() throws InterruptedException {
    Thread.sleep(15_000);
  }

  private void load(Relay relay, long seed, long end) throws InterruptedException {
    List<Thread> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      Random random = new Random(seed + i);
      Thread client = new Thread(() -> client(relay, random, end), "soak-" + i);
      clients.add(client);
      client.start();
    }
    for (Thread client : clients) {
      client.join();
    }
  }

  private void client(Relay relay, Random random, long end) {
    while (System.nanoTime() - end < 0) {
      try {
        HttpPeer client = new HttpPeer(relay.uri());
        Answer opened = client.post(HttpPeer.initialize("2025-11-25"));
        if (opened.status() != 200) {
          fault("all servers taken");
          Thread.sleep(200);
          continue;
        }
        session(client.with("Mcp-Session-Id", opened.header("Mcp-Session-Id")), random, end);
      } catch (HttpTimeoutException e) {
        lost.increment();
      } catch (Exception e) {
        wrong.add(e.toString());
      }
    }
  }

  private void session(HttpPeer session, Random random, long end) throws Exception {
    for (int i = 1; i < 2000 && System.nanoTime() - end < 0; i++) {
      int dice = random.nextInt(1000);
      calls.increment();
      if (dice == 0) {
        fault("crash");
        // A crash answers its call, and ends the session.
        expect(session.post(call("" + i, "crash", "{}")).errorCode() == -32603, "crash");
        expect(session.post(call("1", "echo", "{}")).status() == 404, "gone");
        return;
      } else if (dice == 1) {
        fault("kill");
        long pid = Long.parseLong(session.post(call("" + i, "pid", "{}")).text());
        var pending = session.postLater(call("\"p\"", "hold", "{}"));
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        Answer answer = pending.get(60, TimeUnit.SECONDS);
        // It was answered, or came when the session had ended.
        expect(answer.status() == 404 || answer.errorCode() == -32603, "kill");
        return;
      } else if (dice == 2) {
        fault("delete");
        session.send("DELETE");
        return;
      } else if (dice == 3) {
        fault("session dropped");
        return;
      } else if (dice == 4) {
        fault("stream dropped");
        session.stream().close();
      } else if (dice < 9) {
        fault("hang, cancelled");
        var hanging = session.postLater(call("" + i, "hold", "{}"));
        cancel(session, i);
        while (!hanging.isDone()) {
          // The one may have come before the other.
          Thread.sleep(20);
          cancel(session, i);
        }
        expect(hanging.get().status() == 200, "hang");
      } else if (dice == 9) {
        cutOff(session, i, random);
      } else if (dice < 18) {
        fault("noise");
        expect(session.post(call("" + i, "noise", "{}")).text().equals("noisy"), "noise");
      } else if (dice < 22) {
        int size = random.nextInt(2_000_000);
        Answer answer = session.post(call("" + i, "blob", "{\"size\":" + size + "}"));
        expect(answer.text().length() == size, "blob");
      } else if (dice < 60) {
        progress(session, i, random.nextInt(50));
      } else if (dice < 62) {
        try (Stream stream = session.stream()) {
          session.post(call("" + i, "changed", "{}"));
          expect(stream.data().contains("list_changed"), "changed");
        }
      } else {
        String text = "{\"i\":" + i + ",\"r\":" + random.nextInt() + "}";
        expect(session.post(call("" + i, "echo", text)).text().equals(text), "echo");
      }
    }
  }

  /** Leaves while a call runs, and asks again: it ran once, and its answer was kept. */
  private void cutOff(HttpPeer session, int i, Random random) throws Exception {
    fault("cut off");
    String body = call("" + i, "tally", "{\"key\":" + i + ",\"millis\":1000}");
    var cut = session.postLater(body);
    Thread.sleep(random.nextInt(20));
    cut.cancel(true);
    Answer answer = session.post(body);
    while (answer.status() == 400) {
      Thread.sleep(5);
      answer = session.post(body);
    }
    if (!answer.text().equals("1")) {
      duplicated.increment();
    }
  }

  private void progress(HttpPeer session, int i, int count) throws Exception {
    String token = "\"progressToken\":" + i;
    List<String> events =
        session.post(call("" + i, "progress", "{\"count\":" + count + "}", token)).events();
    if (count > 0 && events.size() < count + 1) {
      lost.increment();
    } else if (events.size() > count + 1) {
      duplicated.increment();
    }
    for (int step = 1; step <= Math.min(count, events.size()); step++) {
      expect(events.get(step - 1).contains("\"progress\":" + step + "}"), "progress");
    }
  }

  private static void cancel(HttpPeer session, int id) throws Exception {
    session.post(
        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":"
            + id
            + "}}");
  }

  private void fault(String kind) {
    faults.computeIfAbsent(kind, any -> new LongAdder()).increment();
  }

  private void expect(boolean condition, String what) {
    if (!condition) {
      wrong.add(what);
    }
  }
}
