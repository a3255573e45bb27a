package dev.mcpfly.transport.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * Measures what a valid token of an authorization server costs beside the static bearer: {@code
 * TokenMain JAR ECHO_SERVER OUT ROUNDS}. Relays with either, and one with neither, are up at the
 * same time and are called in turns, in an order that changes with every round, so that all share
 * the noise of the machine. Prints medians, ratios to the bearer, and the processor time that the
 * relays took.
 */
public final class TokenMain {
  private static final String FLAGS = "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xms16m -Xmn8m";
  private static final int CALLS = 500;
  private static final long SEED = 20261129;

  private TokenMain() {}

  /** Something to call. */
  private static final class Side implements AutoCloseable {
    final String name;
    final Started relay;
    final HttpCaller caller;
    final List<Double> medians = new ArrayList<>();
    double cpu;

    Side(String name, Started relay, HttpCaller caller) {
      this.name = name;
      this.relay = relay;
      this.caller = caller;
    }

    void round(int calls, boolean counts) throws IOException {
      double cpuBefore = relay.cpuMillis();
      double[] times = new double[calls];
      for (int i = 0; i < calls; i++) {
        String text = "call" + i;
        String params = Messages.echo("echo", text);
        long start = System.nanoTime();
        String answer = caller.request("tools/call", "", params);
        times[i] = (System.nanoTime() - start) / 1e6;
        if (!answer.contains('"' + text + '"')) {
          throw new IOException("A wrong answer: " + answer);
        }
      }
      if (counts) {
        Arrays.sort(times);
        medians.add(times[times.length / 2]);
        cpu += relay.cpuMillis() - cpuBefore;
      }
    }

    double p50() {
      return Measurement.middle(medians.stream().mapToDouble(Double::doubleValue).toArray());
    }

    /** Microseconds for each call. */
    double cpuOfCall() {
      return cpu * 1000 / (medians.size() * (double) CALLS);
    }

    @Override
    public void close() throws Exception {
      caller.close();
      relay.close();
    }
  }

  /** Runs it. */
  public static void main(String[] args) throws Exception {
    Path out = Path.of(args[2]);
    Files.createDirectories(out);
    int rounds = Integer.parseInt(args[3]);
    List<Side> sides = new ArrayList<>();
    try (Issuer issuer = new Issuer()) {
      List<String> command = List.of(args[0], args[1]);
      sides.add(start("static bearer", command, Started.freePort(), "Bearer a-static-token",
          Map.of("MCP_FLY_BEARER_TOKEN", "a-static-token")));
      int port = Started.freePort();
      String url = "http://127.0.0.1:" + port + "/mcp";
      sides.add(start("valid token (JWT, ES256)", command, port, "Bearer " + issuer.token(url),
          Map.of("MCP_FLY_OAUTH_ISSUER", issuer.uri(), "MCP_FLY_OAUTH_AUDIENCE", url)));
      sides.add(start("no credentials", command, Started.freePort(), "", Map.of()));
      List<Side> order = new ArrayList<>(sides);
      Random random = new Random(SEED);
      for (int round = -4; round < rounds; round++) {
        Collections.shuffle(order, random);
        for (Side side : order) {
          side.round(CALLS, round >= 0);
        }
      }
      String table = table(sides, rounds);
      System.out.println(table);
      Files.writeString(out.resolve("token.md"), table);
    } finally {
      for (Side side : sides) {
        side.close();
      }
    }
  }

  private static Side start(
      String name,
      List<String> jarAndServer,
      int port,
      String authorization,
      Map<String, String> environment)
      throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(FLAGS.split(" ")));
    command.addAll(List.of("-jar", jarAndServer.get(0), "wrap", "--port", "" + port, "--"));
    command.addAll(List.of("node", jarAndServer.get(1)));
    Started relay = Started.start(command, environment, false);
    long end = System.nanoTime() + 60_000_000_000L;
    while (true) {
      HttpCaller caller = new HttpCaller(port, "/mcp", false, authorization);
      try {
        caller.initialize();
        return new Side(name, relay, caller);
      } catch (IOException e) {
        caller.close();
        if (!relay.process().isAlive() || System.nanoTime() > end) {
          relay.close();
          throw new IOException(name + ": " + e.getMessage(), e);
        }
        Thread.sleep(20);
      }
    }
  }

  private static String table(List<Side> sides, int rounds) {
    Side bearer = sides.get(0);
    StringBuilder text = new StringBuilder();
    text.append(
        "p50 of a call, one at a time: median of %d rounds of %d calls, in turns (seed %d).%n%n"
            .formatted(rounds, CALLS, SEED));
    text.append("| credentials | p50, ms | ratio | processor time of a call, µs | ratio |\n");
    text.append("|---|---:|---:|---:|---:|\n");
    for (Side side : sides) {
      text.append(
          String.format(
              Locale.ROOT,
              "| %s | %.4f | %.3fx | %.1f | %.3fx |%n",
              side.name,
              side.p50(),
              side.p50() / bearer.p50(),
              side.cpuOfCall(),
              side.cpuOfCall() / bearer.cpuOfCall()));
    }
    return text.toString();
  }
}
