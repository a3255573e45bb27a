package dev.mcpfly.transport;

import static dev.mcpfly.transport.HttpPeer.call;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpfly.transport.HttpPeer.Answer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
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

  private final LongAdder good = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder sessions = new LongAdder();
  private final List<String> wrong = new java.util.concurrent.CopyOnWriteArrayList<>();

  private record Footprint(long memory, int threads, long files, long children) {}

  private static Footprint footprint() throws Exception {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    Path open = Path.of("/proc/self/fd");
    long files = 0;
    if (Files.isDirectory(open)) {
      try (var list = Files.list(open)) {
        files = list.count();
      }
    }
    return new Footprint(
        (runtime.totalMemory() - runtime.freeMemory()) >> 20,
        // The relay's own; the client of this test keeps some for a while.
        (int)
            Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("mcp-"))
                .count(),
        files,
        ProcessHandle.current().children().count());
  }

  @Test
  void livesThroughFaultsWithoutLosingOrKeepingAnything() throws Exception {
    long seconds = Long.getLong("mcp.soak.seconds");
    long seed = Long.getLong("mcp.soak.seed", System.nanoTime());
    System.out.println("soak: seed " + seed + ", " + seconds + " s, " + CLIENTS + " clients");
    try (Relay relay =
        Relay.stdio(StdioServerMain.command())
            .port(0)
            .limits(
                RelayLimits.ofDefaults().children(CLIENTS + 4).sessionIdle(Duration.ofSeconds(5)))
            .logger(line -> {})
            .stderr(line -> {})
            .start()) {
      new HttpPeer(relay.uri()).session().send("DELETE");
      Footprint before = footprint();
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
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
      Thread.sleep(12_000);
      Footprint after = footprint();
      System.out.printf(
          "soak: %d good answers, %d errors that were due, %d sessions, %d wrong;"
              + " before %s, after %s%n",
          good.sum(), failed.sum(), sessions.sum(), wrong.size(), before, after);
      assertThat(wrong).isEmpty();
      assertThat(good.sum()).isPositive();
      assertThat(after.threads()).isLessThanOrEqualTo(before.threads() + 3);
      assertThat(after.files()).isLessThanOrEqualTo(before.files() + 30);
      assertThat(after.memory()).isLessThanOrEqualTo(before.memory() + 64);
      assertThat(after.children()).isLessThanOrEqualTo(before.children() + 1);
    }
  }

  private void client(Relay relay, Random random, long end) {
    while (System.nanoTime() - end < 0) {
      try {
        HttpPeer client = new HttpPeer(relay.uri());
        Answer opened = client.post(HttpPeer.initialize("2025-11-25"));
        if (opened.status() != 200) {
          failed.increment();
          Thread.sleep(200);
          continue;
        }
        sessions.increment();
        session(client.with("Mcp-Session-Id", opened.header("Mcp-Session-Id")), random, end);
      } catch (Exception e) {
        wrong.add(e.toString());
      }
    }
  }

  private void session(HttpPeer session, Random random, long end) throws Exception {
    for (int i = 1; i < 2000 && System.nanoTime() - end < 0; i++) {
      int dice = random.nextInt(1000);
      if (dice == 0) {
        // A crash answers its call, and ends the session.
        expect(session.post(call("" + i, "crash", "{}")).errorCode() == -32603, "crash");
        expect(session.post(call("1", "echo", "{}")).status() == 404, "gone");
        failed.increment();
        return;
      }
      if (dice == 1) {
        session.send("DELETE");
        return;
      }
      if (dice == 2) {
        // Dropped: the relay must find out by itself.
        return;
      }
      if (dice < 6) {
        var cut = session.postLater(call("" + i, "sleep", "{\"millis\":50}"));
        Thread.sleep(5);
        cut.cancel(true);
      } else if (dice < 10) {
        expect(session.post(call("" + i, "noise", "{}")).text().equals("noisy"), "noise");
      } else if (dice < 14) {
        int size = random.nextInt(2_000_000);
        Answer answer = session.post(call("" + i, "blob", "{\"size\":" + size + "}"));
        expect(answer.text().length() == size, "blob");
      } else if (dice < 60) {
        int count = random.nextInt(50);
        String token = "\"progressToken\":" + i;
        Answer answer = session.post(call("" + i, "progress", "{\"count\":" + count + "}", token));
        expect(count == 0 || answer.events().size() == count + 1, "progress");
      } else {
        String text = "{\"i\":" + i + ",\"r\":" + random.nextInt() + "}";
        expect(session.post(call("" + i, "echo", text)).text().equals(text), "echo");
      }
      good.increment();
    }
  }

  private void expect(boolean condition, String what) {
    if (!condition) {
      wrong.add(what);
    }
  }
}
